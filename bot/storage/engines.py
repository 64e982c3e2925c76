"""How a database is connected to: an SQLite file, or a PostgreSQL; and its errors, explained."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from bot.errors import BotError, SettingsError, UnavailableError

T = TypeVar("T")

READS, WRITES = 3, 2
"""Statements that PostgreSQL gets at once from one process, beside a large read; SQLite gets one of
each."""

_BUSY_SECONDS = 10
"""How long a write waits for another program's, and PostgreSQL's driver for the server."""

_CONNECTING = {
    "connect_timeout": str(_BUSY_SECONDS),
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": str(_BUSY_SECONDS * 1000),
}
"""What PostgreSQL's driver is given unless the URL has it: a network that is cut is noticed."""

_ENCODINGS = ("UTF8", "SQL_ASCII")
"""The encodings of PostgreSQL's databases that keep every character."""

_OUTSIDE = ("25006", "3F000", "42501", "42P01")
"""What PostgreSQL says where it may only be read, or a schema, a permission or a table is missing
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

_DAMAGE = re.compile(
    "not a database|malformed|no such (?:table|column)|already exists|duplicate column"
)
"""What SQLite and PostgreSQL say where a database is damaged or has other tables than the bot's."""

_DEADLOCK = "40P01"

_WRONG_OPTION = ("invalid connection option", "bad value for")
"""How PostgreSQL's driver begins where the URL has an option that it cannot use."""

_DECODE = partial(str, encoding="utf-8", errors="replace")
"""Reads a text of SQLite's that has other bytes; it takes longer than what is built in."""

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


def open_engine(place: Path | str) -> Engine:
    """Return the engine of an SQLite file, or of the PostgreSQL database of a URL.

    Raises SettingsError where a URL is none that can be used.
    """
    if isinstance(place, Path):
        _create(place)
        url = URL.create("sqlite", database=str(place))
        engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=3)
        event.listen(engine, "connect", _set_pragmas)
        return engine
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
        if "@" in f"{url.host}{url.database}":
            raise ValueError  # what is before it belongs to the password
        url = url.update_query_dict({**_CONNECTING, **url.query, "client_encoding": "utf8"})
        return create_engine(url, pool_size=READS + 1 + WRITES, pool_pre_ping=True)
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


def check_encoding(engine: Engine) -> None:
    """Raise SettingsError where a database cannot keep every character."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding not in _ENCODINGS:
        raise SettingsError(
            f"The database {shown_name(engine.url)} has the encoding {encoding}, which lacks most "
            "characters; make one with the encoding UTF8 (createdb -T template0 -E UTF8)"
        )


def _create(file: Path) -> None:
    """Create the file for its owner alone; where that is not possible, SQLite says why."""
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _set_pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # so that sqlite3 begins no transactions by itself
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def run(engine: Engine, work: Callable[[Connection], T], *, write: bool = False) -> T:
    """Return what some work returns in a transaction; the work is done again in two cases.

    Of two transactions of PostgreSQL that wait for each other, one fails. Where an SQLite file is
    damaged, a text may have bytes that are no UTF-8, which fails all that is read beside it: U+FFFD
    takes their place.
    """
    try:
        with transaction(engine, write=write) as connection:
            return work(connection)
    except OperationalError as error:
        undecoded = "Could not decode to UTF-8" in str(error.orig)
        if not undecoded and getattr(error.orig, "sqlstate", None) != _DEADLOCK:
            raise
    with transaction(engine, write=write) as connection:
        if undecoded:
            decode_damaged(connection)
        return work(connection)


def decode_damaged(connection: Connection) -> None:
    """Put U+FFFD in the place of bytes of an SQLite file that are no UTF-8."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.text_factory = _DECODE


@contextmanager
def transaction(engine: Engine, *, write: bool = False) -> Iterator[Connection]:
    """Begin, and commit; a transaction that will write takes SQLite's lock at once, or waits.

    It waits for the locks of other programs as long in PostgreSQL as in SQLite. One that only reads
    sees everything as it was at one moment.
    """
    if engine.dialect.name == "postgresql" and not write:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            if write:  # else its first write would fail beside another one
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:  # it waits for nothing; a listener of SQLAlchemy's would cost each statement
                connection.connection.cursor().execute("BEGIN")
        elif write:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_BUSY_SECONDS}s'")
        yield connection


@contextmanager
def explained(url: URL, wrong: type[BotError] = UnavailableError) -> Iterator[None]:
    """Turn an error of the database into a sentence with its remedy.

    What cannot be the bot's database is ``wrong``: at the start a setting; later it was damaged,
    and those who wait for it only read that it is out of reach.
    """
    try:
        yield
    except DBAPIError as error:
        name = shown_name(url)
        reason = str(error.orig).strip().partition("\n")[0]
        if _DAMAGE.search(reason):
            raise wrong(
                f"{name} is no database of the bot's or is damaged ({reason}); move it away and "
                "restore a backup with thread-bot restore, or name another"
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


def shown_name(url: URL) -> str:
    """Return what people know the database by, without the parts that may be secret."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string()


def _is_outside(error: DBAPIError) -> bool:
    """Whether the database's surroundings are the reason, and not the statement."""
    if getattr(error.orig, "sqlstate", None) in _OUTSIDE:
        return True
    return type(error).__name__ in ("OperationalError", "InterfaceError")
