"""What is kept about a server or a person, read from the schema, so that no table is forgotten."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    or_,
    select,
)

from bot.storage import servers
from bot.storage.changes import Concern, Of
from bot.storage.schema import PEOPLE, member_settings, metadata, posts, threads
from bot.storage.threads import remove_posts_of_author

_IS_OPT_OUT = (member_settings.c.name == "quotable") & (member_settings.c.value != "true")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows of a table are kept, and the sentences of what their columns hold.

    ``name`` is the sentence of the table.
    """

    name: str
    columns: tuple[str, ...]
    count: int


def kept(
    connection: Connection, of: Of, id: int, seen: Collection[str] | None = None
) -> list[Kept]:
    """Return what is kept about a server or a person, the empty tables left out.

    Of the server's own threads only those that are ``seen``, by id, count; None means all.
    """
    found = []
    for table in metadata.sorted_tables:
        if (mine := _is_of(table, of, id, seen)) is not None:
            count = connection.execute(select(func.count()).select_from(table).where(mine))
            if number := count.scalar_one():
                found.append(Kept(f"kept_{table.name}", sentences_of(table), number))
    return found


def exported(
    connection: Connection, of: Of, id: int, seen: Collection[str] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a server or a person, by table; Discord ids as text, for JSON.

    Rows about the server's own threads are left out but for those that are ``seen``, and columns
    that follow from others. What a member keeps for themselves in a server is the member's alone to
    export.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        if of == "server" and "stored_member" in sentences_of(table):
            continue
        if (mine := _is_of(table, of, id, seen)) is not None:
            columns = [one for one in table.columns if "derived" not in one.info]
            found = connection.execute(
                select(*columns).where(mine).order_by(*table.primary_key)
            ).mappings()
            if written := [_written(table, row) for row in found]:
                rows[table.name] = written
    return rows


def delete_all(connection: Connection, of: Of, id: int) -> list[Concern]:
    """Delete everything about a server or a person; return what changed.

    That a person does not want to be quoted stays: without that row they would be quoted again.
    """
    if of == "server":
        servers.delete_server(connection, id)
        return [("server", id)]
    changed = remove_posts_of_author(connection, id)
    for table in reversed(metadata.sorted_tables):
        if table is not posts and (mine := _is_of(table, of, id)) is not None:
            those = mine & ~_IS_OPT_OUT if table is member_settings else mine
            connection.execute(delete(table).where(those))
    return [("member", id), *changed]


def sentences_of(table: Table) -> tuple[str, ...]:
    """Return the sentences of a table's columns, each once."""
    return tuple(dict.fromkeys(one.info["about"] for one in table.columns if "about" in one.info))


def _is_of(
    table: Table, of: Of, id: int, seen: Collection[str] | None = None
) -> ColumnElement[bool] | None:
    """Return the condition of the rows about a server or a person; None where there are none."""
    columns = list(_columns_of(table, of))
    if not columns:
        return None
    mine = or_(*(column == id for column in columns))
    if seen is None or "thread_id" not in table.c:
        return mine
    own = threads.alias()
    own_ids = select(own.c.thread_id).where(own.c.server_id == id)
    return mine & (table.c.thread_id.in_(seen) | table.c.thread_id.not_in(own_ids))


def _columns_of(table: Table, of: Of) -> Iterator[Column[Any]]:
    for column in table.columns:
        about = column.info.get("about")
        if about in PEOPLE if of == "member" else about == "stored_server":
            yield column


def _written(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    ids = {one.name for one in table.columns if isinstance(one.info.get("about"), str)}
    return {
        name: str(value) if name in ids and isinstance(value, int) else value
        for name, value in row.items()
    }
