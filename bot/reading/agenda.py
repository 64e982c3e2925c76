"""The agenda of a group's next meeting: what was asked and stayed open, grouped by post."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.answer import Answer, Kind
from bot.errors import UnavailableError
from bot.reading import agenda_table
from bot.reading.reading import Reading, gates
from bot.reading.readings import Readings
from bot.reading.similar_questions import similar_questions
from bot.search import detect
from bot.trust import Certainty

if TYPE_CHECKING:
    from bot.reading.agenda_table import OpenQuestion

_log = logging.getLogger(__name__)

MAX_QUESTIONS, MAX_ANSWERED = 50, 5
"""The most open and answered questions of an agenda: the words of each are read from Discord."""

COMPARED = 300
"""The characters of a question that tell whether it is nearly another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The message of a question, its server and channel, and the channel that one belongs to."""

    server_id: int
    channel_id: int
    channel_ids: frozenset[int]
    message_id: int


@dataclass(frozen=True, slots=True)
class Item:
    """Questions that ask nearly the same about a post, with the words of the first.

    Without words, someone wants to talk about the post itself.
    """

    number: int
    words: str
    questions: tuple[OpenQuestion, ...]


class Agenda:
    """Note questions that stay open in servers that read; no words of theirs are kept."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    async def note(self, asked: Asked, answer: Answer) -> None:
        """Note a question whose answer is not sure, where its thread is being read."""
        if not _stays_open(answer):
            return
        try:
            reading = await self._reading(asked, answer)
            if reading is None:
                return
            number = answer.quotes[0].post.number if answer.quotes else reading.last_open
            await self.add(asked, reading.thread_id, number)
        except UnavailableError as error:
            _log.warning("question %s is not on the agenda: %s", asked.message_id, error)

    async def add(self, asked: Asked, thread_id: str, number: int) -> None:
        """Put a question on the agenda, or a post that a message shows."""
        now = int(self._readings.now().timestamp())
        question = agenda_table.OpenQuestion(
            asked.server_id, asked.message_id, asked.channel_id, thread_id, number, now
        )
        await self._readings.kept().write(agenda_table.put, question)

    async def add_where_read(self, asked: Asked, thread_id: str, number: int) -> None:
        """Put a question on the agenda if a group of the server reads the thread."""
        readings = await self._readings.of_server(asked.server_id)
        if any(one.thread_id == thread_id and one.gate is not None for one in readings):
            await self.add(asked, thread_id, number)

    async def newest(
        self, server_id: int, channel_ids: Collection[int], *, answered: bool = False
    ) -> list[OpenQuestion]:
        """Return open or ``answered`` questions on what is read there, or in the server.

        Those about posts that are not open there are left out.
        """
        readings = await self._readings.of_server(server_id)
        here = [one for one in readings if one.channel_id in channel_ids] or readings
        last_open = dict(gates(readings, frozenset(channel_ids), {}))
        ids = {one.thread_id: last_open.get(one.thread_id) for one in here}
        kept = self._readings.kept()
        most = MAX_ANSWERED if answered else MAX_QUESTIONS
        return await kept.read(agenda_table.newest, server_id, ids, most, answered=answered)

    async def settle(
        self,
        server_id: int,
        message_ids: Collection[int],
        answer: tuple[int, int] | None = None,
    ) -> int:
        """Settle questions, with the message that answers them; return how many were open."""
        settle = agenda_table.settle
        return await self._readings.kept().write(settle, server_id, message_ids, answer)

    async def events_before(self, server_id: int) -> set[agenda_table.Event]:
        """Return the events of a server before which a channel got the agenda."""
        return await self._readings.kept().read_large(agenda_table.events_before, server_id)

    async def note_event(self, event: agenda_table.Event) -> None:
        """Note that a channel got the agenda before an event, or that nothing was open."""
        await self._readings.kept().write(agenda_table.note_event, event)

    async def remove(self, server_id: int, message_ids: Collection[int]) -> None:
        """Take questions off the agenda whose messages are gone."""
        await self._readings.kept().write(agenda_table.remove, server_id, message_ids)

    async def _reading(self, asked: Asked, answer: Answer) -> Reading | None:
        """Return the unfinished reading that an answer is about: of its thread, or of the place."""
        server = await self._readings.of_server(asked.server_id)
        readings = [one for one in server if one.gate is not None]
        if answer.quotes:
            readings = [one for one in readings if one.thread_id == answer.quotes[0].thread.id]
        here = [one for one in readings if one.channel_id in asked.channel_ids]
        return next(iter(here or readings), None)


def _stays_open(answer: Answer) -> bool:
    if answer.kind is Kind.REFUSAL:
        return True
    return answer.kind is Kind.ANSWER and answer.certainty is not Certainty.SURE


def items(questions: Sequence[OpenQuestion], words: Mapping[int, str]) -> list[Item]:
    """Return the questions by post, near-equal ones together, those asked most first.

    ``words`` are those of each message, by its id; a question without is left out. They are
    compared in the language that they are in, so that the items are the same for all who look.
    """
    language = detect("\n".join(words.values()))
    there = sorted((one for one in questions if one.message_id in words), key=_post)
    found = []
    for _, same_post in groupby(there, key=_post):
        of_post = list(same_post)
        texts = [words[one.message_id][:COMPARED] for one in of_post]
        for group in similar_questions(texts, language):
            some = tuple(of_post[at] for at in group)
            found.append(Item(of_post[0].number, words[some[0].message_id], some))
    return found


def _post(question: OpenQuestion) -> tuple[str, int]:
    return question.thread_id, question.number
