"""A thread and its posts: the values that everything else reads, and the knowledge file's format.

The fields' rules are the format: reading checks them, and the JSON Schema is generated from them.
"""

import hashlib
import marshal
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Annotated, Any, NamedTuple

from bot.knowledge.rules import (
    DATE,
    LANGUAGE,
    NUMBER,
    SERVER,
    URL,
    URL_OR_PICTURE,
    WORDS,
    Field,
    fields_of,
    list_of,
    mapping_of,
    record,
)

MOST_MEDIA = 100
MOST_ABBREVIATIONS = 10_000
MOST_SERVERS = 1000


class Medium(NamedTuple):
    """A picture, film or sound that belongs to a post."""

    url: Annotated[
        str,
        Field(
            URL_OR_PICTURE,
            "Where the picture, film or sound is: its web address, or a picture's file by its path "
            "from the knowledge file.",
        ),
    ]
    description: Annotated[
        str | None, Field(WORDS, "What it shows, for people who do not see it.")
    ] = None

    @property
    def is_file(self) -> bool:
        """Whether it is a file beside the knowledge file, and not on the web."""
        return not self.url.startswith(("http://", "https://"))


class Post(NamedTuple):
    """One numbered post; ``text`` is its own words, without the white space around them."""

    number: Annotated[int, Field(NUMBER, "The post's number; numbers rise.")]
    text: Annotated[str, Field(WORDS, "The post's own words, exactly as written.")]
    label: Annotated[
        str | None, Field(WORDS, 'The number as printed in the post, such as "/3".')
    ] = None
    author: Annotated[
        str | None, Field(WORDS, "Who wrote this post, where not the thread's author.")
    ] = None
    date: Annotated[str | None, Field(DATE, "ISO 8601 date, or date and time with its zone.")] = (
        None
    )
    url: Annotated[str | None, Field(URL, "Where this post can be read.")] = None
    media: Annotated[
        tuple[Medium, ...],
        Field(
            list_of(record(Medium), most=MOST_MEDIA),
            "The pictures, films and sounds of this post, in their order.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Thread:
    """A series of posts. ``id`` is its file's name without the ending; it is not in the file.

    Two threads are equal if their ``digest`` is: 16 bytes of BLAKE2b over all their fields but the
    guess of their language, which follows from the others. So
    comparing them takes the same time for a thread of any length.
    """

    id: str
    title: Annotated[str, Field(WORDS, "What the thread is called in answers.")]
    posts: Annotated[
        tuple[Post, ...],
        Field(list_of(record(Post), least=1), "The posts, in the order they are read."),
    ]
    author: Annotated[str | None, Field(WORDS, "Who wrote the thread.")] = None
    source: Annotated[str | None, Field(URL, "Where the thread can be read.")] = None
    language: Annotated[str | None, Field(LANGUAGE, 'Its language, a BCP 47 tag such as "en".')] = (
        None
    )
    glossary: Annotated[
        Mapping[str, str],
        Field(
            mapping_of(WORDS, most=MOST_ABBREVIATIONS),
            "Abbreviations that the posts use, each with its meaning.",
        ),
    ] = field(default_factory=dict)
    servers: Annotated[
        tuple[int, ...],
        Field(
            list_of(SERVER, least=1, most=MOST_SERVERS),
            "The Discord servers that see the thread, by id; without, all.",
        ),
    ] = ()
    guessed_language: str | None = None
    """What its language was guessed to be, where that was kept; it is not in the file."""
    character_count: int = field(init=False, repr=False)  # of the title and the posts
    size: int = field(init=False, repr=False)  # bytes of all fields
    digest: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        count = sum([len(post.text) for post in self.posts], len(self.title))
        object.__setattr__(self, "character_count", count)
        values = _values(self)
        object.__setattr__(self, "size", len(values))
        object.__setattr__(self, "digest", hashlib.blake2b(values, digest_size=16).digest())

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


def _values_of(names: Iterable[str], *but: str) -> "attrgetter[Any]":
    """Return what reads fields into a plain tuple, the only one that marshal writes."""
    return attrgetter(*[name for name in names if name not in but])


_OF_THREAD = _values_of(("id", *fields_of(Thread)), "posts", "glossary")
_OF_POST = _values_of(Post._fields, "media")


def _values(thread: Thread) -> bytes:
    """Return every field as marshal's version 2 writes them: equal values as equal bytes."""
    glossary = sorted(thread.glossary.items())
    posts = [*map(_OF_POST, thread.posts)]
    media = [
        (post.number, [tuple(one) for one in post.media]) for post in thread.posts if post.media
    ]
    return marshal.dumps((_OF_THREAD(thread), glossary, posts, media), 2)
