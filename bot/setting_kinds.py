"""The kinds of values that settings take, each read from what a person wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from bot.strict_yaml import Value

T = TypeVar("T")

MOST_OPTIONS = 20
"""The most values that are listed to choose from."""

HIDDEN = "**********"
"""What is shown in place of a secret."""

_TRUE = {"true", "yes", "on", "1", "t", "y"}
_FALSE = {"false", "no", "off", "0", "f", "n"}
_WHOLE_NUMBER = re.compile(r"[0-9]{1,20}")
_PASSWORD = re.compile(r"(password\s*=\s*)[^&]*", re.IGNORECASE)
_PASSWORD_BEFORE_HOST = re.compile(r"""(?s)(//[^/:@]*:|^["']?(?:\w+:/?)?[^/:@]*:(?![/\\])).*""")
_PASSWORD_WITHOUT_HOST = re.compile(r"""(\w://[^/:?\[]*:)(?!\d*(?:[/?,"']|$))[^/?"']+""")
_ADDRESS = re.compile(r"(?is).*://|postgres\w*:|.*password\s*=|[^/\\:]*:[^/\\]*@")
"""What begins like the address of a database: errors and backups would show a file of that name,
with the password."""

_BY_ORDINAL = re.compile(r"auto of (\d{1,5}) by ordinal(?:, (\d{1,5}) each)?", re.ASCII)
_SHARDS = re.compile(r"(\d{1,9})-(\d{1,9}) of (\d{1,9})", re.ASCII)


class WrongValue(ValueError):
    """A value that is not of its setting's kind; ``written`` is the part that is wrong."""

    def __init__(self, written: Value) -> None:
        super().__init__()
        self.written = written


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: its name in the documentation, and how it is read.

    ``read`` raises WrongValue. A ``hint`` says how it is written in a settings file. ``options``
    are all values as they are written, where they are few; ``picked`` is what of Discord or of the
    bot is picked where the value names such things.
    """

    name: str
    read: Callable[[Value], T]
    hint: str = ""
    options: tuple[str, ...] = ()
    picked: Literal["roles", "channels", "thread"] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that neither ``str`` nor ``repr`` shows."""

    value: str

    def __repr__(self) -> str:
        return HIDDEN


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards ``first`` to ``last``, both included, of ``total``: one process of several."""

    first: int
    last: int
    total: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last} of {self.total}"


@dataclass(frozen=True, slots=True)
class ShardsByOrdinal:
    """Of ``total`` shards ``each`` process has as many, by its number among the processes."""

    total: int
    each: int = 1

    @property
    def processes(self) -> int:
        """How many processes serve all shards."""
        return -(-self.total // self.each)

    def of(self, number: int) -> Shards:
        """Return the shards of a process, of which the first has the number 0."""
        first = number * self.each
        return Shards(first, min(first + self.each, self.total) - 1, self.total)

    def __str__(self) -> str:
        each = f", {self.each} each" if self.each > 1 else ""
        return f"auto of {self.total} by ordinal{each}"


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A file, a PostgreSQL URL or ``none``, as it was written; no text of it has the password."""

    written: str

    @property
    def place(self) -> Path | str | None:
        """The file or the URL; None where there is to be no database."""
        if self.written == "none":
            return None
        return self.written if "://" in self.written else Path(self.written)

    def __str__(self) -> str:
        return without_password(self.written)

    __repr__ = __str__


def without_password(written: str) -> str:
    """Return a text with the passwords of a URL in it hidden."""
    before, at, host = written.rpartition("@")
    if not at:
        host = _PASSWORD_WITHOUT_HOST.sub(rf"\1{HIDDEN}", host)
    before = _PASSWORD_BEFORE_HOST.sub(rf"\1{HIDDEN}", before)
    return _PASSWORD.sub(rf"\1{HIDDEN}", f"{before}{at}{host}")


def text(pattern: str) -> Kind[str]:
    """Return the kind of a text that a pattern matches whole."""
    compiled = re.compile(pattern)

    def read(written: Value) -> str:
        if not isinstance(written, str) or not compiled.fullmatch(written):
            raise WrongValue(written)
        return written

    return Kind("text", read)


def whole_number(low: int, high: int | None = None) -> Kind[int]:
    """Return the kind of a whole number between two others, both included."""

    def read(written: Value) -> int:
        if not isinstance(written, str) or not _WHOLE_NUMBER.fullmatch(written):
            raise WrongValue(written)
        if (number := int(written)) < low or (high is not None and number > high):
            raise WrongValue(written)
        return number

    few = high is not None and high - low < MOST_OPTIONS
    options = tuple(map(str, range(low, high + 1))) if few and high is not None else ()
    return Kind("whole number", read, options=options)


def number(low: float, high: float) -> Kind[float]:
    """Return the kind of a number between two others, both included."""

    def read(written: Value) -> float:
        try:
            value = float(written) if isinstance(written, str) else low - 1
        except ValueError:
            raise WrongValue(written) from None
        if not low <= value <= high:
            raise WrongValue(written)
        return value

    return Kind("number", read)


def choice(*options: str) -> Kind[str]:
    """Return the kind of one of these words."""
    return replace(text("|".join(map(re.escape, options))), options=options)


def list_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Return the kind of a list, written as a list or as one text with commas."""

    def read(written: Value) -> tuple[T, ...]:
        if isinstance(written, str):
            written = [part.strip() for part in written.split(",") if part.strip()]
        if not isinstance(written, list):
            raise WrongValue(written)
        return tuple(map(kind.read, written))

    return Kind("list", read)


def _true_or_false(written: Value) -> bool:
    word = written.casefold() if isinstance(written, str) else ""
    if word not in _TRUE | _FALSE:
        raise WrongValue(written)
    return word in _TRUE


def _shards(written: Value) -> Shards | ShardsByOrdinal | None:
    if written == "auto":
        return None
    if not isinstance(written, str):
        raise WrongValue(written)
    if match := _BY_ORDINAL.fullmatch(written):
        by_ordinal = ShardsByOrdinal(int(match[1]), int(match[2] or 1))
        if not 0 < by_ordinal.each <= by_ordinal.total:
            raise WrongValue(written)
        return by_ordinal
    if not (match := _SHARDS.fullmatch(written)):
        raise WrongValue(written)
    shards = Shards(*map(int, match.groups()))
    if not shards.first <= shards.last < shards.total:
        raise WrongValue(written)
    return shards


def _database(written: Value) -> DatabaseAddress:
    address = _ANY.read(written)
    is_url = address.startswith(("postgresql://", "postgres://"))
    return DatabaseAddress(address if is_url else _file_name(address))


def _file_name(written: Value) -> str:
    name = _ANY.read(written)
    if _ADDRESS.match(name):
        raise WrongValue(written)
    return name


_ANY = text(r"[^\0]*")
"""Any text that can be a path or be passed on to another program."""

TRUE_OR_FALSE = Kind("true or false", _true_or_false, options=("true", "false"))

PATH = Kind("path", lambda written: Path(_file_name(written)))
SECRET = Kind("text", lambda written: Secret(_ANY.read(written)))
SHARDS = Kind("text", _shards)
DATABASE = Kind("path or URL", _database)
ID = whole_number(1)
"""A Discord id. An id is proof; a name is not, since anyone can give it to a role or channel."""

IDS = replace(list_of(ID), hint="ids, split by commas")
ROLES = replace(IDS, picked="roles")
