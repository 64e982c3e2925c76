"""Several processes on one PostgreSQL see each other's changes."""

import asyncio

import pytest
from sqlalchemy import Connection

from bot.settings import Level, Settings
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace

HERE, MEMBER = SettingsPlace(1, (2,)), 3


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_change_is_in_force_in_every_process(database: Database, other: Database) -> None:
    """A setting that one process changes is read again by the others."""
    listening, received = asyncio.Event(), asyncio.Event()
    kept, theirs = KeptSettings(Settings(), database), KeptSettings(Settings(), other)
    other.changes.subscribe(lambda concern: (received if concern else listening).set())
    other.changes.listen()
    await listening.wait()
    assert (await theirs.in_force(HERE, MEMBER)).settings.quotes == 3
    await kept.change(Level.SERVER, HERE, MEMBER, "quotes", "1")
    await received.wait()
    assert (await theirs.in_force(HERE, MEMBER)).settings.quotes == 1


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_write_that_fails_is_no_change(database: Database, other: Database) -> None:
    """Other processes get notice only of what is kept."""
    listening, received = asyncio.Event(), []
    other.changes.subscribe(lambda concern: received.append(concern) or listening.set())
    other.changes.listen()
    await listening.wait()
    listening.clear()

    def fail(connection: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.change(("server", 1), fail)
    await database.change(("member", 2), lambda connection: None)
    await listening.wait()
    assert received == [None, ("member", 2)]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_change_during_a_lost_connection(database: Database, other: Database) -> None:
    """What changes while a process is cut off from PostgreSQL is known when it is back."""
    listening = asyncio.Event()
    other.changes.subscribe(lambda concern: listening.set())
    other.changes.listen()
    await listening.wait()
    listening.clear()

    def change_and_cut(connection: Connection) -> None:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s"
        connection.exec_driver_sql(end, ("SELECT count FROM change_count",))

    await database.change(("server", 1), change_and_cut)
    await listening.wait()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM change_count",
        "INSERT INTO change_count VALUES (-5)",
        "UPDATE change_count SET count = 9223372036854775807",
    ],
)
@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_damaged_count_stops_no_change(
    database: Database, other: Database, damage: str
) -> None:
    """What someone does to the count of changes by hand keeps nobody from changing something."""
    before = database.read_now(Connection.exec_driver_sql, "SELECT count FROM change_count")
    (count,) = before.scalars()
    database.write_now(Connection.exec_driver_sql, damage)
    received: asyncio.Queue[object] = asyncio.Queue()
    other.changes.subscribe(received.put_nowait)
    other.changes.listen()
    assert await received.get() is None
    for _ in range(2):
        await database.change(("server", 1), lambda connection: None)
        assert await received.get() in (None, ("server", 1))
    await database.write(Connection.exec_driver_sql, "DELETE FROM change_count")
    await database.write(Connection.exec_driver_sql, f"INSERT INTO change_count VALUES ({count})")


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_change_without_a_notice(
    database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice that gets lost is missed by its number: at the next look, or by the next notice."""
    monkeypatch.setattr("bot.storage.changes._CHECK_SECONDS", 0.1)
    received: asyncio.Queue[object] = asyncio.Queue()
    other.changes.subscribe(received.put_nowait)
    other.changes.listen()
    assert await received.get() is None
    count = "UPDATE change_count SET count = count + 1"
    await database.write(lambda connection: connection.exec_driver_sql(count))
    assert await received.get() is None
    await database.change(("server", 1), lambda connection: connection.exec_driver_sql(count))
    assert await received.get() is None
