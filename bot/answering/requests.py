"""Requests: what people ask the bot for, as values."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.answering.references import PostRange


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, to answer from the posts of one thread (its id) or of all.

    ``before`` is the question that it follows up, or nothing.
    """

    question: str
    thread: str | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """The posts of these numbers, of one thread (its id) or of any."""

    ranges: tuple[PostRange, ...]
    thread: str | None = None

    @classmethod
    def post(cls, number: int, thread: str | None = None) -> "Show":
        """Ask for one post."""
        return cls((PostRange(number, number),), thread)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every post that uses a term, of one thread (its id) or of all."""

    term: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Posts by their references, as buttons hold them; or the page of the thread with the first."""

    references: tuple[str, ...]
    page: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """Which threads there are."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Read the knowledge folder again."""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed."""


Request: TypeAlias = Ask | Show | Mentions | Open | List | Reload | Help
