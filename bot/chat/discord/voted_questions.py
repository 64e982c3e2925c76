"""Questions that members labelled by their votes, with the words read from Discord."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.engine import AnswerEngine
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.question_words import QuestionWords
from bot.evaluation import LabelledThread, Question
from bot.knowledge import Thread
from bot.reading import vote_table
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.reading.vote_table import LabelledQuestion


async def voted_questions(
    database: Database,
    engine: AnswerEngine,
    server_threads: ServerThreads,
    words: QuestionWords,
    prefix: str,
) -> list[LabelledThread]:
    """Return the threads that were voted on, with the questions that can still be read."""
    labels = await database.read(vote_table.labelled)
    read = await words.read(labels, prefix)
    found = []
    for (server_id, thread_id), of_thread in groupby(labels, _thread_of):
        own = [one.thread for one in await server_threads.of(server_id)]
        thread = next((one for one in own if one.id == thread_id), engine.thread(thread_id))
        if thread is not None and (questions := list(_questions(list(of_thread), read))):
            found.append(_labelled(thread, questions))
    return found


def _thread_of(label: LabelledQuestion) -> tuple[int, str]:
    return label.server_id, label.thread_id


def _questions(
    labels: Sequence[LabelledQuestion], words: Mapping[int, str | None]
) -> Iterator[Question]:
    """Yield each question with its posts; with none where most said that none answers."""
    for message_id, votes in groupby(labels, lambda one: one.message_id):
        times = {vote.number: vote.times for vote in votes}
        none = times.pop(0, 0)
        if text := words.get(message_id):
            yield Question(text, dict.fromkeys(times, 1) if sum(times.values()) >= none else {})


def _labelled(thread: Thread, questions: Sequence[Question]) -> LabelledThread:
    return LabelledThread(thread.posts, thread.language, questions, thread.glossary, id=thread.id)
