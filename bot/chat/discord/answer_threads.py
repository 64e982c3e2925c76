"""Discord threads that were opened on an answer of the bot's, or by it on a question."""

from collections.abc import Callable
from functools import partial

import discord
from cachetools import TTLCache

from bot.answering.talk import is_question
from bot.chat.discord.components import question_under
from bot.chat.discord.delivery import SEND_ERRORS, repeated

REMEMBERED_SECONDS = 3600.0
MAX_REMEMBERED = 10_000
"""How long a thread's question is kept, and for how many threads."""


class AnswerThreads:
    """Look up the question that a Discord thread is about."""

    def __init__(self, me: discord.ClientUser, clock: Callable[[], float]) -> None:
        self._me = me
        self._questions = TTLCache[int, str | None](MAX_REMEMBERED, REMEMBERED_SECONDS, clock)

    async def question(self, message: discord.Message) -> str | None:
        """Return the question of the thread that a message is in; None elsewhere."""
        channel = message.channel
        if not isinstance(channel, discord.Thread) or not is_question(message.content):
            return None
        if not isinstance(channel.parent, discord.TextChannel):
            return None
        if channel.id not in self._questions:
            try:
                self._questions[channel.id] = await self._fetch(channel, channel.parent)
            except SEND_ERRORS:
                return None  # Discord may say it to the next question
        return self._questions[channel.id]

    async def _fetch(self, thread: discord.Thread, parent: discord.TextChannel) -> str | None:
        """Read the message that the thread was opened on, which has the thread's own id."""
        try:
            opened_on = await repeated(partial(parent.fetch_message, thread.id))
        except (discord.NotFound, discord.Forbidden):
            return None  # the thread has no such message, or the bot may not read it
        if opened_on.author.id == self._me.id:
            return question_under(opened_on)
        return opened_on.content if thread.owner_id == self._me.id else None
