"""Backups: everything that is kept, in one SQLite file, whichever database it comes from."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.exc import DataError, DBAPIError

from bot.errors import BotError, SettingsError
from bot.storage.changes import IN_USE
from bot.storage.database import Database
from bot.storage.engines import explained
from bot.storage.schema import metadata, servers
from bot.unfinished import unfinished_folder

_ROWS = 1000
"""Rows that are copied at a time."""


def back_up(database: Database, file: Path) -> None:
    """Write a backup of the database as it is at one moment, while others go on writing.

    Raises BotError where the file is there already or cannot be written.
    """
    with _explained(file), unfinished_folder(file.absolute().parent, "backup") as folder:
        if os.path.lexists(file):
            raise BotError(f"{file} is there already; name a file that is not")
        written = folder / file.name
        with closing(Database.open(written)) as backup, database.snapshot() as source:
            backup.write_now(_copy_from, source)
        _end_log(written)
        written.replace(file)


def _end_log(file: Path) -> None:
    """Have everything in the file itself: what is in SQLite's write-ahead log is not moved along.

    Closing a database moves it, but tells nobody where it cannot.
    """
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """Open a copy of a backup, brought up to date.

    Raises BotError where the file is no backup, or another database does not take its rows.
    """
    place = Path(tempfile.gettempdir())
    with _explained(file), unfinished_folder(place, "restore") as folder:
        if not file.is_file():
            problem = "is no file" if file.exists() else "is not there"
            raise BotError(f"{file} {problem}; name a file that thread-bot backup wrote")
        copy = folder / file.name
        shutil.copyfile(file, copy)
        _check(copy, file)
        with closing(_migrated(copy, file)) as backup, backup.snapshot() as source:
            _check_tables(source, file)
            try:
                yield source
            except DataError:  # a text with NUL, or a number that is too large for PostgreSQL
                raise _no_backup(file) from None


def restore(database: Database, place: Path | str, backup: Connection) -> None:
    """Put a backup in the place of everything that is kept, whole or not at all.

    Raises BotError where a bot uses the database.
    """
    if isinstance(place, Path):
        database.disconnect()
        _check_unused(place)
    database.write_now(_replace_from, backup)


def count_servers(connection: Connection) -> int:
    """Return how many servers have rows."""
    return connection.execute(select(func.count()).select_from(servers)).scalar_one()


def _replace_from(target: Connection, source: Connection) -> None:
    if target.dialect.name == "postgresql":
        unused = target.execute(select(func.pg_try_advisory_xact_lock(IN_USE))).scalar_one()
        if not unused:
            raise _in_use("The database")
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    _copy_from(target, source)


def _copy_from(target: Connection, source: Connection) -> None:
    for table in metadata.sorted_tables:
        for some in _rows_of(table, source):
            target.execute(insert(table), some)


def _rows_of(table: Table, source: Connection) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows, some at a time; an error names the database that they are read from."""
    with explained(source.engine.url):
        rows = source.execution_options(yield_per=_ROWS).execute(select(table))
        for some in rows.mappings().partitions():
            yield [dict(row) for row in some]


def _check(copy: Path, file: Path) -> None:
    """Raise BotError where a file is no backup, or a damaged one."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (damage,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError:
        damage, tables = "unreadable", set()
    if damage != "ok" or "alembic_version" not in tables:
        raise _no_backup(file)


def _migrated(copy: Path, file: Path) -> Database:
    """Open the copy of a backup; raise BotError where its tables are not those of its version."""
    try:
        return Database.open(copy)
    except SettingsError as error:
        if isinstance(error.__cause__, DBAPIError):
            raise _no_backup(file) from None
        raise


def _check_tables(source: Connection, file: Path) -> None:
    """Raise BotError where a backup lacks a table or a column, or has rows without their server."""
    try:
        for table in metadata.sorted_tables:
            source.execute(select(table).limit(0))
        lost = source.exec_driver_sql("PRAGMA foreign_key_check").first()
    except DBAPIError:
        raise _no_backup(file) from None
    if lost is not None:
        raise _no_backup(file)


def _no_backup(file: Path) -> SettingsError:
    return SettingsError(f"{file} is no backup, or is damaged; name one of thread-bot backup")


def _check_unused(place: Path) -> None:
    """Raise BotError where a bot has the SQLite file open.

    SQLite lets nobody end the write-ahead log while another connection is open, an idle one too.
    """
    try:
        _end_log(place)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise _in_use(str(place)) from None
        raise BotError(f"{place} cannot be written ({error}); make room, or repair it") from None


def _in_use(name: str) -> BotError:
    return BotError(f"{name} is in use; stop the bot, restore, and start it again")


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BotError(
            f"{file} cannot be written or read ({reason}); make room, or name another place"
        ) from None
