"""The database: opened once, brought up to date, and asked from a few OS threads of its own.

SQLAlchemy is loaded with the first database that is opened.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar
from weakref import WeakValueDictionary

from bot.errors import SettingsError, UnavailableError
from bot.storage import engines
from bot.storage.changes import ChangeNotices, Concern, notify
from bot.storage.locks import Locks

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_READ_SECONDS = 10
"""How long a read may take: many questions wait for one, and a server that hangs ends none."""

_LOOK_UP_SECONDS = 2
"""How long a read may take before the first response to an interaction, which Discord waits for
three seconds."""

MOST_WAITING = 4
"""Writes that may be lost and wait: each holds the threads of a server in memory."""

RETRY_SECONDS = 5.0
"""How long a database out of reach is not read from, so that not every message waits for it."""


class Database:
    """What is kept, behind functions that take a connection.

    Each function runs in a transaction of its own: whole or not at all. A cancelled task does not
    cut it short.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._away_until = -math.inf
        self._away = ""
        self.changes = ChangeNotices(engine)
        self._room = BoundedSemaphore(MOST_WAITING)
        self._engine = engine
        reads, writes = (engines.READS, engines.WRITES) if self.is_shared else (1, 1)
        self._readers = ThreadPoolExecutor(reads, "database reads")
        self._large_reader = ThreadPoolExecutor(1, "database large reads")
        self._writers = ThreadPoolExecutor(writes, "database writes")
        self._large_turn = asyncio.Lock()
        self._turns = WeakValueDictionary[Concern, asyncio.Lock]()
        """Of each server and person: their changes wait for each other here, and not in the
        database, where all that writes would wait along."""

    @classmethod
    def open(cls, place: Path | str, clock: Callable[[], float] = time.monotonic) -> Self:
        """Open an SQLite file or the PostgreSQL database of a URL, and migrate it.

        Raises SettingsError where it cannot be the bot's, UnavailableError where it cannot be
        reached or written.
        """
        from bot.storage.migrations import migrate

        engine = engines.open_engine(place)
        try:
            with engines.explained(engine.url, wrong=SettingsError):
                engines.check_encoding(engine)
                migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may use it: a PostgreSQL, not a file."""
        return self._engine.dialect.name == "postgresql"

    def locks(self, kind: int, *, shared: bool = False) -> Locks | None:
        """Return locks of a kind, of which this process has none yet; None for a file."""
        return Locks(self._engine, kind, shared=shared) if self.is_shared else None

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a function reads, which must write nothing.

        Raises UnavailableError where the database is out of reach, or was some seconds ago, and
        where it takes too long.
        """
        read = partial(self.read_now, work, *args, **kwargs)
        return await self._read_within(_READ_SECONDS, self._readers, read)

    async def read_large(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a function reads that may take a second; one such read at a time.

        No other read waits for it. Raises UnavailableError as ``read`` does.
        """
        async with self._large_turn:
            read = partial(self.read_now, work, *args, **kwargs)
            return await self._read_within(_READ_SECONDS, self._large_reader, read)

    async def look_up(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a short function reads, or raise UnavailableError within two seconds."""
        read = partial(self.read_now, work, *args, **kwargs)
        return await self._read_within(_LOOK_UP_SECONDS, self._readers, read)

    async def _read_within(
        self, seconds: float, executor: ThreadPoolExecutor, read: Callable[[], T]
    ) -> T:
        self._check_reachable()
        try:
            async with asyncio.timeout(seconds):
                return await _run(executor, read)
        except TimeoutError:
            raise self._noted(self._hanging()) from None
        except UnavailableError as error:
            raise self._noted(error) from error.__cause__

    def read_and_wait(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Read for an OS thread that may wait up to two seconds; raises UnavailableError."""
        self._check_reachable()
        if not self.is_shared:
            return self.read_now(work, *args, **kwargs)
        reading = self._readers.submit(partial(self.read_now, work, *args, **kwargs))
        try:
            return reading.result(_LOOK_UP_SECONDS)
        except TimeoutError:
            raise self._hanging() from None

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Keep what a function writes, and return what it returns."""
        written = await _run(self._writers, partial(self.write_now, work, *args, **kwargs))
        self._away_until = -math.inf
        return written

    def write_soon(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write what may be lost when the database has time.

        It is dropped where much waits already, and logged where it cannot be written.
        """

        def write() -> None:
            try:
                self.write_now(work, *args, **kwargs)
            except UnavailableError as error:
                _log.warning("what makes the next start quick was not kept: %s", error)
            finally:
                self._room.release()

        if self._room.acquire(blocking=False):
            self._writers.submit(write)

    def read_now(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Read from the calling OS thread."""
        with engines.explained(self._engine.url):
            return engines.run(self._engine, lambda connection: work(connection, *args, **kwargs))

    def write_now(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Write from the calling OS thread."""
        with engines.explained(self._engine.url):
            return engines.run(
                self._engine, lambda connection: work(connection, *args, **kwargs), write=True
            )

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read everything as it is at one moment, however long that takes.

        U+FFFD takes the place of bytes of a damaged file that are no UTF-8.
        """
        engine = self._engine
        with engines.explained(engine.url), engines.transaction(engine) as connection:
            engines.decode_damaged(connection)
            yield connection

    def disconnect(self) -> None:
        """Close the connections for now; the next use opens them again."""
        self._engine.dispose()

    def close(self) -> None:
        """Finish what is under way and close the connections."""
        self.changes.close()
        for executor in (self._readers, self._large_reader, self._writers):
            executor.shutdown()
        self._engine.dispose()

    async def change(
        self,
        concern: Concern,
        work: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Keep what a function writes about a server or a person, and tell every process."""

        def change(connection: Connection) -> T:
            done = work(connection, *args, **kwargs)
            notify(connection, concern)
            return done

        try:
            async with self._turns.setdefault(concern, asyncio.Lock()):
                return await self.write(change)
        finally:
            self.changes.announce(concern)

    async def change_all(
        self,
        work: Callable[Concatenate[Connection, P], list[Concern]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> list[Concern]:
        """Keep what a function writes about all that it returns, and tell every process."""

        def change(connection: Connection) -> list[Concern]:
            concerns = work(connection, *args, **kwargs)
            for concern in concerns:
                notify(connection, concern)
            return concerns

        concerns = await self.write(change)
        for concern in concerns:
            self.changes.announce(concern)
        return concerns

    def _noted(self, error: UnavailableError) -> UnavailableError:
        """Let nothing be read for a while, and say so once in that time."""
        if self._clock() >= self._away_until:
            self._away, self._away_until = str(error), self._clock() + RETRY_SECONDS
            _log.warning("only what is in memory is known for now: %s", error)
        return error

    def _check_reachable(self) -> None:
        if self._clock() < self._away_until:
            raise UnavailableError(self._away)

    def _hanging(self) -> UnavailableError:
        name = engines.shown_name(self._engine.url)
        return UnavailableError(f"The database {name} does not answer; see why it hangs")


async def _run(executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, work)
