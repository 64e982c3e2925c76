"""The errors that a person can fix; the text of each is the whole sentence for that person."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

MOST_DIAGNOSTICS = 1_000
"""Diagnostics that are kept and listed; further ones are counted."""

MOST_COUNTED = 10_000
"""Diagnostics in a file after which reading stops."""

_LONGEST_QUOTED = 60


class BotError(Exception):
    """Base of every error that a person can fix.

    ``str(error)`` says what is wrong, where, and what to do; it is shown unchanged. The command
    line ends with ``exit_code``; the README lists the values.
    """

    exit_code: ClassVar[int] = 1


class SettingsError(BotError):
    """A setting or a secret that cannot be used; starting again without a change does not help."""

    exit_code = 78  # EX_CONFIG of BSD's sysexits.h


class UnavailableError(BotError):
    """Something outside the bot that cannot be reached now; starting again may help."""

    exit_code = 69  # EX_UNAVAILABLE of BSD's sysexits.h


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One thing wrong in a file, at a 1-based line and column."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class KnowledgeError(BotError):
    """The knowledge cannot be read; ``diagnostics`` has the first of ``count``, in order."""

    def __init__(self, diagnostics: Iterable[Diagnostic], omitted: int = 0) -> None:
        """``omitted`` more diagnostics were counted and not kept."""
        ordered = sorted(diagnostics)
        self.count = len(ordered) + omitted
        self.diagnostics = tuple(islice(ordered, MOST_DIAGNOSTICS))
        lines = list(map(str, self.diagnostics))
        if more := self.count - len(lines):
            number = f"{more:,}" if self.count < MOST_COUNTED else f"at least {more:,}"
            lines.append(f"and {number} more errors; fix these first")
        super().__init__("\n".join(lines))


def quoted(text: str) -> str:
    """Put a person's text into quotes for a sentence: on one line, and cut where it is long."""
    cut = text if len(text) <= _LONGEST_QUOTED else text[: _LONGEST_QUOTED - 1] + "…"
    return f'"{printable(cut)}"'


def printable(text: str) -> str:
    """Escape what is not printable: line breaks, controls, and bytes of names that are no UTF-8."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
