"""The sign that the bot is typing, in a channel where an answer takes a while."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import discord
from cachetools import TTLCache

from bot.chat.discord.delivery import SEND_ERRORS

DELAY = 0.7
"""Seconds that an answer may take without a sign."""

LIFETIME = 8.0
"""Seconds after which the sign is shown again; Discord shows it for ten
(https://discord.com/developers/docs/resources/channel#trigger-typing-indicator)."""

MAX_CHANNELS = 10_000


class TypingIndicator:
    """Show that the bot is typing, once per channel however many answers are under way there."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._shown = TTLCache[int, None](MAX_CHANNELS, LIFETIME, clock)

    @asynccontextmanager
    async def shown_while_answering(self, message: discord.Message) -> AsyncIterator[None]:
        """Show the sign in the message's channel while the body runs, from ``DELAY`` seconds on."""
        showing: list[asyncio.Task[None]] = []

        def show() -> None:
            showing.append(asyncio.create_task(self._show(message)))

        timer = asyncio.get_running_loop().call_later(DELAY, show)
        try:
            yield
        finally:
            timer.cancel()
            for task in showing:
                task.cancel()

    async def _show(self, message: discord.Message) -> None:
        channel = message.channel
        try:
            while True:
                if channel.id not in self._shown:
                    self._shown[channel.id] = None
                    await channel.typing()
                await asyncio.sleep(LIFETIME)
        except SEND_ERRORS:
            return  # the answer itself reports what is wrong
