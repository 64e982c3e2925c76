"""What is kept about channels, and goes with them."""

from sqlalchemy import Connection, delete, select

from bot.storage.schema import agenda, channel_settings, event_agendas, threads, votes
from bot.storage.servers import lock_server
from bot.storage.threads import forget_words

_TABLES = (channel_settings, threads, agenda, event_agendas, votes)
"""The tables of what is about a channel, but for readings, which end by themselves."""


def of_server(connection: Connection, server_id: int) -> set[int]:
    """Return the channels of a server that something is kept about."""
    found = set[int]()
    for table in _TABLES:
        channels = select(table.c.channel_id).where(table.c.server_id == server_id).distinct()
        found.update(id for id in connection.execute(channels).scalars() if id is not None)
    return found


def delete_channel(connection: Connection, server_id: int, channel_id: int) -> None:
    """Delete what is kept about a channel: settings, threads read there, questions and votes."""
    lock_server(connection, server_id)
    for table in _TABLES:
        here = (table.c.server_id == server_id) & (table.c.channel_id == channel_id)
        deleted = connection.execute(delete(table).where(here))
        if table is threads and deleted.rowcount:
            forget_words(connection, server_id)
