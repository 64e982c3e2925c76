"""The scope of everyone who asks on Discord: the one place that decides what they may see."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Protocol

from bot.answering.engine import AnswerEngine
from bot.answering.scope import Scope
from bot.chat.discord.incoming import Incoming, Person
from bot.chat.discord.member_roles import Guilds
from bot.chat.discord.members import FetchedMembers
from bot.knowledge import Thread

MAX_SERVERS = 25
"""The most servers of which a person who asks in a direct message is looked up as a member."""


class ServerThreads(Protocol):
    """The threads that servers added."""

    async def of(self, server: int) -> Sequence[Thread]:
        """Return the threads of a server."""

    async def servers(self) -> Collection[int]:
        """Return the servers that have any."""


class NoServerThreads:
    """No server has added a thread."""

    async def of(self, server: int) -> Sequence[Thread]:
        """Return none."""
        return ()

    async def servers(self) -> Collection[int]:
        """Return none."""
        return ()


class Scopes:
    """Make the scope of an asker in a place.

    In a server that is the server's. In a direct message the threads of a server count where
    Discord says that the asker is a member of it. In a conversation with others, who may be
    members of other servers, only threads for all servers count.
    """

    def __init__(
        self,
        engine: AnswerEngine,
        server_threads: ServerThreads,
        guilds: Guilds,
        members: FetchedMembers,
    ) -> None:
        self._engine = engine
        self._server_threads = server_threads
        self._guilds = guilds
        self._members = members

    async def of(self, incoming: Incoming) -> Scope:
        """Return what the asker may see in an answer there."""
        servers = await self._servers(incoming)
        own = [thread for id in sorted(servers) for thread in await self._server_threads.of(id)]
        return Scope(servers, tuple(own))

    async def _servers(self, incoming: Incoming) -> frozenset[int]:
        if incoming.guild_id is not None:
            return frozenset({incoming.guild_id})
        return await self._shared(incoming.person) if incoming.private else frozenset()

    async def _shared(self, person: Person) -> frozenset[int]:
        """Return the servers with threads of their own that the person is a member of."""
        servers = self._engine.named_servers.union(await self._server_threads.servers())
        guilds = [one for one in self._guilds.guilds if one.id in servers][:MAX_SERVERS]
        members = await asyncio.gather(*(self._members.get(one, person.id) for one in guilds))
        shared = zip(guilds, members, strict=True)
        return frozenset(guild.id for guild, member in shared if member is not None)
