"""What a format makes of a source: the posts as they stand there, and what is known of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.knowledge.importers.source import Documents

Progress: TypeAlias = Callable[[int, int], None]
"""Told now and then how many bytes are read, of how many."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A post as the source has it, before it is numbered.

    ``number`` is set only where the source itself numbers its posts.
    """

    text: str
    author: str | None = None
    date: str | None = None
    url: str | None = None
    label: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a thread as a whole; what is not known stays None."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something of the source that is not in the thread."""

    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.why})"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a format found in a source; ``recognised`` names the format as people do."""

    recognised: str
    drafts: tuple[Draft, ...]
    facts: Facts = field(default_factory=Facts)
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose where a source leaves a choice."""

    root: str | None = None
    progress: Progress = lambda done, total: None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of source: its ``--format`` name, how it is told by content, how it is read."""

    name: str
    recognises: Callable[[Documents], bool]
    read: Callable[[Documents, Choice], Reading]


def opening(text: str, most: int = 60) -> str:
    """The first words of a text, in one line, at most ``most`` characters and its ``…``."""
    words = " ".join(text[: 8 * most].split())
    if len(words) <= most:
        return words
    return (words[: most + 1].rsplit(" ", 1)[0][:most]).rstrip() + "…"
