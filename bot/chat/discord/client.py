"""The Discord client: what it asks of Discord, and the one way anything leaves for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import discord
from discord.ext import commands

from bot.answers import Answer
from bot.chat.discord.cogs.asking import Asking
from bot.chat.discord.rendering import render
from bot.librarian import Librarian
from bot.settings import Settings


class ThreadBot(commands.Bot):
    """Hears questions on Discord and replies with what the librarian says."""

    def __init__(self, settings: Settings, librarian: Librarian) -> None:
        intents = discord.Intents.none()
        intents.guilds = True  # roles, to know who may reload
        intents.messages = True
        intents.message_content = True
        super().__init__(
            command_prefix=commands.when_mentioned,  # lines are read by the bot's own grammar
            help_command=None,
            intents=intents,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.settings = settings
        self.librarian = librarian
        self._answering: set[asyncio.Task[object]] = set()

    async def setup_hook(self) -> None:
        """Take in the cogs, before the first event."""
        await self.add_cog(Asking(self))

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the cogs; no prefix commands of discord.py's own are registered."""

    async def reply(self, message: discord.Message, answer: Answer) -> None:
        """Reply to a message; where it was deleted meanwhile, the answer still stands there."""
        reference = message.to_reference(fail_if_not_exists=False)
        for content in render(answer):
            await message.channel.send(
                content,
                reference=reference,
                allowed_mentions=discord.AllowedMentions.none(),
                suppress_embeds=True,
            )

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Mark the current task as one that a shutdown waits for."""
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            yield
        finally:
            self._answering.discard(task)

    async def finish(self, seconds: float) -> None:
        """Let the answers under way finish, for at most so many seconds, and close."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=seconds)
        await self.close()
