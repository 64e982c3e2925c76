"""A submission to Reddit with its comments, as the address of its page with ``.json`` gives it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, plural, unescaped
from bot.importing.replies import (
    Reply,
    author_first,
    conversation,
    last_part,
    left_out_of_conversation,
    nearest_above,
)
from bot.importing.validation import Id, Seconds, validate

_SITE = "https://www.reddit.com"
_GONE = frozenset({"[deleted]", "[removed]"})
_LINK = re.compile(r"/comments/(\w+)(?:/[^/?#]*)?(?:/(\w+))?")
_EMPTY_LINE = re.compile(r"(?:\A|\n\n)[ \t]*&(?:amp;)?#x200B;[ \t]*(?:\n\n|\Z)")
"""What Reddit's editor writes for a line that its author left empty."""
_BARE = frozenset({"link_id", "selftext"})
"""Keys of a thing without its kind, as public collections of Reddit have it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A submission, which has a title, or a comment, which has a body."""

    id: Id = ""
    title: str = ""
    selftext: str = ""
    body: str = ""
    author: str | None = None
    seconds: Annotated[Seconds | None, Field(validation_alias="created_utc")] = None
    permalink: str | None = None
    parent_id: str | None = None
    url: str | None = None
    is_self: bool = True
    is_gallery: bool = False

    @property
    def words(self) -> str:
        """What its author wrote, none of it where it is deleted."""
        own = [self.title, *(text for text in (self.selftext, self.body) if text not in _GONE)]
        words = unescaped("\n\n".join(filter(None, own)))
        return _EMPTY_LINE.sub("\n\n", words).strip()


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of a listing, its name in answers, and the name of what it answers."""

    name: str
    answers: str | None
    thing: Thing


_THING = TypeAdapter(Thing)


def recognises(documents: Documents) -> bool:
    """Whether a document holds a listing of Reddit, or its comments one a line."""
    return any(True for document in documents for _ in _values(document))


def _values(document: Document) -> Iterator[tuple[Mapping[str, Any], object]]:
    """Every submission and comment and mark of unread ones, each after what it is nested in."""
    waiting: list[tuple[Any, object]] = [(document.json, None)] if document.looks_like_json else []
    while waiting:
        value, above = waiting.pop()
        if isinstance(value, list):
            waiting += ((one, above) for one in reversed(value))
        elif isinstance(value, dict):
            inside, kind = value.get("data"), str(value.get("kind", ""))
            if kind == "Listing" and isinstance(inside, dict):
                waiting.append((inside.get("children"), above))
            elif kind in {"t1", "t3", "more"} and isinstance(inside, dict):
                yield value, above
                waiting.append((inside.get("replies"), value))
            elif not kind and "created_utc" in value and _BARE & value.keys():
                yield {"kind": "t1" if "body" in value else "t3", "data": value}, None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The submission, then the comments, each below what it answers."""
    entries, unread = _entries(documents)
    if not entries:
        raise documents[0].error(
            "there is no submission to Reddit in it; add .json to the address of its page, "
            "and save what it shows"
        )
    worded = {name: raw for name, entry in entries.items() if (raw := _raw_post(entry.thing)).text}
    above = nearest_above({name: entry.answers for name, entry in entries.items()}, worded)
    replies = [Reply(name, above[name], raw_post) for name, raw_post in worded.items()]
    raw_posts = author_first(conversation(replies, options.root, documents[0], _name_in))
    titles = [entry.thing.title for entry in entries.values() if entry.thing.title]
    return ParsedSource(
        "a discussion on Reddit",
        tuple(raw_posts),
        Metadata(title=unescaped(titles[0]) if len(titles) == 1 else None, source=raw_posts[0].url),
        left_out=tuple(
            left_out_of_conversation(documents[0].name, len(entries), len(replies), len(raw_posts))
        ),
        warnings=tuple(_holes(entries, unread)),
    )


def _entries(documents: Documents) -> tuple[Mapping[str, Entry], int]:
    """The things by their names, and how many comments are named but not there."""
    entries: dict[str, Entry] = {}
    names: dict[int, str] = {}
    submission: str | None = None
    unread = 0
    for document in documents:
        for number, (value, above) in enumerate(_values(document), 1):
            if value["kind"] == "more":
                count = value["data"].get("count")
                unread += count if isinstance(count, int) else 0
                continue
            thing = validate(_THING, value["data"], document, f"post {number}")
            name = f"{value['kind']}_{thing.id or number}"
            answers = thing.parent_id or names.get(id(above))
            if value["kind"] == "t3":
                submission = name
            else:
                answers = answers or submission
            names[id(value)] = name
            entries[name] = Entry(name, answers, thing)
    return entries, unread


def _name_in(link: str) -> str:
    """The thing that a link leads to: a comment, or the submission where it names no comment."""
    if found := _LINK.search(link):
        return f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
    return last_part(link)


def _raw_post(thing: Thing) -> RawPost:
    return RawPost(
        thing.words,
        media=tuple(_media(thing)),
        author=thing.author if thing.author not in _GONE else None,
        date=datetime.fromtimestamp(thing.seconds, UTC).isoformat(timespec="seconds")
        if thing.seconds is not None
        else None,
        url=f"{_SITE}{thing.permalink}" if thing.permalink else None,
    )


def _media(thing: Thing) -> Iterator[Medium]:
    if thing.is_gallery:
        yield Medium("picture")
    elif not thing.is_self and thing.url:
        yield Medium("link", thing.url)


def _holes(entries: Mapping[str, Entry], unread: int) -> Iterator[str]:
    if unread:
        yield (
            f"{plural(unread, 'comment')} not in it: Reddit writes at most 500 at once; "
            "add ?limit=500 to the address, or give the saved pages of single comments too"
        )
    if not any(name.startswith("t3_") for name in entries):
        yield "the submission that the comments answer is not in it; give its page too"


FORMAT = Format("reddit", recognises, read, roots=True)
