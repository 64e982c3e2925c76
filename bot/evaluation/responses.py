"""Responses: what the search and the answers do with labelled questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.questions import LabelledThread, Question
from bot.search import Hit, Index, Post
from bot.trust import ANSWER_THRESHOLD, Judgement

DEPTH = 10  #: hits looked at for nDCG


@dataclass(frozen=True, slots=True)
class Quoted:
    """What people see of an answer: the number of the first post and how sure the answer is.

    ``certainty`` is "sure", "maybe" or "near"; both are None where nothing is quoted.
    """

    first: int | None = None
    certainty: str | None = None


Asker = Callable[[LabelledThread], Callable[[Question], Quoted]]
"""Makes, for a thread, the function that answers questions about it."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came of one question: the best hits of the search, and what people see.

    ``language`` is that of the thread, ``ranked`` the numbers of the hits, the best first, and
    ``confidence`` that of the first.
    """

    question: Question
    language: str | None
    ranked: tuple[int, ...]
    confidence: float
    quoted: Quoted

    @property
    def hit(self) -> bool:
        """Whether the first hit of the search is right."""
        return self.ranked[:1] != () and self.ranked[0] in self.question.relevance

    @property
    def right(self) -> bool:
        """Whether the first post that people see is right."""
        return self.quoted.first in self.question.relevance


def respond(threads: Sequence[LabelledThread], asker: Asker | None = None) -> Iterator[Response]:
    """Ask every question of its thread; what people see is the search's own hits by default."""
    for thread in threads:
        index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
        answer = asker(thread) if asker and thread.file else None
        for question in thread.questions:
            hits = index.search(question.text, DEPTH, before=question.before)
            yield Response(
                question,
                thread.language,
                tuple([hit.post.number for hit in hits]),
                hits[0].score if hits else 0.0,
                answer(question) if answer else _first(hits),
            )


def _first(hits: Sequence[Hit[Post]]) -> Quoted:
    if not hits or hits[0].score < ANSWER_THRESHOLD:
        return Quoted()
    return Quoted(hits[0].post.number, Judgement(hits[0]).certainty.value)
