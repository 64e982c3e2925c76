"""The statements on the sessions with Discord's gateway that processes leave to one another."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, select

from bot.storage.gateway_sessions import GatewaySession
from bot.storage.rows import insert_or_update
from bot.storage.shared_tables import gateway_sessions


def load(connection: Connection) -> list[GatewaySession]:
    """Return the session of each shard."""
    rows = connection.execute(select(gateway_sessions)).mappings()
    return [GatewaySession(**row) for row in rows]


def save(connection: Connection, sessions: Iterable[GatewaySession]) -> None:
    """Keep these in place of earlier ones of their shards."""
    for one in sessions:
        insert_or_update(connection, gateway_sessions, asdict(one))
