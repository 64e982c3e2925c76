"""Rules for the values of a knowledge file: how each is read, and its JSON Schema.

A record is a class whose fields are annotated with their rules.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from inspect import Parameter, signature
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints
from urllib.parse import urlsplit

from bot.errors import quoted

T = TypeVar("T")

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_SERVER = re.compile(r"[1-9][0-9]{0,18}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,15}")
_URL = re.compile(r"https?://[^\s<>\"'`|\\]+")
_PICTURE = re.compile(
    r"(?!\.)(?!.*/[./])[^\s/\\:?#%][^\n\\:?#%]*\.(?:avif|gif|jpe?g|png|webp)", re.I
)


class Cause(Enum):
    """Why a value is refused."""

    MISSING = auto()
    EMPTY = auto()
    NO_KEYS = auto()
    OTHER_KIND = auto()
    WRONG = auto()


class Problem(NamedTuple):
    """A value that a rule refuses; ``steps`` lead to it from the value that was read.

    Where it is WRONG, ``sentence`` goes on from the value: it says what is wrong, and the remedy.
    """

    cause: Cause
    value: Any = None
    sentence: str = ""
    steps: tuple[str | int, ...] = ()


class Refused(ValueError):
    """A value has problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        """What is wrong, for a log."""
        return "; ".join(
            f"{quoted(str(one.value))} {one.sentence or f'is refused ({one.cause.name})'}"
            for one in self.problems
        )

    def below(self, step: str | int) -> Iterator[Problem]:
        """Yield the problems as those of a value that holds this one."""
        return (one._replace(steps=(step, *one.steps)) for one in self.problems)


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Generic[T]):
    """How a value is read, and its JSON Schema. ``read`` raises Refused."""

    read: Callable[[Any], T]
    schema: Mapping[str, Any]


class Field(NamedTuple):
    """How a field of a record is read, and what it means; it is part of the annotation."""

    rule: Rule[Any]
    meaning: str


def fields_of(kind: type) -> dict[str, Field]:
    """Return the fields of a record that are in files, by name."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: one for name, hint in hints.items() for one in getattr(hint, "__metadata__", ())}


def list_of(item: Rule[T], *, least: int = 0, most: int | None = None) -> Rule[tuple[T, ...]]:
    """Return the rule for a list; its reader of files refuses one with more than ``most`` items."""

    def read(written: Any) -> tuple[T, ...]:
        if not isinstance(written, list | tuple) or len(written) < least:
            raise Refused(Problem(Cause.OTHER_KIND, written))
        return tuple(_all(item, enumerate(written)).values())

    bounds = {"minItems": least or None, "maxItems": most}
    known = {name: bound for name, bound in bounds.items() if bound is not None}
    return Rule(read, {"type": "array", "items": item.schema, **known})


def mapping_of(value: Rule[str], most: int) -> Rule[Mapping[str, str]]:
    """Return the rule for a mapping whose keys are words."""

    def read(written: Any) -> Mapping[str, str]:
        if not isinstance(written, Mapping):
            raise Refused(Problem(Cause.OTHER_KIND, written))
        keys = _all(WORDS, ((key, key) for key in written))
        used = Counter(keys.values())
        if twice := [key for key, name in keys.items() if key != name and used[name] > 1]:
            what = "is there again without the blanks around it; remove one of both"
            raise Refused(*(Problem(Cause.WRONG, key, what, (key,)) for key in twice))
        return {keys[key]: one for key, one in _all(value, written.items()).items()}

    schema = {"additionalProperties": value.schema, "propertyNames": WORDS.schema}
    return Rule(read, {"type": "object", **schema, "maxProperties": most})


def record(kind: type[T]) -> Rule[T]:
    """Return the rule for a mapping whose keys are the fields of a record.

    A field that is None is left out. An instance is taken as it is.
    """
    known = fields_of(kind)
    parameters = signature(kind).parameters
    required = [name for name in known if parameters[name].default is Parameter.empty]

    def read(written: Any) -> T:
        if isinstance(written, kind):
            return written
        if not isinstance(written, Mapping):
            raise Refused(Problem(Cause.NO_KEYS, written))
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, one in written.items():
            if (field := known.get(name)) is None:
                values[name] = one
            elif one is not None:
                try:
                    values[name] = field.rule.read(one)
                except Refused as refused:
                    problems += refused.below(name)
        problems += (
            Problem(Cause.MISSING, steps=(name,)) for name in required if name not in written
        )
        if problems:
            raise Refused(*problems)
        return kind(**values)

    schema = {
        "type": "object",
        "description": kind.__doc__,
        "properties": {
            name: {"description": one.meaning, **one.rule.schema} for name, one in known.items()
        },
        "required": required,
        "additionalProperties": False,
    }
    return Rule(read, schema)


def _all(rule: Rule[T], values: Iterable[tuple[Any, Any]]) -> dict[Any, T]:
    """Read each value by its step; raise Refused with the problems of all."""
    read: dict[Any, T] = {}
    problems: list[Problem] = []
    for step, value in values:
        try:
            read[step] = rule.read(value)
        except Refused as refused:
            problems += refused.below(step)
    if problems:
        raise Refused(*problems)
    return read


def _text(check: Callable[[str], T], **schema: str) -> Rule[T]:
    """Return the rule for a text; ``check`` raises Refused."""

    def read(written: Any) -> T:
        if not isinstance(written, str):
            raise Refused(Problem(Cause.OTHER_KIND, written))
        if _HALF_CHARACTER.search(written):
            raise _wrong(written, "has half of a character, which no file can hold; remove it")
        return check(str(written))  # lxml's texts are of a class of its own

    return Rule(read, {"type": "string", **schema})


def _wrong(value: str, sentence: str) -> Refused:
    return Refused(Problem(Cause.WRONG, value, sentence))


def _words(text: str) -> str:
    if not (stripped := text.strip()):
        raise Refused(Problem(Cause.EMPTY, text))
    return stripped


def _language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        raise _wrong(tag, 'is no language tag; write one as in BCP 47, such as "en" or "pt-BR"')
    return tag


def _url(url: str) -> str:
    if not _URL.fullmatch(url) or not _has_port(url):
        raise _wrong(url, 'is no web address; write it whole, beginning with "https://"')
    return url


def _url_or_picture(place: str) -> str:
    if _PICTURE.fullmatch(place):
        return place
    if not place.startswith(("http:", "https:")):
        problem = 'is no web address and no picture beside the file, such as "pictures/bear.jpg"'
        raise _wrong(place, f'{problem}; write an address whole, beginning with "https://"')
    return _url(place)


def _has_port(url: str) -> bool:
    """Whether the address has a port from 1 to 65535, or none."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _date(written: str) -> str:
    try:
        datetime.fromisoformat(written)
    except ValueError:
        sentence = "is no date; write it as 2022-01-25 or 2022-01-25T18:30:00+01:00"
        raise _wrong(written, sentence) from None
    return written


def _number(written: Any) -> int:
    if isinstance(written, int):
        return written
    if not isinstance(written, str):
        raise Refused(Problem(Cause.OTHER_KIND, written))
    if not WHOLE_NUMBER.fullmatch(written):
        raise _wrong(written, "is no whole number; write digits only, such as 7")
    if (number := int(written)) < 1:
        raise _wrong(written, "is before 1, where numbers begin; write 1 or more")
    return number


def _server(written: Any) -> int:
    if isinstance(written, int):
        return written
    if not isinstance(written, str):
        raise Refused(Problem(Cause.OTHER_KIND, written))
    if not _SERVER.fullmatch(written):
        raise _wrong(written, "is no server's id; copy it on Discord: digits only")
    return int(written)


NUMBER = Rule(_number, {"type": "integer", "minimum": 1})
SERVER = Rule(_server, {"type": "integer", "minimum": 1})
WORDS = _text(_words, pattern=r"\S")
URL = _text(_url, format="uri")
URL_OR_PICTURE = _text(_url_or_picture, format="uri-reference")
DATE = _text(_date)
LANGUAGE = _text(_language, pattern=f"^{_LANGUAGE.pattern}$")
