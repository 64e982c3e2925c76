"""The lines people type, as values: the same in every place the bot listens."""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import TypeAlias


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
    """The posts numbered ``first`` to ``last``, both included, of one thread (its id) or of any."""

    first: int
    last: int
    thread: str | None = None


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

_COMMANDS: dict[str, Request] = {"": Help(), "help": Help(), "list": List(), "reload": Reload()}
_NUMBERS = re.compile(
    r"(?:posts?\s+)?[#/]?([0-9]{1,9})/?(?:\s*[-–—]\s*[#/]?([0-9]{1,9})/?)?", re.IGNORECASE
)
_NARROWED = re.compile(r"([^:]+):\s+(\S.*)", re.DOTALL)


def parse(line: str, thread_ids: Container[str] = ()) -> Request:
    """What a line means, once the prefix and the command's name are taken off.

    A command is the whole line: ``reload rates of the ECB`` is a question. ``ID: ...`` narrows a
    question or numbers to one thread; ``thread_ids`` holds the ids, case-folded.
    """
    line = line.strip()
    if command := _COMMANDS.get(line.casefold()):
        return command
    narrowed = _NARROWED.fullmatch(line)
    if narrowed and narrowed[1].casefold() in thread_ids:
        thread, line = narrowed[1], narrowed[2].strip()
    else:
        thread = None
    if numbers := _NUMBERS.fullmatch(line):
        first, last = int(numbers[1]), int(numbers[2] or numbers[1])
        return Show(min(first, last), max(first, last), thread)
    return Ask(line, thread)


def after_command(line: str, prefix: str) -> str | None:
    """Return what follows ``!thread`` in a line that begins with it, else None.

    ``!threads`` and a mark right behind it, as in ``!thread: 3`` and ``!thread?``, mean the same.
    """
    command = rf"\s*{re.escape(prefix)}threads?(?![\w'’/-])[?!.,:;]*(.*)"
    match = re.fullmatch(command, line, re.DOTALL | re.IGNORECASE)
    return match[1].strip() if match else None
