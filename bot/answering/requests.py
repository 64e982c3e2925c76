"""Requests: what people ask the bot for, as values."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from bot.answering.references import PostRange


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as someone typed it after the command's name; the threads of a scope say what it asks.

    A ``thread`` (its id) narrows it; ``before`` is the question that it follows up.
    """

    line: str
    thread: str | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, to answer from the posts of one thread (its id) or of all.

    ``before`` is the question that it follows up, or nothing. ``within`` narrows it to posts of
    these numbers. ``term`` is what the question asks the meaning of, if it does.
    """

    question: str
    thread: str | None = None
    before: str = ""
    within: tuple[PostRange, ...] = ()
    term: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """The posts of these numbers, of one thread (its id) or of any."""

    ranges: tuple[PostRange, ...]
    thread: str | None = None

    @classmethod
    def post(cls, number: int, thread: str | None = None) -> "Show":
        """Ask for one post."""
        return cls((PostRange(number, number),), thread)


Place: TypeAlias = Literal["first", "last", "random"]


@dataclass(frozen=True, slots=True)
class Pick:
    """The first, last or random ``count`` posts of one thread (its id) or of any."""

    place: Place
    count: int = 1
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The post after (1) or before (-1) a number, or else those that answer ``before``."""

    by: Literal[1, -1]
    number: int | None = None
    thread: str | None = None
    before: str = ""


class Fact(Enum):
    """Something that is known of a thread from its file."""

    SUMMARY = "summary"
    COUNT = "count"
    AUTHOR = "author"
    DATE = "date"
    SOURCE = "source"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class About:
    """A fact about one thread (its id) or about each."""

    fact: Fact
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every post that uses a term, of one thread (its id) or of all.

    What no post uses is a question ``in_a_sentence``, such as "which posts are about gas".
    """

    term: str
    thread: str | None = None
    in_a_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """Posts by their references, as buttons hold them; or the page that begins with the first.

    A single post is opened at the character ``start`` of its text.
    """

    references: tuple[str, ...]
    page: bool = False
    start: int = 0


@dataclass(frozen=True, slots=True)
class ShowNamed:
    """The first posts that a message names, by their references, and how many ``more`` it names.

    They are shown as links, or ``quoted`` at once.
    """

    references: tuple[str, ...]
    quoted: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class List:
    """Which threads there are."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Read the knowledge folder again."""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be typed."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A line that greets, thanks, laughs or agrees, and asks nothing."""


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """A word that looks like a command but is none; it may be a word of the threads."""

    word: str
    nearest: str | None = None


ThreadRequest: TypeAlias = Ask | Show | Pick | Step | About | Mentions
"""Requests that may name one thread."""

LibraryRequest: TypeAlias = (
    ThreadRequest | Open | ShowNamed | List | Help | SmallTalk | UnknownCommand
)
"""Requests that are answered from a library and change nothing."""

Request: TypeAlias = LibraryRequest | Reload
