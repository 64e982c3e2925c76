"""The settings that are kept, read when they are first needed and remembered until they change."""

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from cachetools import LRUCache
from sqlalchemy import Connection

from bot.errors import UnavailableError
from bot.settings import Level, Settings
from bot.settings_in_force import SettingsInForce, Written
from bot.storage import settings as statements
from bot.storage.changes import Concern
from bot.storage.database import Database

T = TypeVar("T")

_log = logging.getLogger(__name__)

MAX_SERVERS, MAX_MEMBERS = 20_000, 20_000
"""The most servers and members whose settings are remembered: most have none, 0.2 kB each."""

RETRY_SECONDS = 5.0
"""How long a database out of reach is left alone, so that no message waits for it."""

_NONE: Written = {}
_ServerSettings: TypeAlias = tuple[Written, Mapping[int, Written]]
_NONE_OF_SERVER: _ServerSettings = _NONE, {}


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Where someone asks: the server, and the channel after the one that it belongs to, if any.

    In a direct message there is no server, and no channel has settings.
    """

    server_id: int | None
    channel_ids: tuple[int, ...] = ()


class KeptSettings:
    """The one place that computes which settings are in force.

    Without a database they are the operator's, and so are those that cannot be read at the moment.
    """

    def __init__(
        self,
        operator: Settings,
        database: Database | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._away_until = -math.inf
        self._operator = SettingsInForce(operator, {})
        self._database = database
        self._servers = LRUCache[int, _ServerSettings](MAX_SERVERS)
        self._members = LRUCache[int, Written](MAX_MEMBERS)
        self._changes = 0
        if database is not None:
            database.changes.subscribe(self._forget)

    @property
    def can_change(self) -> bool:
        """Whether there is a database to keep settings in."""
        return self._database is not None

    async def in_force(self, place: SettingsPlace, member_id: int | None = None) -> SettingsInForce:
        """Return the settings in force in a place, for a member or for everyone there."""
        try:
            return await self.known(place, member_id)
        except UnavailableError:
            return self._operator

    async def known(self, place: SettingsPlace, member_id: int | None = None) -> SettingsInForce:
        """Return the same; raise UnavailableError where they cannot be read at the moment."""
        if self._database is None:
            return self._operator
        server = await self._of_server(self._database, place.server_id)
        member = await self._of_member(self._database, member_id)
        if server is _NONE_OF_SERVER and not member:
            return self._operator
        return SettingsInForce.of(
            self._operator.settings, _narrower(server, place.channel_ids, member)
        )

    async def change(
        self, level: Level, place: SettingsPlace, member_id: int, name: str, written: str | None
    ) -> None:
        """Set a setting of the server, the channel or the member; None removes it.

        Raises UnavailableError where it cannot be kept.
        """
        if self._database is None:
            raise UnavailableError("There is no database")
        keep, setting = self._database.change, (name, written)
        match level, place.server_id:
            case Level.MEMBER, _:
                await keep(("member", member_id), statements.change_member, member_id, *setting)
            case Level.CHANNEL, int(server):
                channel, change = place.channel_ids[-1], statements.change_channel
                await keep(("server", server), change, server, channel, *setting)
            case Level.SERVER, int(server):
                await keep(("server", server), statements.change_server, server, *setting)
            case _:
                raise ValueError(f"nobody sets {name} at this level in this place")
        self._away_until = -math.inf

    def _forget(self, concern: Concern | None) -> None:
        """Read the settings of a server or a member again when they are next needed."""
        self._changes += 1
        match concern:
            case "server", id:
                self._servers.pop(id, None)
            case "member", id:
                self._members.pop(id, None)
            case None:
                self._servers.clear()
                self._members.clear()

    async def _of_server(self, database: Database, server_id: int | None) -> _ServerSettings:
        if server_id is None:
            return _NONE_OF_SERVER
        if (known := self._servers.get(server_id)) is not None:
            return known
        changes = self._changes
        own, channels = await self._read(database, statements.of_server, server_id)
        read = (own, channels) if own or channels else _NONE_OF_SERVER
        if changes == self._changes:  # else it may have been read before the change
            self._servers[server_id] = read
        return read

    async def _of_member(self, database: Database, member_id: int | None) -> Written:
        if member_id is None:
            return _NONE
        if (known := self._members.get(member_id)) is not None:
            return known
        changes = self._changes
        read = await self._read(database, statements.of_member, member_id) or _NONE
        if changes == self._changes:
            self._members[member_id] = read
        return read

    async def _read(self, database: Database, work: Callable[[Connection, int], T], id: int) -> T:
        """Read; raise UnavailableError where the database is out of reach, or was just now."""
        if self._clock() < self._away_until:
            raise UnavailableError("The database was out of reach a moment ago")
        try:
            return await database.read(work, id)
        except UnavailableError as error:
            _log.warning("settings that are not in memory are the operator's for now: %s", error)
            self._away_until = self._clock() + RETRY_SECONDS
            raise


def _narrower(
    server: _ServerSettings, channel_ids: Iterable[int], member: Written
) -> Iterator[tuple[Level, Written]]:
    own, channels = server
    yield Level.SERVER, own
    for channel_id in channel_ids:
        yield Level.CHANNEL, channels.get(channel_id, _NONE)
    yield Level.MEMBER, member
