"""Servers that the bot leaves: their rows are deleted after a while, unless it comes back."""

import logging
from collections.abc import Callable, Iterable

import discord
from discord.ext import commands, tasks

from bot.errors import UnavailableError
from bot.storage import servers
from bot.storage.changes import Concern
from bot.storage.database import Database

_log = logging.getLogger(__name__)


class LeftServers(commands.Cog):
    """Note when the bot leaves servers and joins them, and delete what was left long ago.

    It may have left while it was down, so the servers are compared once a day as well: those of the
    shards that this process serves.
    """

    def __init__(
        self, bot: commands.AutoShardedBot, database: Database, now: Callable[[], float]
    ) -> None:
        self._bot = bot
        self._database = database
        self._now = now

    async def cog_load(self) -> None:
        """Begin with the daily comparison."""
        self._daily.start()

    async def cog_unload(self) -> None:
        """End it."""
        self._daily.cancel()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot was removed from a server."""
        await self._note(servers.note_left, [guild.id], int(self._now()))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that the bot was added to a server."""
        await self._note(servers.note_joined, [guild.id])

    @tasks.loop(hours=24)
    async def _daily(self) -> None:
        await self._bot.wait_until_ready()
        await self.compare()

    async def compare(self) -> None:
        """Note which servers were left and joined, and delete those that were left long ago."""
        here, now = {guild.id for guild in self._bot.guilds}, int(self._now())
        try:
            known = await self._database.read(servers.server_ids)
            await self._database.change_all(servers.note_joined, [id for id in known if id in here])
            gone = [id for id in self._of_own_shards(known) if id not in here]
            await self._database.change_all(servers.note_left, gone, now)
            deleted = await self._database.change_all(servers.delete_left, now)
        except UnavailableError as error:
            _log.warning("the servers that were left are compared tomorrow: %s", error)
            return
        for _, server_id in deleted:
            _log.info("deleted what was kept about server %s, which was left long ago", server_id)

    def _of_own_shards(self, server_ids: Iterable[int]) -> Iterable[int]:
        """Yield the servers that this process would see if the bot were in them."""
        own, total = self._bot.shard_ids, self._bot.shard_count or 1
        for server_id in server_ids:
            if own is None or (server_id >> 22) % total in own:
                yield server_id

    async def _note(self, work: Callable[..., list[Concern]], *arguments: object) -> None:
        """Write; what is not noted now is noted by the next comparison."""
        try:
            await self._database.change_all(work, *arguments)
        except UnavailableError as error:
            _log.warning("a server that was left or joined was not noted: %s", error)
