"""What a format makes of a source: the posts as they stand there, and what is known of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.importing.documents import Documents
from bot.importing.phrasing import Medium
from bot.importing.report import Certainty, LeftOut

Progress: TypeAlias = Callable[[int, int], None]
"""Called from time to time with the bytes read and the bytes in all."""


@dataclass(frozen=True, slots=True)
class RawPost:
    """A post as the source has it, before it is numbered.

    ``heading`` is shown above the words, such as a content warning; ``media`` hang on them.
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
class ParsedSource:
    """All that a format read from a source; ``recognised`` names the format as people do."""

    recognised: str
    raw_posts: tuple[RawPost, ...]
    metadata: Metadata = Metadata()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    certainty: Certainty = Certainty.MARKED


def no_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person chose where a source leaves a choice.

    ``root`` is the id or link of the post that begins the thread. ``only_author`` leaves out what
    others than that post's author wrote.
    """

    root: str | None = None
    only_author: bool = False
    progress: Progress = no_progress


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of source: its ``--format`` name, how its content is recognised, how it is read.

    Of one with ``roots`` the person can choose the post to begin with.
    """

    name: str
    recognises: Callable[[Documents], bool]
    read: Callable[[Documents, ImportOptions], ParsedSource]
    roots: bool = False
