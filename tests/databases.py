"""Databases for tests: an SQLite file, and a database of a PostgreSQL that runs for them.

To migrate one takes longer than most tests. It is done once; a test gets a copy. SQLAlchemy is
loaded where it is needed: the process that only hands out tests does without.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import Database

_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid != pg_backend_pid()
"""

Place = Path | str
"""What a database is opened by: a file, or a URL."""


class PostgreSQL:
    """A PostgreSQL of its own, in a folder, which can be stopped and started again."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._folder = folder
        user = _give_to_unprivileged(folder)
        self._run = partial(
            subprocess.run, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        own = ["--username=bot", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._run([programs / "initdb", "-D", folder / "data", *own])
        self._control = [programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w"]
        self._numbers = count()

    def start(self) -> None:
        """Start it, and wait until it can be used."""
        self._run([*self._control, "-o", f"-k {self._folder} -h '' -c fsync=off", "start"])

    def stop(self) -> None:
        """Stop it at once: all its connections are broken."""
        self._run([*self._control, "-m", "immediate", "stop"])

    def make(self, options: str) -> str:
        """Make an empty database with these options, and return its URL."""
        name, at = f"test_{next(self._numbers)}", f"host={self._folder}"
        self._execute(f"postgresql://bot@/postgres?{at}", f"CREATE DATABASE {name} {options}")
        return f"postgresql://bot@/{name}?{at}"

    def empty(self) -> str:
        """Return the URL of the usual database, which has no tables, and end all connections.

        To make another takes longer than most tests.
        """
        url = f"postgresql://bot@/postgres?host={self._folder}"
        self._execute(url, _END_OTHERS, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        return url

    @cached_property
    def _migrated(self) -> str:
        url = self.make("")
        Database.open(url).close()
        return url

    def migrated(self) -> str:
        """Return the URL of a database whose tables have no rows, and end its connections.

        The one row of ``change_count`` stays: it is the migration's.
        """
        from bot.storage.schema import metadata
        from bot.storage.shared_tables import change_count, shared

        tables = [*shared.sorted_tables, *metadata.sorted_tables]
        tables.remove(change_count)
        deletions = [f"DELETE FROM {table.name}" for table in reversed(tables)]
        self._execute(self._migrated, _END_OTHERS, *deletions)
        return self._migrated

    @staticmethod
    def _execute(url: str, *statements: str) -> None:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Run a PostgreSQL, or skip the test where it is not installed."""
    if (programs := _programs()) is None:
        pytest.skip("PostgreSQL is not installed; on Debian: apt install postgresql")
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed")
    # Not under pytest's own folder, whose name can be longer than a socket's may be.
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        server = PostgreSQL(programs, Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL for tests that leave it running."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "thread-bot.db"
    Database.open(file).close()
    return file


@pytest.fixture
def sqlite(tmp_path_factory: pytest.TempPathFactory, _migrated: Path) -> Path:
    """An SQLite file whose tables have no rows."""
    return Path(shutil.copy(_migrated, tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The place of a database without tables, of each kind by turns."""
    if request.param == "sqlite":
        return tmp_path / "thread-bot.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """The place of a database whose tables have no rows, of each kind by turns."""
    found: Path | PostgreSQL = request.getfixturevalue(request.param)
    return found if isinstance(found, Path) else found.migrated()


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """An open database, of each kind by turns."""
    database = Database.open(place)
    yield database
    database.close()


@pytest.fixture
def other(database: Database, place: Place) -> Iterator[Database]:
    """The same database, as another process has it open."""
    other = Database.open(place)
    yield other
    other.close()


async def until_it_waits(database: Database, writing: "asyncio.Task[Any]") -> None:
    """Return once a write waits for the lock of another in PostgreSQL, or is done."""
    from sqlalchemy import Connection, text

    waits = Connection.scalar, text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
    while not writing.done() and not await database.read(*waits):
        continue


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian keeps out of the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


def _give_to_unprivileged(folder: Path) -> str | None:
    """Let nobody own the folder where root runs the tests: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    shutil.chown(folder, "nobody")
    return "nobody"
