"""A thread and its posts: the values that everything else reads, and the knowledge file's format.

The annotations are the format: reading checks them, and the JSON Schema is generated from them.
"""

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_SERVER = re.compile(r"[1-9][0-9]{0,18}")
EMPTY = "is empty"
MOST_MEDIA = 100
MOST_ABBREVIATIONS = 10_000
MOST_SERVERS = 1000

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_URL = re.compile(r"https?://[^\s<>\"'`|\\]+")


def _whole_number(written: object) -> object:
    """Refuse text that is no whole number. A YAML scalar arrives as the characters typed."""
    if isinstance(written, str) and not WHOLE_NUMBER.fullmatch(written):
        raise ValueError("is no whole number; write digits only, such as 7")
    return written


def _server(written: object) -> object:
    """Refuse text that is no Discord id."""
    if isinstance(written, str) and not _SERVER.fullmatch(written):
        raise ValueError("is no server's id; copy it on Discord: digits only")
    return written


def _some(written: object) -> object:
    """Refuse a list without items, which would mean everyone as well as no one."""
    if written == []:
        raise ValueError(EMPTY)
    return written


def _words(text: str) -> str:
    if not (stripped := text.strip()):
        raise ValueError(EMPTY)
    return stripped


def _language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError('is no language tag; write one as in BCP 47, such as "en" or "pt-BR"')
    return tag


def _url(url: str) -> str:
    if not _URL.fullmatch(url) or not _has_port(url):
        raise ValueError('is no web address; write it whole, beginning with "https://"')
    return url


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
        raise ValueError(
            "is no date; write it as 2022-01-25 or 2022-01-25T18:30:00+01:00"
        ) from None
    return written


Number = Annotated[int, Field(ge=1), BeforeValidator(_whole_number)]
Server = Annotated[int, Field(ge=1), BeforeValidator(_server)]
Words = Annotated[str, AfterValidator(_words), Field(json_schema_extra={"pattern": r"\S"})]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"format": "uri"})]
Date = Annotated[str, AfterValidator(_date)]
Language = Annotated[
    str,
    AfterValidator(_language),
    Field(json_schema_extra={"pattern": f"^{_LANGUAGE.pattern}$"}),
]


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, film or sound that belongs to a post."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    url: Annotated[Url, Field(description="Where the picture, film or sound is.")]
    description: Annotated[
        Words | None, Field(description="What it shows, for people who do not see it.")
    ] = None


@dataclass(frozen=True, slots=True)
class Post:
    """One numbered post; ``text`` is its own words, without the white space around them."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    number: Annotated[Number, Field(description="The post's number; numbers rise.")]
    text: Annotated[Words, Field(description="The post's own words, exactly as written.")]
    label: Annotated[
        Words | None, Field(description='The number as printed in the post, such as "/3".')
    ] = None
    author: Annotated[
        Words | None, Field(description="Who wrote this post, where not the thread's author.")
    ] = None
    date: Annotated[
        Date | None, Field(description="ISO 8601 date, or date and time with its zone.")
    ] = None
    url: Annotated[Url | None, Field(description="Where this post can be read.")] = None
    media: Annotated[
        tuple[Medium, ...],
        Field(
            max_length=MOST_MEDIA,
            description="The pictures, films and sounds of this post, in their order.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Thread:
    """A series of posts. ``id`` is its file's name without the ending; it is not in the file.

    Two threads are equal if their ``digest`` is: 16 bytes of BLAKE2b over all their fields. So
    comparing them takes the same time for a thread of any length.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid", title="Thread")

    id: str
    title: Annotated[Words, Field(description="What the thread is called in answers.")]
    posts: Annotated[
        tuple[Post, ...], Field(min_length=1, description="The posts, in the order they are read.")
    ]
    author: Annotated[Words | None, Field(description="Who wrote the thread.")] = None
    source: Annotated[Url | None, Field(description="Where the thread can be read.")] = None
    language: Annotated[
        Language | None, Field(description='Its language, a BCP 47 tag such as "en".')
    ] = None
    glossary: Annotated[
        Mapping[Words, Words],
        Field(
            max_length=MOST_ABBREVIATIONS,
            description="Abbreviations that the posts use, each with its meaning.",
        ),
    ] = field(default_factory=dict)
    servers: Annotated[
        tuple[Server, ...],
        Field(
            max_length=MOST_SERVERS,
            json_schema_extra={"minItems": 1},
            description="The Discord servers that see the thread, by id; without, all.",
        ),
        BeforeValidator(_some),
    ] = ()
    digest: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))

    def place_of(self, number: int) -> int:
        """Return the place, from 0, of the first post with this number or a higher one."""
        return bisect_left(self.posts, number, key=attrgetter("number"))

    def post(self, number: int) -> Post | None:
        """Return the post of this number, or None."""
        place = self.place_of(number)
        found = place < len(self.posts) and self.posts[place].number == number
        return self.posts[place] if found else None

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Thread) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)


_VALUES = {
    kind: attrgetter(*(field.name for field in fields(kind) if field.init))
    for kind in (Thread, Post, Medium)
}


def _digest(thread: Thread) -> bytes:
    """Hash every field as JSON, which writes different values as different text."""
    values = json.dumps(thread, default=lambda one: _VALUES[type(one)](one), sort_keys=True)
    return hashlib.blake2b(values.encode(), digest_size=16).digest()
