"""What happens to a server's rows when the bot leaves it."""

from bot.storage import servers
from bot.storage.database import Database

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
