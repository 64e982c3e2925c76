"""Empty databases for tests: an SQLite file, and a database of a PostgreSQL that runs for them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.storage.database import Database

Place = Path | str
"""What a database is opened by: a file, or a URL."""


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes empty databases of a PostgreSQL of its own, and returns their URLs."""
    if (programs := _programs()) is None:
        pytest.skip("PostgreSQL is not installed; on Debian: apt install postgresql")
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL's driver is not installed")
    # Not under pytest's own folder, whose name can be longer than a socket's may be.
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        user = _give_to_unprivileged(folder)
        run = {"user": user, "cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
        own = ["--username=bot", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        subprocess.run([programs / "initdb", "-D", folder / "data", *own], **run)
        options = f"-k {folder} -h '' -c fsync=off"
        control = [programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log"]
        subprocess.run([*control, "-w", "-o", options, "start"], **run)
        numbers = count()

        def make() -> str:
            database = f"test_{next(numbers)}"
            with psycopg.connect(f"postgresql://bot@/postgres?host={folder}", autocommit=True) as c:
                c.execute(f"CREATE DATABASE {database}")
            return f"postgresql://bot@/{database}?host={folder}"

        try:
            yield make
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """The place of an empty database, of each kind by turns."""
    if request.param == "sqlite":
        return tmp_path / "thread-bot.db"
    return request.getfixturevalue("postgresql")()


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
