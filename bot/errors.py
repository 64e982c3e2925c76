"""The errors a person can mend: each one's text is the whole sentence that person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class BotError(Exception):
    """Base of every error a person can mend.

    ``str(error)`` says what is wrong, where, and what to do; it is shown as it stands. The command
    line ends with ``exit_code``, whose values are listed in the README.
    """

    exit_code: ClassVar[int] = 1


class SettingsError(BotError):
    """A setting or a secret that cannot be used; starting again without a change is of no use."""

    exit_code = 78  # EX_CONFIG of BSD's sysexits.h


class UnavailableError(BotError):
    """Something outside the bot that cannot be reached now; starting again may help."""

    exit_code = 69  # EX_UNAVAILABLE of BSD's sysexits.h


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file, at a 1-based line and column."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class KnowledgeError(BotError):
    """The knowledge cannot be read; carries every fault found, one a line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))
