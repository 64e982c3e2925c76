"""The statements on the sessions with Discord's gateway that processes leave to one another."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from bot.storage.rows import insert_or_update
from bot.storage.shared_tables import gateway_sessions


def load(connection: Connection) -> Sequence[Mapping[str, Any]]:
    """Return the row of each shard's session, by column."""
    return [dict(row) for row in connection.execute(select(gateway_sessions)).mappings()]


def save(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep these in place of earlier ones of their shards."""
    for row in rows:
        insert_or_update(connection, gateway_sessions, row)
