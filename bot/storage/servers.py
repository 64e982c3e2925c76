"""The servers that have rows, and what happens when the bot leaves one."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, Delete, Update, delete, select, update

from bot.storage.changes import Concern
from bot.storage.rows import insert_missing
from bot.storage.schema import servers

KEPT_AFTER_LEAVING = timedelta(days=30)
"""How long the rows of a server are kept that the bot has left: it may be invited again."""


def add_server(connection: Connection, server_id: int) -> None:
    """Make sure that rows of this server can be kept until the transaction ends.

    Who deletes the server at the same moment waits for it.
    """
    row = select(servers.c.server_id).where(servers.c.server_id == server_id)
    while connection.execute(row.with_for_update(read=True, key_share=True)).first() is None:
        insert_missing(connection, servers, {"server_id": server_id})


def lock_server(connection: Connection, server_id: int) -> None:
    """Let this transaction alone change what the server keeps, as SQLite's always do."""
    row = select(servers.c.server_id).where(servers.c.server_id == server_id)
    connection.execute(row.with_for_update(key_share=True))


def note_left(connection: Connection, server_ids: Collection[int], now: int) -> list[Concern]:
    """Note when the bot left these servers, unless that is known; return those it was not."""
    gone = servers.c.server_id.in_(server_ids) & servers.c.left_at.is_(None)
    noted = update(servers).where(gone).values(left_at=now)
    return _changed(connection, noted)


def note_joined(connection: Connection, server_ids: Collection[int]) -> list[Concern]:
    """Note that the bot is in these servers; return those that it had left."""
    here = servers.c.server_id.in_(server_ids) & servers.c.left_at.is_not(None)
    noted = update(servers).where(here).values(left_at=None)
    return _changed(connection, noted)


def server_ids(connection: Connection) -> list[int]:
    """Return every server that has rows, by its id."""
    return list(connection.execute(select(servers.c.server_id)).scalars())


def delete_server(connection: Connection, server_id: int) -> None:
    """Delete all that is kept of a server."""
    connection.execute(delete(servers).where(servers.c.server_id == server_id))


def delete_left(connection: Connection, now: int) -> list[Concern]:
    """Delete all that is kept of servers that were left long ago; return these."""
    long_ago = servers.c.left_at <= now - KEPT_AFTER_LEAVING.total_seconds()
    return _changed(connection, delete(servers).where(long_ago))


def _changed(connection: Connection, change: Update | Delete) -> list[Concern]:
    rows = connection.execute(change.returning(servers.c.server_id))
    return [("server", id) for id in rows.scalars()]
