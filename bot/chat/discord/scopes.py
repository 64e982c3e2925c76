"""The scope of everyone who asks on Discord: the one place that decides what they may see."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

import discord

from bot.answering.engine import AnswerEngine
from bot.answering.scope import Gate, Scope
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.channel_readers import ChannelReaders, fits_age
from bot.chat.discord.incoming import Incoming, Person
from bot.chat.discord.member_roles import Guilds
from bot.chat.discord.members import FetchedMembers
from bot.chat.discord.turns import HeavyTurns
from bot.knowledge import Thread
from bot.reading.readings import Readings
from bot.storage.own_threads import OwnThread

MAX_SERVERS = 25
"""The most servers of which a person who asks in a direct message is looked up as a member."""

INDEXED_AT_ONCE = 2
"""Scopes whose threads are indexed at the same time, of the large ones and of the small ones; the
other OS threads are left to questions."""

SMALL, SMALL_TEXT = 2_000, 500_000
"""Posts and abbreviations, and characters, that are indexed in less than half a second."""


class Scopes:
    """Make the scope of an asker in a place.

    In a server that is the server's. In a direct message the threads of a server count where
    Discord says that the asker is a member of it, with one of the roles that may ask there. In a
    conversation with others, who may be members of other servers, only threads for all servers
    count.

    A thread that was read from a channel counts for those who may read the channel, while the bot
    itself may, for else it does not learn which messages are edited and deleted. Where others read
    the answer, all of them must be allowed to. A thread that a group reads is cut behind the
    last open post; outside of servers those of all servers count of which the asker is a member, or
    may be: Discord is asked about MAX_SERVERS.

    What one person may see is looked up for one of their requests at a time, in servers and in
    direct messages each: to read and index large threads, and to ask Discord, keeps others waiting.
    """

    def __init__(
        self,
        engine: AnswerEngine,
        server_threads: ServerThreads,
        readings: Readings,
        guilds: Guilds,
        members: FetchedMembers,
        readers: ChannelReaders,
        on_followed: Callable[[int, int], Awaitable[None]],
        may_ask: Callable[[discord.Member], Awaitable[bool]],
    ) -> None:
        """Call ``on_followed`` with the server and channel of each such thread that is asked for.

        ``may_ask`` returns whether a member may ask by the settings of their server.
        """
        self._engine = engine
        self._server_threads = server_threads
        self._readings = readings
        self._guilds = guilds
        self._members = members
        self._readers = readers
        self._on_followed = on_followed
        self._may_ask = may_ask
        self._large, self._small = HeavyTurns(INDEXED_AT_ONCE), HeavyTurns(INDEXED_AT_ONCE)
        self._askers = WeakValueDictionary[tuple[int, bool], asyncio.Lock]()

    async def of(self, incoming: Incoming) -> Scope:
        """Return what the asker may see in an answer there, indexed."""
        asker = incoming.person.id, incoming.in_guild
        async with self._askers.setdefault(asker, asyncio.Lock()):
            scope = await self._of(incoming)
            await self.index(scope)
            return scope

    async def _of(self, incoming: Incoming) -> Scope:
        beside = set[Gate]()
        if incoming.guild_id is not None:
            servers = visible = frozenset({incoming.guild_id})
        else:
            members = await self._members_of(incoming.person)
            there = [one for one in members.values() if one is not None]
            servers = frozenset(one.guild.id for one in there)
            visible = await self._of_askers(there) if incoming.private else frozenset()
            for id, some in (await self._readings.all_gates()).items():
                if id not in members:
                    beside.update(some)
        whole = await self._whole(incoming, visible)
        own = incoming.person.id if incoming.private else None
        gates = await self._readings.of(servers, incoming.channel_ids, own, beside)
        mixed = bool(gates) and (bool(beside) or len(servers) > 1)
        return replace(whole, gates=gates, has_mixed_gates=mixed)

    async def whole(self, incoming: Incoming) -> Scope:
        """Return the same in a server to the threads' ends, for those who lead a reading."""
        assert incoming.guild_id is not None
        return await self._whole(incoming, frozenset({incoming.guild_id}))

    async def with_default_thread(self, incoming: Incoming) -> Incoming:
        """Return the same with the thread that is meant in a Discord thread which was made one."""
        if incoming.guild_id is None or len(incoming.channel_ids) == 1:
            return incoming
        for one in await self._server_threads.of(incoming.guild_id):
            if one.channel_id == incoming.channel_id:
                settings = replace(incoming.settings, thread=one.thread.id)
                return replace(incoming, settings=settings)
        return incoming

    async def of_channel(self, guild: discord.Guild, channel_id: int) -> Scope:
        """Return what all who read a channel may see, to the ends, for sending it there.

        Raises UnavailableError where Discord does not say now who may read a channel.
        """
        threads = await self._server_threads.of(guild.id)
        for id in {channel_id, *(one.channel_id for one in threads if one.channel_id)}:
            await self._readers.look_up(guild, id)
        own = [
            one.thread
            for one in threads
            if one.channel_id is None or await self._all_may_read(guild, one.channel_id, channel_id)
        ]
        return Scope(frozenset({guild.id}), tuple(own))

    async def own(self, incoming: Incoming, server: int) -> AsyncIterator[OwnThread]:
        """Yield the threads of a server's own that the asker may see in an answer there."""
        for one in await self._server_threads.of(server):
            if one.channel_id is not None:
                await self._on_followed(server, one.channel_id)
            if one.channel_id is None or await self.is_readable(incoming, server, one.channel_id):
                yield one

    async def index(self, scope: Scope) -> None:
        """Index what a scope has, once for all who need it: they wait, and take no OS thread.

        Nobody waits for a large server elsewhere, unless their own is large, too.
        """
        if self._engine.has_indexed(scope):
            return
        turns = self._small if _is_small(scope.own) else self._large
        async with turns.take(hash(scope)):
            if not self._engine.has_indexed(scope):
                await asyncio.to_thread(self._engine.threads, scope)

    async def _whole(self, incoming: Incoming, servers: frozenset[int]) -> Scope:
        """Return what the asker may see of these servers, with the threads to their ends."""
        own = [one.thread for id in sorted(servers) async for one in self.own(incoming, id)]
        return Scope(servers, tuple(own))

    async def _of_askers(self, members: Sequence[discord.Member]) -> frozenset[int]:
        """Return the servers of those members who may ask there."""
        may_ask = await asyncio.gather(*map(self._may_ask, members))
        return frozenset(one.guild.id for one, may in zip(members, may_ask, strict=True) if may)

    async def _members_of(self, person: Person) -> dict[int, discord.Member | None]:
        """Return the person as a member, or None, of the servers of which Discord says that.

        Those with gates come first: where one is not asked about, its gates count.
        """
        gated = (await self._readings.all_gates()).keys()
        others = self._engine.named_servers.union(await self._server_threads.servers())
        guilds = [one for one in self._guilds.guilds if one.id in gated or one.id in others]
        asked = sorted(guilds, key=lambda one: one.id not in gated)[:MAX_SERVERS]
        members = await asyncio.gather(*(self._members.get(one, person.id) for one in asked))
        return {one.id: member for one, member in zip(asked, members, strict=True)}

    async def is_readable(self, incoming: Incoming, server: int, channel_id: int) -> bool:
        """Return whether all who read an answer there may read a channel of a server."""
        if (guild := self._guilds.get_guild(server)) is None:
            return False
        if not incoming.private:
            return await self._all_may_read(guild, channel_id, incoming.channel_id)
        if (channel := await self._readers.readable(guild, channel_id)) is None:
            return False
        is_here = incoming.guild_id == server
        place = await self._readers.channel(guild, incoming.channel_id) if is_here else None
        if not fits_age(channel, place):
            return False
        member: Person | None = incoming.person
        if incoming.guild_id is None:
            member = await self._members.get(guild, incoming.person.id)
        return isinstance(member, discord.Member) and await self._readers.may_read(channel, member)

    async def fits_all_ages(self, incoming: Incoming, thread: Thread) -> bool:
        """Return whether a thread that the asker sees may be shown where nobody asks for an age."""
        guild = self._guilds.get_guild(incoming.guild_id or 0)
        if incoming.guild_id is None or guild is None:
            return True
        for one in await self._server_threads.of(incoming.guild_id):
            if one.thread.id == thread.id and one.channel_id is not None:
                channel = await self._readers.channel(guild, one.channel_id)
                return channel is not None and fits_age(channel, None)
        return True

    async def _all_may_read(self, guild: discord.Guild, channel_id: int, place_id: int) -> bool:
        """Return whether all who read a place may read a channel."""
        channel = await self._readers.readable(guild, channel_id)
        place = await self._readers.channel(guild, place_id)
        return channel is not None and await self._readers.all_may_read(channel, place)


def _is_small(threads: Collection[Thread]) -> bool:
    if sum(len(one.posts) + len(one.glossary) for one in threads) > SMALL:
        return False
    return sum(one.character_count for one in threads) <= SMALL_TEXT
