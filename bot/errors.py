"""The errors that a person can fix; the text of each is the whole sentence for that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class BotError(Exception):
    """Base of every error that a person can fix.

    ``str(error)`` says what is wrong, where, and what to do; it is shown unchanged. The command
    line ends with ``exit_code``; docs/getting-started.md lists the values.
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
    """The knowledge cannot be read; ``diagnostics`` are in order, one a line in the text."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics))
        super().__init__("\n".join(map(str, self.diagnostics)))
