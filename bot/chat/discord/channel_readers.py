"""Who may read a channel of Discord, so that what was read there is shown to nobody else."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeAlias

import discord
from cachetools import TTLCache

from bot.chat.discord.delivery import SEND_ERRORS, repeated, says_unknown
from bot.errors import UnavailableError

REMEMBERED_SECONDS = 60.0
MAX_REMEMBERED = 10_000
"""How long a fetched channel, or a place in a private thread, is trusted, and how many are."""

Channel: TypeAlias = discord.abc.GuildChannel | discord.Thread


class ChannelReaders:
    """Look up who may read a channel or a Discord thread, an archived one too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._fetched = TTLCache[int, Channel | str | None](
            MAX_REMEMBERED, REMEMBERED_SECONDS, clock
        )
        """Channels by id; None for one that the bot does not see, and an error as its words."""
        self._joined = TTLCache[tuple[int, int], bool](MAX_REMEMBERED, REMEMBERED_SECONDS, clock)

    async def channel(self, guild: discord.Guild, channel_id: int) -> Channel | None:
        """Return a channel or Discord thread of a server; None where the bot sees none for now."""
        with suppress(UnavailableError):
            return await self.look_up(guild, channel_id)
        return None

    async def look_up(self, guild: discord.Guild, channel_id: int) -> Channel | None:
        """Return a channel or Discord thread of a server; None where the bot sees none.

        Raises UnavailableError where Discord does not say.
        """
        if (known := guild.get_channel_or_thread(channel_id)) is not None:
            return known
        if channel_id not in self._fetched or not _is_of(self._fetched[channel_id], guild):
            self._fetched[channel_id] = await _fetch(guild, channel_id)
        found = self._fetched[channel_id]
        if isinstance(found, str):
            raise UnavailableError(f"Discord does not give channel {channel_id}: {found}")
        return found

    async def readable(self, guild: discord.Guild, channel_id: int) -> Channel | None:
        """Return a channel or Discord thread that the bot may read; None where it may not."""
        channel, me = await self.channel(guild, channel_id), guild.me
        if channel is None or not me or not await self.may_read(channel, me):  # no me in an outage
            return None
        return channel

    async def is_gone(self, guild: discord.Guild, channel_id: int) -> bool:
        """Return whether Discord says that there is no such channel any more."""
        try:
            await guild.fetch_channel(channel_id)
        except discord.InvalidData:
            return False
        except SEND_ERRORS as error:
            return says_unknown(error)
        return False

    async def may_read(self, channel: Channel, member: discord.Member) -> bool:
        """Return whether a member may read all that was written in a channel.

        A Discord thread whose channel is not known is read by nobody.
        """
        if isinstance(channel, discord.Thread) and channel.parent is None:
            return False
        permissions = channel.permissions_for(member)
        if not (_needed(channel) <= permissions):
            return False
        if not _is_private_thread(channel) or permissions.manage_threads:
            return True
        assert isinstance(channel, discord.Thread)
        key = channel.id, member.id
        if key not in self._joined:
            self._joined[key] = await _has_joined(channel, member)
        return self._joined[key]

    def forget_members(self, thread_id: int) -> None:
        """Ask Discord again who is in a private thread."""
        for key in [one for one in self._joined if one[0] == thread_id]:
            self._joined.pop(key, None)

    async def all_may_read(self, channel: Channel, place: Channel | None) -> bool:
        """Return whether everyone who reads a place may read a channel of the same server.

        Where that would take a comparison of all members, the answer is no.
        """
        if place is None or not fits_age(channel, place):
            return False
        if channel.id == place.id:
            return True
        if _is_private_thread(channel):
            return False
        source, where = _with_overwrites(channel), _with_overwrites(place)
        if source is None or where is None:
            return False
        if source == where or _is_open(source):
            return True
        return _needed(source) <= _needed(where) and source.overwrites == where.overwrites


def fits_age(channel: Channel, place: Channel | None) -> bool:
    """Return whether Discord asks readers of a channel for no age that it does not ask at a place.

    It tells no bot how old someone is.
    """
    return not _is_age_restricted(channel) or (place is not None and _is_age_restricted(place))


def _is_age_restricted(channel: Channel) -> bool:
    """Return what a channel is marked as; a Discord thread has its parent's mark."""
    marked = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
    return isinstance(channel, marked) and channel.is_nsfw()


async def _fetch(guild: discord.Guild, channel_id: int) -> Channel | str | None:
    try:
        return await repeated(partial(guild.fetch_channel, channel_id))
    except (discord.InvalidData, discord.NotFound, discord.Forbidden):
        return None
    except SEND_ERRORS as error:
        return str(error)


def _is_of(found: Channel | str | None, guild: discord.Guild) -> bool:
    """Return whether what was fetched knows the server's permissions as they are.

    A new session describes each server again, and nothing changes the description before it.
    """
    return not isinstance(found, Channel) or found.guild is guild


async def _has_joined(thread: discord.Thread, member: discord.Member) -> bool:
    try:
        await repeated(partial(thread.fetch_member, member.id))
    except SEND_ERRORS:
        return False
    return True


def _is_private_thread(channel: Channel) -> bool:
    return isinstance(channel, discord.Thread) and channel.is_private()


def _with_overwrites(channel: Channel) -> discord.abc.GuildChannel | None:
    """Return the channel whose permissions decide: a Discord thread has its parent's."""
    return channel.parent if isinstance(channel, discord.Thread) else channel


def _needed(channel: Channel) -> discord.Permissions:
    """Return the permissions without which Discord gives nobody what was written in a channel.

    Those of voice and stage channels include Connect
    (https://discord.com/developers/docs/resources/message#get-channel-messages).
    """
    spoken = isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return discord.Permissions(view_channel=True, read_message_history=True, connect=spoken)


def _is_open(channel: discord.abc.GuildChannel) -> bool:
    """Return whether every member of the server may read the channel."""
    needed = _needed(channel)
    denied = (one.pair()[1] for one in channel.overwrites.values())
    everyone = channel.permissions_for(channel.guild.default_role)
    return needed <= everyone and not any(one.value & needed.value for one in denied)
