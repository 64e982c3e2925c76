"""What a format makes of a source: the posts as they stand there, and what is known of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.importing.documents import Documents
from bot.importing.phrasing import Medium

Progress: TypeAlias = Callable[[int, int], None]
"""Told now and then how many bytes are read, of how many."""


@dataclass(frozen=True, slots=True)
class RawPost:
    """A post as the source has it, before it is numbered.

    ``heading`` stands above the words, such as a content warning; ``media`` hang on them.
    ``number`` is set only where the source itself numbers its posts.
    """

    text: str
    heading: str | None = None
    media: tuple[Medium, ...] = ()
    author: str | None = None
    date: str | None = None
    url: str | None = None
    label: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a thread as a whole; what is not known is None."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    language: str | None = None
    glossary: Mapping[str, str] = field(default_factory=dict)


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
    drafts: tuple[RawPost, ...]
    facts: Metadata = Metadata()
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person chose where a source leaves a choice.

    ``root`` is the id or link of the post that begins the thread. ``only_author`` leaves out what
    others than that post's author wrote.
    """

    root: str | None = None
    only_author: bool = False
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of source: its ``--format`` name, how it is told by content, how it is read.

    Of one with ``roots`` the person can choose the post to begin with.
    """

    name: str
    recognises: Callable[[Documents], bool]
    read: Callable[[Documents, ImportOptions], Reading]
    roots: bool = False
