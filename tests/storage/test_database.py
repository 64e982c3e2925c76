"""What people get who run the bot with a database: a file, or PostgreSQL."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.errors import BotError, SettingsError, UnavailableError
from bot.setting_kinds import DatabaseAddress
from bot.storage import engines, migrations, settings
from bot.storage.database import MOST_WAITING, RETRY_SECONDS, Database
from bot.storage.schema import metadata
from bot.storage.shared_tables import shared
from tests.databases import Place, PostgreSQL


def tables(connection: Connection) -> dict[str, object]:
    """Everything about the tables that a statement could depend on."""
    found = inspect(connection)
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        described = {name: re.sub(r"\s+", " ", sql or "") for name, sql in rows}
    else:
        described = {
            name: (
                [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in columns],
                found.get_pk_constraint(name),
                found.get_foreign_keys(name),
                found.get_indexes(name),
            )
            for (_, name), columns in found.get_multi_columns().items()
        }
    return {name: one for name, one in described.items() if "alembic" not in name}


def test_migrations_make_the_tables_of_the_schema(empty_place: Place) -> None:
    """The steps of the migrations end at the schema that the statements are written for."""
    database = Database.open(empty_place)
    migrated = database.read_now(tables)
    for those in (metadata, shared) if database.is_shared else (metadata,):
        database.write_now(those.drop_all)
        database.write_now(those.create_all)
    assert migrated == database.read_now(tables)
    database.close()


def test_a_read_sees_everything_as_it_was_at_one_moment(
    database: Database, other: Database
) -> None:
    """What another process keeps between two statements of a read is in none of them."""

    def read(connection: Connection) -> list[object]:
        before = settings.of_server(connection, 1)
        other.write_now(settings.change_server, 1, "quotes", "2")
        return [before, settings.of_server(connection, 1)]

    assert database.read_now(read) == [({}, {}), ({}, {})]
    assert database.read_now(settings.of_server, 1) == ({"quotes": "2"}, {})


def test_the_newest_migration_is_the_one_that_the_bot_knows() -> None:
    """A bot never takes a database that it migrated itself for a newer one."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == f"{migrations.HEAD:04}"


def test_sqlite_refuses_what_is_of_another_type(sqlite: Path) -> None:
    """Both databases keep whole numbers as whole numbers."""
    connection = sqlite3.connect(sqlite)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO servers (server_id, left_at) VALUES (1, 'yesterday')")
    connection.close()


@pytest.mark.system
def test_processes_that_start_together_migrate_once(empty_place: Place) -> None:
    """Several bots that start at once on an empty database all start."""
    code = (
        "import sys; from pathlib import Path; from bot.storage.database import Database; "
        "Database.open(Path(sys.argv[1]) if sys.argv[1][0] == '/' else sys.argv[1]).close()"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, empty_place]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("0099", "The database is of version 99, newer than this bot"),
        ("ae1027a6acf", "The database is another program's"),
        ("0000", "The database is another program's"),
        ("3", "The database is another program's"),
        ("٠٠٠٣", "The database is another program's"),
    ],
)
def test_a_newer_database_is_refused(empty_place: Place, version: str, sentence: str) -> None:
    """A database that a newer bot or another program wrote is one sentence, and exit code 78."""
    engine = engines.open_engine(empty_place)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE alembic_version AS SELECT '{version}' version_num"))
    engine.dispose()
    with pytest.raises(SettingsError, match=sentence) as raised:
        Database.open(empty_place)
    assert raised.value.exit_code == 78


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Another file in the database's place stays as it is."""
    file = tmp_path / "thread-bot.db"
    file.write_text("title: On bread\n" * 100)
    with pytest.raises(SettingsError, match="is no database of the bot's or is damaged"):
        Database.open(file)
    assert file.read_text() == "title: On bread\n" * 100


def test_a_version_without_its_tables_is_one_sentence(empty_place: Place) -> None:
    """A database whose version was set by hand is one sentence, and exit code 78."""
    Database.open(empty_place).close()
    engine = engines.open_engine(empty_place)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with pytest.raises(SettingsError, match="is no database of the bot's or is damaged"):
        Database.open(empty_place)


def test_a_file_that_is_damaged_later_is_out_of_reach(sqlite: Path) -> None:
    """A server that asks while the file is damaged reads no path, as with any other outage."""
    database = Database.open(sqlite)
    database.disconnect()
    for file in sqlite.parent.iterdir():
        file.write_bytes(b"title: On bread\n" * 100)
    with pytest.raises(UnavailableError, match="is no database of the bot's or is damaged"):
        database.read_now(settings.of_member, 1)
    database.close()


@pytest.mark.parametrize("place", ["/nowhere/at/all.db", "postgresql://bot@127.0.0.1:1/bot"])
def test_a_database_out_of_reach_is_a_sentence(place: str) -> None:
    """A folder that is not there, or a server that does not answer, is one sentence."""
    where = place if place.startswith("postgresql") else Path(place)
    with pytest.raises(UnavailableError, match="cannot be used") as raised:
        Database.open(where)
    assert "\n" not in str(raised.value)


def test_a_url_that_is_none_is_a_sentence() -> None:
    """A URL that is written wrong says how to write it."""
    with pytest.raises(SettingsError, match="postgresql://user@host/name"):
        Database.open("postgresql://bot@host:port/name")


@pytest.mark.parametrize("option", ["timeout=3", "connect_timeout=soon"])
def test_an_option_that_is_none_is_a_sentence(option: str) -> None:
    """An option of the URL that is written wrong is named, and starting again is no remedy."""
    with pytest.raises(SettingsError, match=option.partition("=")[0]):
        Database.open(f"postgresql://bot@127.0.0.1:1/bot?{option}")


def test_a_postgresql_keeps_every_character_or_is_refused(
    postgresql: PostgreSQL,
) -> None:
    """An encoding that lacks characters is one sentence; one that converts none is used."""
    with pytest.raises(SettingsError, match=r"has the encoding LATIN1.*UTF8"):
        Database.open(postgresql.make("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
    place = postgresql.make("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    database = Database.open(f"{place}&client_encoding=latin1")
    database.write_now(settings.change_server, 1, "prefix", "🍵茶é")
    assert database.read_now(settings.of_server, 1) == ({"prefix": "🍵茶é"}, {})
    database.close()


@pytest.mark.parametrize(
    "option", ["default_transaction_read_only%3Don", "search_path%3Dnowhere", "role%3Dpg_monitor"]
)
def test_a_postgresql_that_may_not_be_written_is_a_sentence(
    postgresql: PostgreSQL, option: str
) -> None:
    """A server for reading only, or a user without permission, is one sentence with its remedy."""
    with pytest.raises(UnavailableError, match=r"cannot be used .*make it .*writable") as raised:
        Database.open(f"{postgresql.empty()}&options=-c{option}")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:hunter2@127.0.0.1:1/bot",
        "postgresql://bot:old/hunter2@127.0.0.1:1/bot",
        "postgresql://bot:old@hunter2@127.0.0.1:1/bot",
        "postgresql://bot:old@/hunter2@127.0.0.1:1/bot",
        "postgresql://127.0.0.1:1/bot?user=bot&password=hunter2",
        "postgresql://127.0.0.1:1/bot?sslpassword=hunter2&user=bot",
    ],
)
def test_no_text_has_the_password(url: str) -> None:
    """Neither an error nor the settings in force show the password, however the URL has it."""
    with pytest.raises(BotError) as raised:
        Database.open(url)
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in str(DatabaseAddress(url))


def test_others_on_the_machine_do_not_read_the_file(tmp_path: Path) -> None:
    """Only the owner of the bot's process reads what servers keep."""
    Database.open(tmp_path / "thread-bot.db").close()
    assert (tmp_path / "thread-bot.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_network_that_is_cut_is_noticed(place: str) -> None:
    """The driver asks a silent server whether it is there; the URL can say how long it waits."""

    def parameters(connection: Connection) -> dict[str, str]:
        return connection.connection.driver_connection.info.get_parameters()

    database = Database.open(f"{place}&connect_timeout=3")
    known = database.read_now(parameters)
    assert (known["connect_timeout"], known["keepalives_idle"]) == ("3", "30")
    database.close()


async def test_a_database_that_hangs_is_a_sentence(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever for a database that does not answer, and an interaction not long."""
    answered = threading.Event()
    for seconds, read in (("_READ_SECONDS", database.read), ("_LOOK_UP_SECONDS", database.look_up)):
        monkeypatch.setattr(f"bot.storage.database.{seconds}", 0)
        database._away_until = 0
        with pytest.raises(UnavailableError, match="does not answer"):
            await read(lambda connection: answered.wait())
        monkeypatch.undo()
    answered.set()


async def test_a_database_out_of_reach_is_not_read_for_a_while(sqlite: Path) -> None:
    """Not every message waits for a database that is away: it is read again after some seconds.

    A write is always tried, and one that succeeds ends the pause.
    """
    now = 0.0
    database = Database.open(sqlite, lambda: now)

    def away(connection: Connection) -> None:
        connection.execute(text("SELECT * FROM away"))

    for wait_until_back in (True, False):
        with pytest.raises(UnavailableError):
            await database.read(away)
        with pytest.raises(UnavailableError, match="no such table: away"):
            await database.read(settings.of_member, 1)
        if wait_until_back:
            now += RETRY_SECONDS
        else:
            await database.write(settings.change_member, 1, "a", "1")
        await database.read(settings.of_member, 1)
    database.close()


async def test_a_write_that_fails_changes_nothing(database: Database) -> None:
    """What a function wrote before it failed is gone, and the next write is kept."""

    def fail(connection: Connection) -> None:
        settings.change_member(connection, 1, "a", "1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fail)
    assert await database.read(settings.of_member, 1) == {}
    await database.write(settings.change_member, 1, "a", "2")
    assert await database.read(settings.of_member, 1) == {"a": "2"}


async def test_a_cancelled_write_is_whole(database: Database, other: Database) -> None:
    """A write whose task is cancelled is kept whole, and does not hinder the next one."""
    task = asyncio.create_task(database.write(settings.change_member, 1, "a", "1"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(settings.change_member, 1, "b", "2")
    database.close()  # PostgreSQL may still be at the first one
    assert other.read_now(settings.of_member, 1) == {"a": "1", "b": "2"}


async def test_statements_of_many_tasks_all_succeed(database: Database) -> None:
    """Writes and reads at the same time wait for one another."""
    changes = (database.write(settings.change_member, 1, str(n), "x") for n in range(20))
    reads = (database.read(settings.of_member, 1) for _ in range(20))
    await asyncio.gather(*changes, *reads)
    assert await database.read(settings.of_member, 1) == {str(n): "x" for n in range(20)}


async def test_changes_of_one_server_leave_room_for_others(database: Database) -> None:
    """Others read while a server has many changes that take long; in PostgreSQL they write, too."""
    begun, go_on = threading.Event(), threading.Event()

    def change(connection: Connection) -> bool:
        begun.set()
        return go_on.wait(20)

    changes = [asyncio.create_task(database.change(("server", 1), change)) for _ in range(9)]
    await asyncio.to_thread(begun.wait)
    async with asyncio.timeout(10):
        assert await database.look_up(settings.of_member, 1) == {}
        if database.is_shared:
            await database.change(("server", 2), settings.change_server, 2, "quotes", "2")
    go_on.set()
    assert all(await asyncio.gather(*changes))


@pytest.mark.system
def test_what_needs_no_database_does_not_load_it() -> None:
    """Commands, and a bot that serves without a database, take no memory for it."""
    code = (
        "import sys; import bot.cli.run, bot.cli.ask, bot.cli.check, bot.chat.discord as chat; "
        "from bot.settings import Settings; from bot.answering.engine import AnswerEngine; "
        "settings = Settings(); chat.ThreadBot(settings, AnswerEngine(settings)); "
        "print([name for name in sys.modules if name in ('sqlalchemy', 'alembic', 'psycopg')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


async def test_a_write_that_waits_for_another_program_delays_no_read(tmp_path: Path) -> None:
    """While another program has the file's lock, questions are answered."""
    database = Database.open(tmp_path / "thread-bot.db")
    other = sqlite3.connect(tmp_path / "thread-bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.write(settings.change_member, 1, "a", "1"))
    await asyncio.sleep(0)
    assert await database.read(settings.of_member, 1) == {}
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await writing
    assert await database.read(settings.of_member, 1) == {"a": "1"}
    database.close()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_write_waits_for_another_programs_lock_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another session of PostgreSQL never ends, a write says so, and those after it too."""
    monkeypatch.setattr(engines, "_BUSY_SECONDS", 0.001)
    await database.write(settings.change_member, 1, "a", "1")
    with engines.transaction(database._engine) as other:
        settings.change_member(other, 1, "a", "2")
        with pytest.raises(UnavailableError, match="lock timeout"):
            await database.write(settings.change_member, 1, "a", "3")
    await database.write(settings.change_member, 1, "a", "4")
    assert await database.read(settings.of_member, 1) == {"a": "4"}


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_may_be_lost_waits_in_small_number(database: Database) -> None:
    """A bot that is asked in thousands of servers at once holds a few of their threads to keep."""
    may_go_on, written = threading.Event(), list[int]()

    def write(connection: Connection, number: int) -> None:
        may_go_on.wait()
        written.append(number)

    for number in range(3 * MOST_WAITING):
        database.write_soon(write, number)
    may_go_on.set()
    database.close()
    assert written == [*range(MOST_WAITING)]
