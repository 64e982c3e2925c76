"""The statements on the agenda: questions that stayed open, each by the id of its message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, false, or_, select, true, update

from bot.storage.rows import insert_or_update
from bot.storage.schema import agenda
from bot.storage.servers import add_server


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question by its message, the post that is nearest to it, and when it was asked.

    A message of the bot's that sent the post itself asks to talk about the post.
    """

    server_id: int
    message_id: int
    channel_id: int
    thread_id: str
    number: int
    asked_at: int


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
        },
    )


def unsettled(
    connection: Connection, server_id: int, last_open: Mapping[str, int | None], limit: int
) -> list[OpenQuestion]:
    """Return the newest questions that are not settled, the oldest first.

    They are about the threads of ``last_open``, by id, up to that post; None means to the end.
    """
    about = (
        (agenda.c.thread_id == id) & (true() if last is None else agenda.c.number <= last)
        for id, last in last_open.items()
    )
    rows = connection.execute(
        select(agenda)
        .where(agenda.c.server_id == server_id, or_(false(), *about))
        .where(agenda.c.settled == 0)
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
        )
        for row in rows
    ]
    return found[::-1]


def settle(connection: Connection, server_id: int, message_ids: Collection[int]) -> int:
    """Settle questions; return how many were open."""
    those = (agenda.c.server_id == server_id) & agenda.c.message_id.in_(message_ids)
    settled = update(agenda).where(those, agenda.c.settled == 0).values(settled=1)
    return connection.execute(settled).rowcount


def remove(connection: Connection, server_id: int, message_ids: Collection[int]) -> None:
    """Delete questions, such as those whose messages were deleted."""
    those = (agenda.c.server_id == server_id) & agenda.c.message_id.in_(message_ids)
    connection.execute(delete(agenda).where(those))
