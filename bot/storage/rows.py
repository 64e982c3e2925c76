"""Inserts that meet rows which are there already, in the words of either database."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select


def insert_missing(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless one with its key is there; return whether it was inserted."""
    insert = _insert(connection, table).values(row).on_conflict_do_nothing()
    counted = insert.execution_options(preserve_rowcount=True)  # for psycopg, which has -1 else
    return connection.execute(counted).rowcount > 0


def insert_or_update(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Insert a row, or give the one with its key these values."""
    insert = _insert(connection, table).values(row)
    keys = [column.name for column in table.primary_key]
    values = {name: insert.excluded[name] for name in row if name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values))


def keep_newest(connection: Connection, column: Column[int], server_id: int, most: int) -> None:
    """Delete a server's rows beyond ``most``, those with the lowest values in a column.

    What any member may add has no end else.
    """
    table = column.table
    of_server = table.c.server_id == server_id
    beyond = select(column).where(of_server).order_by(column.desc()).offset(most).limit(1)
    connection.execute(delete(table).where(of_server, column <= beyond.scalar_subquery()))


def _insert(connection: Connection, table: Table) -> Any:
    return import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
