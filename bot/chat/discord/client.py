"""The Discord client: what it asks of Discord and keeps of it, and its parts."""

import time
from collections.abc import Callable
from typing import Any

import discord
from discord.ext import commands

from bot.answering.engine import AnswerEngine
from bot.chat.discord.cogs.buttons import Buttons
from bot.chat.discord.cogs.commands import Commands
from bot.chat.discord.cogs.messages import Messages
from bot.chat.discord.command_sync import CommandSync, Wording
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.recent_answers import RecentAnswers
from bot.ops.metrics import Metrics
from bot.ops.request_log import RequestLog
from bot.settings import Settings


class ThreadBot(commands.AutoShardedBot):
    """Hears questions on Discord and replies with what the engine says."""

    def __init__(
        self,
        settings: Settings,
        engine: AnswerEngine,
        request_log: RequestLog | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,  # lines are read by the bot's own grammar
            help_command=None,
            intents=_intents(settings),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            **_shards(settings),
        )
        self.dispatcher = Dispatcher(
            settings, engine, request_log or RequestLog(Metrics()), self.is_owner, clock
        )
        self.registration = CommandSync(self, self.tree)
        self._recent_answers = RecentAnswers(clock)

    async def setup_hook(self) -> None:
        """Take in the cogs, before the first event."""
        await self.tree.set_translator(Wording())
        await self.add_cog(Messages(self, self.dispatcher, self._recent_answers, self.registration))
        await self.add_cog(Commands(self, self.dispatcher))
        await self.add_cog(Buttons(self.dispatcher))

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages to the cogs; no prefix commands of discord.py's own are registered."""

    async def finish(self, seconds: float) -> None:
        """Let the answers under way finish, for at most so many seconds, and close."""
        await self.dispatcher.finish(seconds)
        await self.close()


def _shards(settings: Settings) -> dict[str, Any]:
    """The shards of the settings; without, Discord says how many there shall be."""
    if (shards := settings.shards) is None:
        return {}
    return {
        "shard_count": shards.total,
        "shard_ids": list(range(shards.first, shards.last + 1)),
    }


def _intents(settings: Settings) -> discord.Intents:
    """What Discord tells the bot: of servers, for roles and permissions, and of messages."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.messages = True
    intents.message_content = settings.message_content
    return intents
