"""Labelled questions: what is asked of a thread, and which of its posts answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from bot.errors import BotError
from bot.search import Post


class QuestionsError(BotError):
    """A file of questions that cannot be used; says which, at which line, and what to write."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class Searchable(Protocol):
    """The part of a thread that is searched."""

    @property
    def posts(self) -> Sequence[Post]:
        """The posts in order."""

    @property
    def language(self) -> str | None:
        """A BCP 47 tag, if known."""

    @property
    def glossary(self) -> Mapping[str, str]:
        """Abbreviations and what they stand for."""


ThreadFinder = Callable[[Path, str], Searchable | None]
"""Finds the thread with an id for a file of questions; None where there is none."""


class NumberedPost(NamedTuple):
    """A post of a question set."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the relevance (above 0) of the posts that answer it, by their numbers.

    ``kind`` groups questions in the report; ``before`` is the question that this one follows up.
    """

    text: str
    relevance: Mapping[int, int]
    kind: str | None = None
    before: str = ""

    @property
    def answerable(self) -> bool:
        """Whether any post of the thread answers it."""
        return bool(self.relevance)


@dataclass(frozen=True, slots=True)
class LabelledThread:
    """A thread and questions about it; ``id``, ``file`` and ``split`` only of a YAML file."""

    posts: Sequence[Post]
    language: str | None
    questions: Sequence[Question]
    glossary: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    file: Path | None = None
    split: str | None = None
