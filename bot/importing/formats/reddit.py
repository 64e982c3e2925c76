"""A submission to Reddit with its comments, as the address of its page with ``.json`` gives it."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, plural
from bot.importing.replies import Reply, author_first, conversation, last_part
from bot.importing.report import LeftOut
from bot.importing.validation import Id, validate

_SITE = "https://www.reddit.com"
_GONE = frozenset({"[deleted]", "[removed]"})
_LINK = re.compile(r"/comments/(\w+)(?:/[^/?#]*)?(?:/(\w+))?")
_PREFIXES = {"t1": "t1_", "t3": "t3_"}


@dataclass(frozen=True, slots=True)
class Thing:
    """A submission, which has a title, or a comment, which has a body."""

    id: Id
    title: str = ""
    selftext: str = ""
    body: str = ""
    author: str | None = None
    seconds: Annotated[float | None, Field(validation_alias="created_utc")] = None
    permalink: str | None = None
    parent_id: str | None = None
    url: str | None = None
    is_self: bool = True
    is_gallery: bool = False

    @property
    def name(self) -> str:
        """Its id with its kind, as answers name it."""
        return f"{'t1' if self.body else 't3'}_{self.id}"

    @property
    def words(self) -> str:
        """What its author wrote, none of it where it is deleted."""
        own = [self.title, *(text for text in (self.selftext, self.body) if text not in _GONE)]
        return html.unescape("\n\n".join(filter(None, own)))


_THING = TypeAdapter(Thing)


def recognises(documents: Documents) -> bool:
    """Whether a document holds a listing of Reddit, or its comments one a line."""
    return any(True for document in documents for _ in _things(document))


def _things(document: Document) -> Iterator[Mapping[str, Any]]:
    """Every submission and comment, those nested in answers too, and the marks of unread ones."""
    waiting: list[Any] = [document.json] if document.looks_like_json else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            inside = value.get("data")
            kind = value.get("kind")
            if kind == "Listing" and isinstance(inside, dict):
                waiting.append(inside.get("children"))
            elif kind in {*_PREFIXES, "more"} and isinstance(inside, dict):
                yield value
                waiting.append(inside.get("replies"))
            elif kind is None and _is_bare(value):
                yield {"kind": "t1" if "body" in value else "t3", "data": value}


def _is_bare(value: Mapping[str, Any]) -> bool:
    """Whether it is a thing without its kind, as public collections of Reddit have it."""
    return "created_utc" in value and bool({"link_id", "selftext"} & value.keys())


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The submission, then the comments, each below what it answers."""
    things: dict[str, Thing] = {}
    unread = 0
    for document in documents:
        for number, value in enumerate(_things(document), 1):
            if value["kind"] == "more":
                count = value["data"].get("count")
                unread += count if isinstance(count, int) else 0
            else:
                thing = validate(_THING, value["data"], document, f"post {number}")
                things[thing.name] = thing
    if not things:
        raise documents[0].error(
            "there is no submission to Reddit in it; add .json to the address of its page, "
            "and save what it shows"
        )
    replies = [_reply(thing, things) for thing in things.values() if thing.words]
    raw_posts = author_first(conversation(replies, options.root, documents[0], _name_in))
    titles = [thing.title for thing in things.values() if thing.title]
    return ParsedSource(
        "a discussion on Reddit",
        tuple(raw_posts),
        Metadata(
            title=html.unescape(titles[0]) if len(titles) == 1 else None, source=raw_posts[0].url
        ),
        left_out=tuple(_left_out(documents[0], things, len(replies), len(raw_posts))),
        warnings=tuple(_holes(things, unread)),
    )


def _name_in(link: str) -> str:
    """The thing that a link leads to: a comment, or the submission where it names no comment."""
    if found := _LINK.search(link):
        return f"t1_{found[2]}" if found[2] else f"t3_{found[1]}"
    return last_part(link)


def _reply(thing: Thing, things: Mapping[str, Thing]) -> Reply:
    """The thing below the nearest one above it that has words; a deleted one has none."""
    above = things.get(thing.parent_id or "")
    seen = {thing.name}
    while above is not None and not above.words and above.name not in seen:
        seen.add(above.name)
        above = things.get(above.parent_id or "")
    return Reply(thing.name, above.name if above else None, _raw_post(thing))


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
        yield Medium("pictures")
    elif not thing.is_self and thing.url:
        yield Medium("link", thing.url)


def _left_out(
    document: Document, things: Mapping[str, Thing], worded: int, kept: int
) -> Iterator[LeftOut]:
    if gone := len(things) - worded:
        yield LeftOut(document.name, plural(gone, "deleted post"), "their words are gone")
    if others := worded - kept:
        yield LeftOut(document.name, plural(others, "other post"), "they are not in this thread")


def _holes(things: Mapping[str, Thing], unread: int) -> Iterator[str]:
    if unread:
        yield (
            f"{plural(unread, 'comment')} are not in it: Reddit writes at most 500 at once; "
            "add ?limit=500 to the address, or save the pages of single comments too"
        )


FORMAT = Format("reddit", recognises, read, roots=True)
