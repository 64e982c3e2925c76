"""What happens to a server's rows when the bot leaves it."""

import asyncio

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.storage import engines, servers, settings
from bot.storage.database import Database
from tests.databases import until_it_waits

DAY = 24 * 60 * 60


def test_a_left_server_is_deleted_after_thirty_days(database: Database) -> None:
    """The rows of a server are deleted thirty days after the bot left it, and not before."""
    for server_id in (1, 2, 3):
        database.write_now(servers.add_server, server_id)
    database.write_now(servers.note_left, [1, 2], 1000)
    database.write_now(servers.note_left, [1], 1000 + DAY)
    assert database.write_now(servers.delete_left, 999 + 30 * DAY) == []
    deleted = database.write_now(servers.delete_left, 1000 + 30 * DAY)
    assert sorted(deleted) == [("server", 1), ("server", 2)]
    assert database.read_now(servers.server_ids) == [3]


def test_a_server_that_invites_again_keeps_its_rows(database: Database) -> None:
    """A return within the thirty days ends the wait."""
    database.write_now(servers.add_server, 1)
    database.write_now(servers.note_left, [1], 1000)
    database.write_now(servers.note_joined, [1])
    assert database.write_now(servers.delete_left, 1000 + 30 * DAY) == []


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_server_that_is_deleted_while_something_is_kept_for_it(database: Database) -> None:
    """Who deletes all waits for who writes, whose rows then go too."""
    database.write_now(servers.add_server, 1)
    with engines.transaction(database._engine, write=True) as connection:
        servers.add_server(connection, 1)
        deleting = asyncio.create_task(database.write(servers.delete_server, 1))
        await until_it_waits(database, deleting)
        settings.change_server(connection, 1, "quotes", "1")
    await deleting
    assert database.read_now(settings.of_server, 1) == ({}, {})


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_of_two_writes_that_wait_for_each_other_both_are_done(database: Database) -> None:
    """PostgreSQL fails one of them; it is done again, and nobody reads of an outage."""
    from psycopg.errors import DeadlockDetected

    attempts = []

    def write(connection: Connection) -> None:
        attempts.append(connection)
        servers.add_server(connection, 1)
        if len(attempts) == 1:
            raise OperationalError("", None, DeadlockDetected())

    database.write_now(write)
    assert database.read_now(servers.server_ids) == [1]
