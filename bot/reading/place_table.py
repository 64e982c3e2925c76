"""The statements on the places of members: how far each has read a thread by themselves."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from bot.storage.rows import insert_or_update
from bot.storage.schema import places
from bot.storage.servers import add_server


class Place(NamedTuple):
    """The last post that a member has read of a server's thread."""

    server_id: int
    thread_id: str
    last_open: int


def of_member(connection: Connection, member_id: int) -> tuple[Place, ...]:
    """Return a member's places in all servers."""
    rows = connection.execute(select(places).where(places.c.member_id == member_id))
    return tuple(Place(row.server_id, row.thread_id, row.last_open) for row in rows)


def put(
    connection: Connection, member_id: int, server_id: int, thread_id: str, last_open: int | None
) -> None:
    """Keep a member's place; None removes it."""
    key = {"member_id": member_id, "server_id": server_id, "thread_id": thread_id}
    if last_open is None:
        connection.execute(delete(places).filter_by(**key))
    else:
        add_server(connection, server_id)
        insert_or_update(connection, places, {**key, "last_open": last_open})
