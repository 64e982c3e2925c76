"""The database: opened once, brought up to date, and asked from a few OS threads of its own.

SQLAlchemy is loaded with the first database that is opened.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from bot.errors import BotError, SettingsError, UnavailableError
from bot.storage.changes import ChangeNotices, Concern, notify
from bot.storage.locks import Locks

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_CONNECTIONS = 4
"""Statements that PostgreSQL gets at once from one process; SQLite gets one."""

_BUSY_SECONDS = 10
"""How long SQLite waits for another process's write, and PostgreSQL's driver for the server."""

_READ_SECONDS = 10
"""How long a read may take: many questions wait for one, and a server that hangs ends none."""

RETRY_SECONDS = 5.0
"""How long a database out of reach is not read from, so that not every message waits for it."""

_CONNECTING = {
    "connect_timeout": str(_BUSY_SECONDS),
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": str(_BUSY_SECONDS * 1000),
}
"""What PostgreSQL's driver is given unless the URL has it: a network that is cut is noticed."""

_WRONG_OPTION = ("invalid connection option", "bad value for")
"""How PostgreSQL's driver begins where the URL has an option that it cannot use."""

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


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
        self._reading = engine
        self._writing = engine.execution_options(write=True)
        count = 1 if engine.dialect.name == "sqlite" else _CONNECTIONS
        self._executor = ThreadPoolExecutor(count, "database")

    @classmethod
    def open(cls, place: Path | str, clock: Callable[[], float] = time.monotonic) -> Self:
        """Open an SQLite file or the PostgreSQL database of a URL, and migrate it.

        Raises SettingsError where it cannot be the bot's, UnavailableError where it cannot be
        reached or written.
        """
        from bot.storage.migrations import migrate

        engine = _engine(place)
        try:
            with _explained(engine.url, wrong=SettingsError):
                migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    @property
    def is_shared(self) -> bool:
        """Whether several processes may use it: a PostgreSQL, not a file."""
        return self._reading.dialect.name == "postgresql"

    def locks(self, kind: int, *, shared: bool = False) -> Locks | None:
        """Return locks of a kind, of which this process has none yet; None for a file."""
        return Locks(self._reading, kind, shared=shared) if self.is_shared else None

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a function reads, which must write nothing.

        Raises UnavailableError where the database is out of reach, or was some seconds ago, and
        where it takes too long.
        """
        if self._clock() < self._away_until:
            raise UnavailableError(self._away)
        try:
            async with asyncio.timeout(_READ_SECONDS):
                return await self._run(partial(self.read_now, work, *args, **kwargs))
        except TimeoutError:
            error = UnavailableError(
                f"The database {_name(self._reading.url)} does not answer; see why it hangs"
            )
            raise self._noted(error) from None
        except UnavailableError as error:
            raise self._noted(error) from error.__cause__

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Keep what a function writes, and return what it returns."""
        written = await self._run(partial(self.write_now, work, *args, **kwargs))
        self._away_until = -math.inf
        return written

    def read_now(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Read from the calling OS thread."""
        with _explained(self._reading.url), self._reading.begin() as connection:
            return work(connection, *args, **kwargs)

    def write_now(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Write from the calling OS thread."""
        with _explained(self._reading.url), self._writing.begin() as connection:
            return work(connection, *args, **kwargs)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read everything as it is at one moment, however long that takes."""
        engine = self._reading
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _explained(engine.url), engine.begin() as connection:
            yield connection

    def disconnect(self) -> None:
        """Close the connections for now; the next use opens them again."""
        self._reading.dispose()

    def close(self) -> None:
        """Finish what is under way and close the connections."""
        self.changes.close()
        self._executor.shutdown()
        self._reading.dispose()

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
            return await self.write(change)
        finally:
            self.changes.announce(concern)

    def _noted(self, error: UnavailableError) -> UnavailableError:
        """Let nothing be read for a while, and say so once in that time."""
        if self._clock() >= self._away_until:
            self._away, self._away_until = str(error), self._clock() + RETRY_SECONDS
            _log.warning("only what is in memory is known for now: %s", error)
        return error

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

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


def _engine(place: Path | str) -> Engine:
    from sqlalchemy import URL, create_engine, event, make_url
    from sqlalchemy.exc import ArgumentError

    if isinstance(place, Path):
        _create(place)
        url = URL.create("sqlite", database=str(place))
        engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=1)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
        if "@" in f"{url.host}{url.database}":
            raise ValueError  # what is before it belongs to the password
        url = url.update_query_dict({**_CONNECTING, **url.query})
        return create_engine(url, pool_size=_CONNECTIONS, pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "database is no PostgreSQL URL; write it as postgresql://user@host/name, "
            "and an @ in a password as %40"
        ) from None
    except ImportError:
        raise SettingsError(
            "database names PostgreSQL, whose driver is not installed; install "
            '"thread-bot[postgresql]", or name a file'
        ) from None


def _create(file: Path) -> None:
    """Create the file for its owner alone; where that is not possible, SQLite says why."""
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _set_pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # so that sqlite3 begins no transactions by itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin; a transaction that will write takes the lock at once, so that it never fails later."""
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _explained(url: URL, wrong: type[BotError] = UnavailableError) -> Iterator[None]:
    """Turn an error of the database into a sentence with its remedy.

    What cannot be the bot's database is ``wrong``: at the start a setting; later it was damaged,
    and those who wait for it only read that it is out of reach.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        name = _name(url)
        reason = str(error.orig).strip().partition("\n")[0]
        if "not a database" in reason or "malformed" in reason:
            raise wrong(
                f"{name} is no database or is damaged; restore a backup with thread-bot restore, "
                "or name another file"
            ) from error
        if reason.startswith(_WRONG_OPTION):
            raise wrong(
                f"database {name} has an option that PostgreSQL does not take ({reason}); "
                "correct what is behind the ? of the URL"
            ) from None
        if isinstance(error.orig, MemoryError) or not _is_outside(error):
            raise
        raise UnavailableError(
            f"The database {name} cannot be used ({reason}); make it reachable and writable"
        ) from error


def _name(url: URL) -> str:
    """Return what people know the database by, without the parts that may be secret."""
    return url.set(query={}).render_as_string() if url.host else str(url.database)


def _is_outside(error: DBAPIError) -> bool:
    """Whether the database's surroundings are the reason, and not the statement."""
    return type(error).__name__ in ("OperationalError", "InterfaceError")
