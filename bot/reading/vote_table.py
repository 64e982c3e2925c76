"""The statements on votes: which post answers a question, as members say."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from bot.storage.rows import insert_missing, keep_newest
from bot.storage.schema import votes
from bot.storage.servers import add_server

MOST_KEPT = 10_000
"""The most votes of a server that are kept, those on the newest messages."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question by its message, and the post that answers it; 0 where none does.

    ``times`` is how often that was said.
    """

    server_id: int
    message_id: int
    number: int
    channel_id: int
    thread_id: str
    times: int = 1


def add(connection: Connection, label: LabelledQuestion) -> None:
    """Count one more vote for a post."""
    add_server(connection, label.server_id)
    first = insert_missing(
        connection,
        votes,
        {
            "server_id": label.server_id,
            "message_id": label.message_id,
            "number": label.number,
            "channel_id": label.channel_id,
            "thread_id": label.thread_id,
            "times": 1,
        },
    )
    if not first:
        same = (
            (votes.c.server_id == label.server_id)
            & (votes.c.message_id == label.message_id)
            & (votes.c.number == label.number)
        )
        connection.execute(update(votes).where(same).values(times=votes.c.times + 1))
    keep_newest(connection, votes.c.message_id, label.server_id, MOST_KEPT)


def labelled(connection: Connection) -> list[LabelledQuestion]:
    """Return all votes, in the order of threads and questions."""
    rows = connection.execute(
        select(votes).order_by(votes.c.server_id, votes.c.thread_id, votes.c.message_id)
    )
    return [
        LabelledQuestion(
            row.server_id, row.message_id, row.number, row.channel_id, row.thread_id, row.times
        )
        for row in rows
    ]


def remove(connection: Connection, server_id: int, message_ids: Collection[int]) -> None:
    """Delete the votes on questions, such as those whose messages were deleted."""
    those = (votes.c.server_id == server_id) & votes.c.message_id.in_(message_ids)
    connection.execute(delete(votes).where(those))
