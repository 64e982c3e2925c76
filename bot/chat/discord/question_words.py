"""The words of questions, read back from their messages: none are kept."""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Protocol

import discord

from bot.chat.discord.components import Meeting, presses_under, question_under
from bot.chat.discord.delivery import SEND_ERRORS, repeated, says_unknown
from bot.chat.discord.message_text import words_of
from bot.chat.discord.triggers import TriggerReader
from bot.reading.ticker import Pace


class InMessage(Protocol):
    """Something that was asked in a message."""

    @property
    def channel_id(self) -> int:
        """The channel of the message."""

    @property
    def message_id(self) -> int:
        """The message."""


_AT_ONCE = 5
"""Messages that are fetched at the same time."""


class QuestionWords:
    """Read what was asked in a message of a person's, or in one of the bot's that repeats it.

    Messages are fetched at a ``pace`` that leaves Discord's requests of a second to answers.
    """

    def __init__(self, client: discord.Client, triggers: TriggerReader, pace: Pace) -> None:
        self._client = client
        self._triggers = triggers
        self._pace = pace

    async def read(self, questions: Iterable[InMessage], prefix: str) -> dict[int, str | None]:
        """Return the words by message id, without ``prefix``; None for one that was deleted.

        A question whose message cannot be read now is left out.
        """
        at_once = asyncio.Semaphore(_AT_ONCE)
        found: dict[int, str | None] = {}

        async def fetch(question: InMessage) -> None:
            channel = self._client.get_partial_messageable(question.channel_id)
            async with at_once:
                await self._pace.wait()
                try:
                    message = await repeated(partial(channel.fetch_message, question.message_id))
                except SEND_ERRORS as error:
                    if says_unknown(error):
                        found[question.message_id] = None
                else:
                    found[question.message_id] = self._words(message, prefix)

        await asyncio.gather(*map(fetch, questions))
        return found

    def _words(self, message: discord.Message, prefix: str) -> str:
        """Return the question; nothing for a card that shows a post itself."""
        if self._client.user is None or message.author.id != self._client.user.id:
            return " ".join(self._triggers.strip(words_of(message), prefix).split())
        if any(isinstance(press, Meeting) for press in presses_under(message)):
            return ""
        return question_under(message) or ""
