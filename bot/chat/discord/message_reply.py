"""The reply to a message, which follows the message's edits."""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

import discord

from bot.answering.answer import Answer, Kind
from bot.chat.discord.components import Remove
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver, repeated
from bot.chat.discord.escaping import cut, well_formed
from bot.chat.discord.guard import Decision, Refusal
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.recent_answers import AnsweredMessage
from bot.ops.request_log import note_failure

_log = logging.getLogger(__name__)

TITLE_LENGTH = 100
"""The most that the title of a Discord thread holds."""


class MessageReply:
    """Reply to a message in its ``turn``, in place of the reply to its earlier wording if any.

    ``question`` is kept in the answer's button, so that a later message can follow it up. A
    ``quiet`` reply notifies nobody, and refuses nothing aloud.
    """

    def __init__(
        self,
        message: discord.Message,
        incoming: Incoming,
        answered: AnsweredMessage,
        turn: asyncio.Event,
        question: str = "",
        *,
        quiet: bool = False,
    ) -> None:
        self._quiet = quiet
        self._message = message
        self._incoming = incoming
        self._answered = answered
        self._turn = turn
        self._options = ReplyOptions(
            incoming.language,
            embeds=incoming.permissions.embed_links and incoming.settings.cards,
            remove=Remove(incoming.person.id, question),
            feedback=incoming.keeps,
        )

    @property
    def question_id(self) -> int | None:
        """The message, unless it only named posts."""
        return None if self._quiet else self._message.id

    async def decline(self, answer: Answer, decision: Decision) -> None:
        """Say why, where the guard wants it said and no earlier answer would be overwritten."""
        announced = decision.announced if isinstance(decision, Refusal) else decision.first
        if not announced or self._quiet:
            return
        await self._turn.wait()  # until then an earlier answer may be under way
        if not self._answered.answers:
            await self.deliver(answer)

    async def acknowledge(self) -> None:
        """Wait for the turn: what changes until then is not answered as it was before."""
        await self._turn.wait()

    async def deliver(self, answer: Answer) -> None:
        """Send the answer once it is its turn, or change the messages of the one before."""
        await self._turn.wait()
        if self._answered.withdrawn or self._is_noise(answer):
            return
        thread = None if self._answered.answers else await self._own_thread(answer)
        sent = await deliver(answer, self._options, self._sends(thread), self._answered.answers)
        self._answered.set_answers(sent)

    def _is_noise(self, answer: Answer) -> bool:
        """Whether the answer would tell people who did not call the bot that it knows nothing."""
        refused = answer.kind in (Kind.REFUSAL, Kind.ERROR)
        return self._quiet and refused and not self._answered.answers

    def log_failure(self, error: Exception) -> None:
        """Log in one line that the answer is missing, or is still the one before."""
        if isinstance(error, discord.Forbidden):
            channel = self._incoming.channel_id
            _log.warning("not answering in channel %s: %s", channel, error.text)
        elif self._answered.answers:
            _log.warning("the answer to message %s was not updated: %s", self._message.id, error)
        else:
            _log.error("the answer to message %s was not sent: %s", self._message.id, error)
            note_failure()

    async def _own_thread(self, answer: Answer) -> discord.Thread | None:
        """Return a Discord thread on the message, where it is answered in one of its own."""
        channel, allowed = self._message.channel, self._incoming.permissions
        if not self._incoming.settings.answer_threads or answer.kind is Kind.ERROR:
            return None
        if not isinstance(channel, discord.TextChannel):
            return None
        if thread := channel.get_thread(self._message.id):
            return thread
        if not (allowed.create_public_threads and allowed.send_messages_in_threads):
            return None
        words = " ".join(self._message.content.split())
        try:
            title = cut(well_formed(words), TITLE_LENGTH)
            return await repeated(partial(self._message.create_thread, name=title))
        except SEND_ERRORS as error:
            _log.warning("no thread was opened on message %s: %s", self._message.id, error)
            return channel.get_thread(self._message.id)  # an attempt may have opened it

    def _sends(self, thread: discord.Thread | None) -> Iterator[Send]:
        """Calls that reply to the message; if it was deleted, the answer is sent all the same.

        Each has its own nonce, by which Discord recognizes a message that it took already.
        """
        fields: dict[str, Any] = {"reference": self._message.to_reference(fail_if_not_exists=False)}
        if thread is not None or not self._incoming.permissions.read_message_history:
            fields = {}  # Discord lets nobody reply to what they cannot read, or to elsewhere
        edited = int(at.timestamp()) if (at := self._message.edited_at) else 0
        for number in count():
            nonce = f"{self._message.id:x}{number:x}{edited % 2**24:06x}"
            place = thread or self._message.channel
            send = partial(place.send, nonce=nonce, silent=self._quiet, **fields)
            yield Send(send)
