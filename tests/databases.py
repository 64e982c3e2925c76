"""Empty databases for tests: an SQLite file, and a database of a PostgreSQL that runs for them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

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
        import psycopg

        name, at = f"test_{next(self._numbers)}", f"host={self._folder}"
        with psycopg.connect(f"postgresql://bot@/postgres?{at}", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
        return f"postgresql://bot@/{name}?{at}"

    def empty(self) -> str:
        """Empty the usual database, end all connections, and return its URL.

        To make another takes longer than most tests.
        """
        import psycopg

        url = f"postgresql://bot@/postgres?host={self._folder}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_END_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return url


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


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The place of an empty database, of each kind by turns."""
    if request.param == "sqlite":
        return tmp_path / "thread-bot.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.empty()


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """An open database, of each kind by turns."""
    database = Database.open(place)
    yield database
    database.close()


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
