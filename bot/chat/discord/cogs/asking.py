"""Questions asked in a message, and the replies to them."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answers import Answer, told
from bot.chat.discord.permissions import may_reload
from bot.grammar import Reload, after_command
from bot.wording import say

if TYPE_CHECKING:
    from bot.chat.discord.client import ThreadBot

_log = logging.getLogger(__name__)

_SAID_BY_PEOPLE = {discord.MessageType.default, discord.MessageType.reply}


class Asking(commands.Cog):
    """Answers messages that begin with ``!thread``."""

    def __init__(self, bot: "ThreadBot") -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a person's line; bots, webhooks and Discord's own messages are passed over."""
        if message.author.bot or message.webhook_id or message.type not in _SAID_BY_PEOPLE:
            return
        line = after_command(message.content, self._bot.settings.prefix)
        if line is None:
            return
        with self._bot.answering():
            await self._answer(message, line)

    async def _answer(self, message: discord.Message, line: str) -> None:
        try:
            answer = await self._said(message, line)
        except Exception:
            _log.exception("a question in channel %s failed", message.channel.id)
            answer = told(say("failed"))
        try:
            await self._bot.reply(message, answer)
        except discord.Forbidden as error:
            _log.warning("may not answer in channel %s: %s", message.channel.id, error.text)

    async def _said(self, message: discord.Message, line: str) -> Answer:
        librarian = self._bot.librarian
        request = librarian.parse(line)
        if isinstance(request, Reload) and not await may_reload(self._bot, message.author):
            return self._bot.librarian.reload_refusal()
        return await asyncio.to_thread(librarian.answer, request)
