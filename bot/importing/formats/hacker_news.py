"""A discussion on Hacker News, as its two interfaces answer it.

Algolia's gives an item with all answers nested in it; the official one gives single items, each
with the ids of its answers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.html_text import text_of_html
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, moment, plural
from bot.importing.replies import (
    Reply,
    author_first,
    conversation,
    last_part,
    left_out_of_conversation,
    nearest_above,
)
from bot.importing.validation import Id, Many, Seconds, validate

_KINDS = frozenset({"story", "comment", "poll", "pollopt", "job"})


@dataclass(frozen=True, slots=True)
class Item:
    """A story or a comment; ``kids`` has the ids of its answers, ``children`` the answers."""

    id: Id
    author: Annotated[str | None, Field(validation_alias=AliasChoices("author", "by"))] = None
    title: str = ""
    text: str = ""
    url: str | None = None
    created_at: str | None = None
    time: Seconds | None = None
    parent: Annotated[Id | None, Field(validation_alias=AliasChoices("parent_id", "parent"))] = None
    kids: Many[Id] = ()


_ITEM = TypeAdapter(Item)


def recognises(documents: Documents) -> bool:
    """Whether a document holds an item of Hacker News."""
    return any(True for _ in _items(documents))


def _items(documents: Documents) -> Iterator[tuple[Document, Mapping[str, Any]]]:
    """Every item, those nested in others too."""
    for document in documents:
        value = document.json if document.looks_like_json else []
        waiting: list[Any] = [value] if isinstance(value, dict) else list(reversed(_list(value)))
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict) and str(item.get("type")) in _KINDS and _is_item(item):
                yield document, item
                waiting += reversed(_list(item.get("children")))


def _is_item(item: Mapping[str, Any]) -> bool:
    return {"id", "children"} <= item.keys() or (
        "id" in item and {"by", "kids"} & item.keys() != set()
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The story, then what others answered, each below what it answers."""
    items = {
        item.id: item
        for number, (document, value) in enumerate(_items(documents), 1)
        for item in [validate(_ITEM, value, document, f"item {number}")]
    }
    if not items:
        raise documents[0].error(
            "there is no item of Hacker News in it; save https://hn.algolia.com/api/v1/items/ID"
        )
    raw_posts = {item.id: _raw_post(item) for item in items.values()}
    worded = {id: raw_post for id, raw_post in raw_posts.items() if raw_post.text}
    above = nearest_above({item.id: item.parent for item in items.values()}, worded)
    replies = [Reply(id, above[id], raw_post) for id, raw_post in worded.items()]
    posts = author_first(conversation(replies, options.root, documents[0], _id_in))
    first = next(iter(items.values()))
    return ParsedSource(
        "a discussion on Hacker News",
        tuple(posts),
        Metadata(title=first.title or None, source=posts[0].url),
        left_out=tuple(
            left_out_of_conversation(documents[0].name, len(items), len(replies), len(posts))
        ),
        warnings=tuple(_holes(items)),
    )


def _id_in(link: str) -> str:
    """The id in ``https://news.ycombinator.com/item?id=1``, or the id itself."""
    return link.partition("?id=")[2].partition("#")[0] or last_part(link)


def _raw_post(item: Item) -> RawPost:
    words = [item.title, text_of_html(item.text) if item.text else ""]
    seconds = datetime.fromtimestamp(item.time, UTC).isoformat() if item.time else None
    return RawPost(
        "\n\n".join(filter(None, words)),
        media=(Medium("link", item.url),) if item.url else (),
        author=item.author,
        date=moment(item.created_at) if item.created_at else seconds,
        url=f"https://news.ycombinator.com/item?id={item.id}",
    )


def _holes(items: Mapping[str, Item]) -> Iterator[str]:
    lacking = Counter(id for item in items.values() for id in item.kids if id not in items)
    if lacking:
        yield (
            f"{plural(len(lacking), 'answer')} named by their ids alone are not in it; "
            "save https://hn.algolia.com/api/v1/items/ID, which has all answers"
        )


FORMAT = Format("hacker-news", recognises, read, roots=True)
