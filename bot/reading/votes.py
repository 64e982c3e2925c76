"""Votes on answers: which post answers a question, by its message, as members say."""

from collections.abc import Callable, Collection

from bot.knowledge import Thread
from bot.reading import vote_table
from bot.reading.agenda import Asked
from bot.reading.readings import Readings


class Votes:
    """Keep labelled questions, without words and names, and count votes by thread."""

    def __init__(self, readings: Readings, on_vote: Callable[[str, bool], object]) -> None:
        """``on_vote`` is called with the id of a thread of the folder, else "", and the vote."""
        self._readings = readings
        self._on_vote = on_vote

    async def add(self, asked: Asked, thread: Thread, number: int) -> None:
        """Keep that a post answers a question, or with 0 that none does."""
        label = vote_table.LabelledQuestion(
            asked.server_id, asked.message_id, number, asked.channel_id, thread.id
        )
        await self._readings.kept().write(vote_table.add, label)
        self.count(thread, right=number != 0)

    async def remove(self, server_id: int, message_ids: Collection[int]) -> None:
        """Forget the votes on questions whose messages are gone."""
        await self._readings.kept().write(vote_table.remove, server_id, message_ids)

    def count(self, thread: Thread, *, right: bool) -> None:
        """Count a vote; a server's own thread is not named."""
        self._on_vote("" if thread.servers else thread.id, right)
