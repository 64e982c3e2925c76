"""What people get who back the database up and restore it."""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from bot.errors import BotError, SettingsError
from bot.storage import backups, settings
from bot.storage.database import Database
from bot.storage.schema import metadata
from tests.databases import Place

from .rows import fill

Command = Callable[..., subprocess.CompletedProcess[str]]


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is kept, but for the version of the schema."""
    return {
        table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
        for table in metadata.sorted_tables
    }


def restore(database: Database, place: Place, file: Path) -> None:
    with backups.opened(file) as backup:
        backups.restore(database, place, backup)


def _damage(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute(statement)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


@pytest.fixture
def thread_bot(place: Place, tmp_path: Path) -> Command:
    """Runs a command of the bot's that has this database."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *map(str, words)],
            env={**os.environ, "THREAD_BOT_DATABASE": str(place)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_backup_brings_everything_back(database: Database, place: Place, file: Path) -> None:
    """After a restore every row is as it was at the backup, and none of later ones is there."""
    database.write_now(fill, servers=3)
    before = database.read_now(rows)
    backups.back_up(database, file)
    database.write_now(settings.change_server, 1, "quotes", "2")
    database.write_now(settings.change_server, 99, "quotes", "2")
    restore(database, place, file)
    assert database.read_now(rows) == before


def test_a_backup_is_of_one_moment(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while the backup runs is in it whole or not at all; here not."""
    database.write_now(fill, servers=2)
    before = database.read_now(rows)
    copy = backups._copy_from

    def copy_late(target: Connection, source: Connection) -> None:
        source.execute(select(metadata.tables["servers"])).all()
        database.write_now(settings.change_server, 99, "quotes", "2")
        copy(target, source)

    monkeypatch.setattr(backups, "_copy_from", copy_late)
    backups.back_up(database, file)
    backup = Database.open(file)
    assert backup.read_now(rows) == before
    backup.close()
    assert database.read_now(rows) != before


def test_a_backup_that_cannot_be_finished_is_not_written(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite cannot move its log into the file, as on a full disk, there is no backup."""
    database.write_now(fill, servers=2)
    copy = backups._copy_from
    readers: list[sqlite3.Connection] = []

    def copy_watched(target: Connection, source: Connection) -> None:
        readers.append(sqlite3.connect(str(target.engine.url.database)))
        readers[0].execute("BEGIN").execute("SELECT 1 FROM servers").fetchall()
        copy(target, source)

    monkeypatch.setattr(backups, "_copy_from", copy_watched)
    with pytest.raises(BotError, match="cannot be written or read"):
        backups.back_up(database, file)
    readers[0].close()
    assert list(file.parent.glob("*backup*")) == []


def test_a_backup_moves_to_the_other_database(
    database: Database, place: Place, file: Path, tmp_path: Path
) -> None:
    """A backup of PostgreSQL can be restored into a file: that is how one moves."""
    database.write_now(fill, servers=2)
    backups.back_up(database, file)
    moved = Database.open(tmp_path / "moved.db")
    restore(moved, tmp_path / "moved.db", file)
    assert moved.read_now(rows) == database.read_now(rows)
    moved.close()


def test_a_file_in_the_way_of_a_backup_stays(database: Database, file: Path) -> None:
    """A backup replaces no file."""
    file.write_text("mine")
    with pytest.raises(BotError, match="is there already"):
        backups.back_up(database, file)
    assert file.read_text() == "mine"
    assert list(file.parent.glob(".backup-*")) == []


def test_a_name_that_cannot_be_a_files_is_a_sentence(
    database: Database, place: Place, tmp_path: Path
) -> None:
    """A place where the system looks nothing up is one sentence, to write and to read."""
    file = tmp_path / ("b" * 300)
    with pytest.raises(BotError, match="cannot be"):
        backups.back_up(database, file)
    with pytest.raises(BotError, match="cannot be"):
        restore(database, place, file)


@pytest.mark.parametrize(
    "damage",
    [
        "text",
        "half",
        "another program's",
        "ALTER TABLE threads DROP COLUMN guessed_language",
        "DROP TABLE votes",
        "DELETE FROM servers",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_what_is_no_backup_changes_nothing(
    database: Database, place: Place, file: Path, damage: str
) -> None:
    """A damaged backup, or a file that is none, is one sentence, and everything stays."""
    database.write_now(fill, servers=2)
    before = database.read_now(rows)
    if damage == "text":
        file.write_text("no database " * 500)
    elif damage == "half":
        backups.back_up(database, file)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        if is_backup := damage != "another program's":
            backups.back_up(database, file)
        _damage(file, damage if is_backup else "CREATE TABLE notes (words TEXT)")
    with pytest.raises(SettingsError, match="is no backup, or is damaged"):
        restore(database, place, file)
    assert database.read_now(rows) == before


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_damaged_database_is_named_by_its_own_name(
    database: Database, place: Place, file: Path
) -> None:
    """A backup of a database that lacks a table says which database that is."""
    database.write_now(lambda connection: connection.execute(text("DROP TABLE votes")))
    with pytest.raises(BotError, match=f"{re.escape(str(place))} is no database of the bot's"):
        backups.back_up(database, file)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE server_settings SET value = 'a' || char(0)",
        "UPDATE threads SET size = 1 << 40",
    ],
)
def test_what_postgresql_does_not_keep_changes_nothing(
    database: Database, place: Place, file: Path, damage: str
) -> None:
    """A backup with a text or a number that PostgreSQL refuses is one sentence, without rows."""
    database.write_now(fill, servers=2)
    before = database.read_now(rows)
    backups.back_up(database, file)
    _damage(file, damage)
    with pytest.raises(SettingsError, match="is no backup, or is damaged"):
        restore(database, place, file)
    assert database.read_now(rows) == before


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_bytes_that_are_no_text_stop_no_backup(database: Database, place: Path, file: Path) -> None:
    """A database that the bot serves from is backed up, and the backup is restored."""
    database.write_now(fill, servers=2)
    damage = "UPDATE threads SET title = CAST(x'41ff42' AS TEXT)"
    database.write_now(Connection.exec_driver_sql, damage)
    backups.back_up(database, file)
    _damage(file, damage)
    restore(database, place, file)
    titles = {title for _, _, title, *_ in database.read_now(rows)["threads"]}
    assert titles == {"A\ufffdB"}


@pytest.mark.system
@pytest.mark.parametrize("backup", ["no words", None])
def test_a_restore_of_no_backup_makes_no_database(tmp_path: Path, backup: str | None) -> None:
    """Where there is no backup to restore, there is no empty database after it either."""
    place, file = tmp_path / "thread-bot.db", tmp_path / "backup.db"
    if backup is not None:
        file.write_text(backup)
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "restore", str(file)],
        env={**os.environ, "THREAD_BOT_DATABASE": str(place)},
        check=False,
    )
    assert (ran.returncode != 0, place.exists()) == (True, False)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_there_and_no_file_is_called_so(tmp_path: Path, kind: str) -> None:
    """A pipe, a folder or a device is no backup, and is not called missing."""
    place = Path("/dev/null") if kind == "device" else tmp_path / "backup"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    with pytest.raises(BotError, match=f"^{place} is no file; name a file"), backups.opened(place):
        pass


@pytest.mark.system
def test_the_commands_back_up_and_restore(
    database: Database, file: Path, thread_bot: Command
) -> None:
    """`backup` works while the bot serves; `restore` asks, and refuses while it does."""
    database.write_now(fill, servers=2)
    assert thread_bot("backup", file).stdout == f"{file}: written\n"
    assert file.stat().st_mode & 0o777 == 0o600  # for the owner alone
    asked = thread_bot("restore", file)
    assert (asked.returncode, "add --yes" in asked.stderr) == (1, True)


@pytest.mark.system
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_file_in_use_is_not_restored(database: Database, file: Path, thread_bot: Command) -> None:
    """While a bot has the file open, even an idle one, a restore is refused; then it works."""
    database.write_now(fill, servers=2)
    before = database.read_now(rows)
    backups.back_up(database, file)
    refused = thread_bot("restore", file, "--yes")
    assert (refused.returncode, "is in use; stop the bot" in refused.stderr) == (1, True)
    database.write_now(settings.change_server, 99, "quotes", "2")
    database.close()
    assert thread_bot("restore", file, "--yes").stdout == f"{file}: restored\n"
    assert database.read_now(rows) == before


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_postgresql_in_use_is_not_restored(
    database: Database, place: Place, file: Path
) -> None:
    """While a process serves with the PostgreSQL, a restore is refused."""
    listening = asyncio.Event()
    other = Database.open(place)
    other.changes.subscribe(lambda _: listening.set())
    other.changes.listen()
    await listening.wait()
    backups.back_up(database, file)
    with pytest.raises(BotError, match="is in use; stop the bot"):
        restore(database, place, file)
    other.close()
    restore(database, place, file)


@pytest.mark.system
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_backup_that_is_stopped_leaves_nothing(
    database: Database, place: Place, file: Path
) -> None:
    """SIGTERM in the middle of a backup ends it, and its folder is gone."""
    database.write_now(fill, servers=2000)
    folder = file.parent / "backups"
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "backup", str(folder / "backup.db")],
        env={**os.environ, "THREAD_BOT_DATABASE": str(place)},
    ) as process:
        while not list(folder.iterdir()):
            time.sleep(0.01)
        process.terminate()
    assert process.returncode == -signal.SIGTERM
    assert list(folder.iterdir()) == []
