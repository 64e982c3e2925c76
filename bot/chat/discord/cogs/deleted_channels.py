"""Channels that are deleted on Discord: what is kept about them goes with them."""

import logging

import discord
from discord.ext import commands, tasks

from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.turns import HeavyTurns
from bot.errors import UnavailableError
from bot.reading.reading import State
from bot.reading.readings import Readings
from bot.reading.ticker import Pace
from bot.storage import channels, servers
from bot.storage.database import Database

_log = logging.getLogger(__name__)


class DeletedChannels(commands.Cog):
    """Keep nothing about channels that Discord has no more.

    A channel may be deleted while the bot is away, so all are looked up once a day as well. The
    ticker ends the readings that run there, and tells the managers.

    Discord is asked about each archived thread, of which there may be thousands: of one server at a
    time, at the pace of what leaves requests to answers.
    """

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        database: Database,
        readings: Readings,
        readers: ChannelReaders,
        pace: Pace,
    ) -> None:
        self._bot = bot
        self._pace = pace
        self._turns = HeavyTurns()
        self._waiting = set[int]()
        """The servers whose channels are about to be looked up: once for all that were deleted."""
        self._database = database
        self._readings = readings
        self._readers = readers

    async def cog_load(self) -> None:
        """Begin with the daily look."""
        self._daily.start()

    async def cog_unload(self) -> None:
        """End it."""
        self._daily.cancel()

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget a channel, and its Discord threads, which are deleted with it."""
        await self.forget_deleted(channel.guild)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a Discord thread."""
        try:
            await self._forget(payload.guild_id, payload.thread_id)
        except UnavailableError as error:
            _log.warning("what is kept about channel %s stays: %s", payload.thread_id, error)

    @tasks.loop(hours=24)
    async def _daily(self) -> None:
        await self._bot.wait_until_ready()
        try:
            known = await self._database.read(servers.server_ids)
        except UnavailableError as error:
            _log.warning("deleted channels are looked up tomorrow: %s", error)
            return
        for server_id in known:
            if (guild := self._bot.get_guild(server_id)) is not None:
                await self.forget_deleted(guild)

    async def forget_deleted(self, guild: discord.Guild) -> None:
        """Look which channels of a server are gone, and forget them."""
        if guild.id in self._waiting:
            return
        self._waiting.add(guild.id)
        async with self._turns.take(guild.id):
            self._waiting.discard(guild.id)
            try:
                await self._forget_gone(guild)
            except UnavailableError as error:
                _log.warning("what is kept about deleted channels stays for now: %s", error)

    async def _forget_gone(self, guild: discord.Guild) -> None:
        known = await self._database.read(channels.of_server, guild.id)
        reading = {one.channel_id for one in await self._readings.of_server(guild.id)}
        for channel_id in known | reading:
            if guild.get_channel_or_thread(channel_id) is not None:
                continue
            await self._pace.wait()
            if await self._readers.is_gone(guild, channel_id):
                await self._forget(guild.id, channel_id)

    async def _forget(self, server_id: int, channel_id: int) -> None:
        await self._database.change(
            ("server", server_id), channels.delete_channel, server_id, channel_id
        )
        for one in await self._readings.of_server(server_id):
            if one.channel_id == channel_id and one.state is not State.RUNNING:
                await self._readings.remove(one)
