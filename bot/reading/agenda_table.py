"""The statements on the agenda: questions that stayed open, each by the id of its message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, false, or_, select, true, update

from bot.storage.rows import insert_missing, insert_or_update, keep_newest
from bot.storage.schema import agenda, event_agendas
from bot.storage.servers import add_server

MOST_KEPT = 1_000
"""The most questions of a server that are kept, the newest."""

_A_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question by its message, the post that is nearest to it, and when it was asked.

    A message of the bot's that sent the post itself asks to talk about the post. One that is
    settled may have the message that answers it, by its channel's id and its own.
    """

    server_id: int
    message_id: int
    channel_id: int
    thread_id: str
    number: int
    asked_at: int
    answer: tuple[int, int] | None = None


class Event(NamedTuple):
    """A scheduled event of a server, before which a channel gets the agenda."""

    server_id: int
    channel_id: int
    event_id: int
    starts_at: int


def put(connection: Connection, question: OpenQuestion) -> None:
    """Keep a question, in place of the row that its message has."""
    add_server(connection, question.server_id)
    insert_or_update(
        connection,
        agenda,
        {
            "server_id": question.server_id,
            "message_id": question.message_id,
            "channel_id": question.channel_id,
            "thread_id": question.thread_id,
            "number": question.number,
            "asked_at": question.asked_at,
            "settled": 0,
            "answer_channel_id": None,
            "answer_id": None,
        },
    )
    keep_newest(connection, agenda.c.asked_at, question.server_id, MOST_KEPT)


def newest(
    connection: Connection,
    server_id: int,
    last_open: Mapping[str, int | None],
    limit: int,
    *,
    answered: bool,
) -> list[OpenQuestion]:
    """Return the newest questions that are not settled, or else ``answered``, the oldest first.

    They are about the threads of ``last_open``, by id, up to that post; None means to the end.
    """
    about = (
        (agenda.c.thread_id == id) & (true() if last is None else agenda.c.number <= last)
        for id, last in last_open.items()
    )
    rows = connection.execute(
        select(agenda)
        .where(agenda.c.server_id == server_id, or_(false(), *about))
        .where(agenda.c.answer_id.is_not(None) if answered else agenda.c.settled == 0)
        .order_by(agenda.c.asked_at.desc(), agenda.c.message_id.desc())
        .limit(limit)
    )
    found = [
        OpenQuestion(
            row.server_id,
            row.message_id,
            row.channel_id,
            row.thread_id,
            row.number,
            row.asked_at,
            (row.answer_channel_id, row.answer_id) if row.answer_id else None,
        )
        for row in rows
    ]
    return found[::-1]


def settle(
    connection: Connection,
    server_id: int,
    message_ids: Collection[int],
    answer: tuple[int, int] | None = None,
) -> int:
    """Settle questions, with the message that answers them if any; return how many were open."""
    channel_id, message_id = answer or (None, None)
    those = (agenda.c.server_id == server_id) & agenda.c.message_id.in_(message_ids)
    settled = update(agenda).where(those, agenda.c.settled == 0)
    values = {"settled": 1, "answer_channel_id": channel_id, "answer_id": message_id}
    return connection.execute(settled.values(values)).rowcount


def events_before(connection: Connection, server_id: int) -> set[Event]:
    """Return the events of a server before which a channel got the agenda."""
    noted = select(event_agendas).where(event_agendas.c.server_id == server_id)
    return {Event(*row) for row in connection.execute(noted)}


def note_event(connection: Connection, event: Event) -> None:
    """Note that a channel got the agenda before an event.

    Those of events that were a day before are deleted.
    """
    add_server(connection, event.server_id)
    table = event_agendas
    over = (table.c.server_id == event.server_id) & (table.c.starts_at < event.starts_at - _A_DAY)
    connection.execute(delete(table).where(over))
    insert_missing(connection, table, event._asdict())


def remove(connection: Connection, server_id: int, message_ids: Collection[int]) -> None:
    """Delete questions, such as those whose messages were deleted."""
    those = (agenda.c.server_id == server_id) & agenda.c.message_id.in_(message_ids)
    connection.execute(delete(agenda).where(those))
