"""Several processes on one PostgreSQL see each other's changes."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.settings import Level, Settings
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from tests.databases import Place

HERE, MEMBER = SettingsPlace(1, (2,)), 3


@pytest.fixture
def other(database: Database, place: Place) -> Iterator[Database]:
    """The same database, as another process has it open."""
    other = Database.open(place)
    yield other
    other.close()


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
async def test_after_a_lost_connection_everything_is_read_again(
    database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where PostgreSQL was away, changes may have been missed."""
    monkeypatch.setattr("bot.storage.changes._RETRY_SECONDS", 0.01)
    listening = asyncio.Event()
    other.changes.subscribe(lambda concern: listening.set())
    other.changes.listen()
    await listening.wait()
    listening.clear()
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN thread_bot'"
    database.write_now(lambda connection: connection.exec_driver_sql(end))
    await listening.wait()
