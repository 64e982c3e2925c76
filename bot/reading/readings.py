"""The readings of all servers, kept in the database: changed by command, looked up for gates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.answering.scope import Gate
from bot.i18n import SentenceError, sentence
from bot.reading import place_table, reading_table
from bot.reading.reading import Reading, State, gates
from bot.setting_kinds import Shards
from bot.storage import servers
from bot.storage.changes import Concern
from bot.storage.database import Database
from bot.storage.remembered import Remembered, RememberedOfAll

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.reading.place_table import Place
    from bot.reading.reading_table import Lease

MAX_SERVERS, MAX_MEMBERS = 20_000, 20_000
"""The most servers and members whose readings and places are remembered: most have none."""

MOST_READINGS = 100
"""The most readings of a server: all servers share the posts that can be sent in a minute."""

LEASE = timedelta(seconds=90)
"""How long one process may send the posts of a reading before another one tries."""

MAX_WAIT = timedelta(minutes=1)
"""The longest wait for a date, since another process may have set an earlier one."""

BATCH = 50
"""Readings that are taken at once."""


class ReadingError(SentenceError):
    """A change to a reading that cannot be made; says why."""


class Readings:
    """What groups read, remembered until it changes, here or in another process.

    Without a database no group reads, and each change raises ReadingError.
    """

    def __init__(
        self,
        database: Database | None,
        now: Callable[[], datetime],
        shards: Shards | None = None,
        on_moved: Callable[[Collection[Gate]], object] = lambda gates: None,
    ) -> None:
        """With ``shards``, other processes send the posts of the other servers.

        ``on_moved`` is called with gates that may not be in force any more.
        """
        self._database = database
        self._shards = shards
        self._now = now
        self._due = asyncio.Event()
        self.of_servers = Remembered[tuple[Reading, ...]](
            database,
            "server",
            lambda: reading_table.of_server,
            (),
            MAX_SERVERS,
            on_change=lambda readings: on_moved(
                {(one.thread_id, one.gate) for one in readings if one.gate is not None}
            ),
        )
        self._of_member: Remembered[tuple[Place, ...]] = Remembered(
            database,
            "member",
            lambda: place_table.of_member,
            (),
            MAX_MEMBERS,
            on_change=lambda places: on_moved({(one.thread_id, one.last_open) for one in places}),
        )
        self._all_gates = RememberedOfAll[dict[int, frozenset[Gate]]](
            database, lambda: reading_table.all_gates, {}
        )
        if database is not None:
            database.changes.subscribe(lambda concern: self._due.set())

    def now(self) -> datetime:
        """Return the time."""
        return self._now()

    async def of_server(self, server_id: int) -> tuple[Reading, ...]:
        """Return the readings of a server.

        Raises UnavailableError where they cannot be read and are not in memory: a gate that is not
        known is not open.
        """
        return await self.of_servers.get(server_id)

    async def of(
        self,
        servers: Collection[int],
        channels: frozenset[int],
        member: int | None,
        beside: Collection[Gate] = (),
    ) -> frozenset[Gate]:
        """Return the gates in a channel, with the places of a member who alone reads along.

        A place counts for the gates of its server, and for those ``beside`` of the same thread.
        """
        readings = {id: some for id in servers if (some := await self.of_server(id))}
        if not readings and not beside:
            return frozenset()
        places = await self._of_member.get(member) if member is not None else ()
        found = set[Gate]()
        for id, some in readings.items():
            own = {one.thread_id: one.last_open for one in places if one.server_id == id}
            found |= gates(some, channels, own)
        placed = {one.thread_id for one in places if one.server_id in servers}
        return frozenset(found.union(gate for gate in beside if gate[0] not in placed))

    async def all_gates(self) -> Mapping[int, Collection[Gate]]:
        """Return the gates of every server that reads something."""
        return await self._all_gates.get()

    async def set_place(
        self, member_id: int, server_id: int, thread_id: str, last_open: int | None
    ) -> None:
        """Set how far a member has read; None means to where the group is."""
        place = member_id, server_id, thread_id, last_open
        await self.kept().change(("member", member_id), place_table.put, *place)

    async def change(self, reading: Reading, to: Callable[[Reading], Reading]) -> Reading:
        """Change a reading as it now is, and return it.

        Raises ReadingError where it ended, or while its posts are being sent; after an attempt
        that was cut short that is until the next one.
        """
        concern: Concern = ("server", reading.server_id)
        return await self.kept().change(concern, self._change, reading, to)

    async def add(self, reading: Reading) -> None:
        """Keep a new reading; raises ReadingError where the channel reads the thread already."""
        await self.kept().change(("server", reading.server_id), _add, reading)

    async def remove(self, reading: Reading) -> None:
        """End a reading; its gate goes with it."""
        await self.kept().change(("server", reading.server_id), reading_table.remove, reading)

    async def take(self) -> list[Lease]:
        """Take readings that are due now, for this process alone."""
        if self._database is None:
            return []
        return await self.kept().write(reading_table.take, self._now(), LEASE, BATCH, self._shards)

    async def settle(self, lease: Lease, after: Reading | None) -> None:
        """Keep what became of a reading that was taken."""
        concern: Concern = ("server", lease.reading.server_id)
        await self.kept().change(concern, reading_table.settle, lease, after)

    async def wait_until_due(self) -> None:
        """Wait until a reading is due or something changed, for at most a minute."""
        self._due.clear()
        due = None
        if self._database is not None:
            due = await self._database.read(reading_table.next_due, self._shards)
        wait = MAX_WAIT if due is None else min(MAX_WAIT, due - self._now())
        if wait > timedelta():
            try:
                async with asyncio.timeout(wait.total_seconds()):
                    await self._due.wait()
            except TimeoutError:
                return

    def kept(self) -> Database:
        """Return the database; raises ReadingError where there is none."""
        if self._database is None:
            raise ReadingError(sentence("settings_no_database"))
        return self._database

    def _change(
        self, connection: Connection, reading: Reading, to: Callable[[Reading], Reading]
    ) -> Reading:
        servers.lock_server(connection, reading.server_id)  # first, as who deletes the server does
        now = reading_table.get(connection, reading)
        if now is None:
            raise ReadingError(sentence("reading_none"))
        if reading_table.is_leased(connection, reading):
            raise ReadingError(sentence("reading_under_way"))
        changed = to(now)
        reading_table.put(connection, changed)
        return changed


def _add(connection: Connection, reading: Reading) -> None:
    servers.add_server(connection, reading.server_id)
    servers.lock_server(connection, reading.server_id)  # of two at once, the second sees the first
    before = reading_table.get(connection, reading)
    if before is not None and before.state is not State.FINISHED:
        raise ReadingError(sentence("reading_exists", thread=reading.thread_id))
    if (
        before is None
        and len(reading_table.of_server(connection, reading.server_id)) >= MOST_READINGS
    ):
        raise ReadingError(sentence("reading_too_many", most=MOST_READINGS))
    reading_table.put(connection, reading)


def choose(readings: Sequence[Reading], channel_id: int, thread_id: str | None) -> Reading:
    """Return the channel's reading, of one thread where it has several.

    Raises ReadingError where there is none or more than one.
    """
    here = [one for one in readings if one.channel_id == channel_id]
    if thread_id is not None:
        here = [one for one in here if one.thread_id.casefold() == thread_id.casefold()]
    if not here:
        raise ReadingError(sentence("reading_none"))
    if len(here) > 1:
        ids = ", ".join(one.thread_id for one in here)
        raise ReadingError(sentence("reading_which", ids=ids))
    return here[0]
