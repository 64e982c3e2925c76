"""Posts of X as its interfaces and the tools that use them write them, and X's CSV of old.

Version 1.1 and version 2 of the interface, what twarc and snscrape save, one post a line, and the
``tweets.csv`` of archives from 2012 to 2018.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AliasChoices, Field, TypeAdapter

from bot.errors import quoted
from bot.importing.documents import Document, Documents
from bot.importing.formats.csv_table import rows_of
from bot.importing.formats.table import Row
from bot.importing.formats.x_posts import (
    SHORT_LINK,
    ApiTweet,
    Attached,
    Entities,
    User,
    XPost,
    as_raw_post,
    date_of,
    id_in,
    language_of,
    targets_of,
    x_post,
)
from bot.importing.order import TURNED_ROUND
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource
from bot.importing.phrasing import plural
from bot.importing.replies import Reply, author_first, conversation_or_list
from bot.importing.report import LeftOut
from bot.importing.validation import Many, validate

_SNSCRAPE = "snscrape.modules.twitter.Tweet"
_CSV = re.compile(r'"?tweet_id"?,"?in_reply_to_status_id"?,')
_VERSION_2 = frozenset(
    {"author_id", "conversation_id", "edit_history_tweet_ids", "referenced_tweets"}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another post that one answers, quotes or repeats."""

    type: str
    id: int


@dataclass(frozen=True, slots=True)
class Note:
    """The whole of a long post."""

    text: str
    entities: Entities = field(default_factory=Entities)


@dataclass(frozen=True, slots=True)
class Attachments:
    """The pictures and films of a post, by their keys or as twarc puts them in."""

    keys: Annotated[Many[str], Field(validation_alias="media_keys")] = ()
    media: Many[Attached] = ()


@dataclass(frozen=True, slots=True)
class SecondTweet:
    """A post in version 2 of the interface."""

    id: int
    text: str
    created_at: str = ""
    author_id: str = ""
    author: User | None = None
    conversation_id: int | None = None
    references: Annotated[Many[Reference], Field(validation_alias="referenced_tweets")] = ()
    entities: Entities = field(default_factory=Entities)
    attachments: Attachments = Attachments()
    note: Annotated[Note | None, Field(validation_alias="note_tweet")] = None
    lang: str | None = None

    def referred(self, type: str) -> int | None:
        """The post that this one refers to in that way."""
        return next((one.id for one in self.references if one.type == type), None)


@dataclass(frozen=True, slots=True)
class ScrapedLink:
    """A link as snscrape resolves it."""

    url: str = ""
    short: Annotated[str, Field(validation_alias="tcourl")] = ""


@dataclass(frozen=True, slots=True)
class ScrapedMedium:
    """A picture or film as snscrape has it."""

    type: Annotated[str, Field(validation_alias="_type")] = ""
    alt: Annotated[str | None, Field(validation_alias="altText")] = None
    url: Annotated[str | None, Field(validation_alias="fullUrl")] = None


@dataclass(frozen=True, slots=True)
class ScrapedTweet:
    """A post as snscrape has it."""

    id: int
    text: Annotated[
        str, Field(validation_alias=AliasChoices("rawContent", "content", "renderedContent"))
    ]
    user: User | None = None
    date: str = ""
    answers: Annotated[int | None, Field(validation_alias="inReplyToTweetId")] = None
    conversation: Annotated[int | None, Field(validation_alias="conversationId")] = None
    links: Many[ScrapedLink] = ()
    outlinks: Many[str] = ()
    short_outlinks: Annotated[Many[str], Field(validation_alias="tcooutlinks")] = ()
    media: Many[ScrapedMedium] = ()
    lang: str | None = None


_CUT = re.compile(r".{200}…(?: https://t\.co/\w+)*\Z", re.DOTALL)
_TWEET: TypeAdapter[Any] = TypeAdapter(ApiTweet)
_SECOND_TWEET = TypeAdapter(SecondTweet)
_SCRAPED_TWEET = TypeAdapter(ScrapedTweet)
_USER = TypeAdapter(User)
_MEDIUM = TypeAdapter(Attached)


def recognises(documents: Documents) -> bool:
    """Whether a document holds posts of X in one of these forms."""
    return any(_is_csv(document) or any(_pages(document)) for document in documents)


def _is_csv(document: Document) -> bool:
    return _CSV.match(document.head.decode("utf-8-sig", "replace")) is not None


def _pages(document: Document) -> Iterator[Mapping[str, Any]]:
    """What the document holds one below the other: posts, or pages of posts."""
    value = document.json if document.looks_like_json else []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and (_is_post(one) or any(map(_is_post, _posts_in(one)))):
            yield one


def _posts_in(page: Mapping[str, Any]) -> Sequence[Any]:
    """The posts of a page: version 1.1 lists them as statuses, version 2 as data, one or many."""
    inside = page.get("statuses", page.get("data", []))
    return inside if isinstance(inside, list) else [inside]


def _is_post(value: object) -> bool:
    return isinstance(value, dict) and (_is_first(value) or _is_second(value) or _is_scraped(value))


def _is_first(value: Mapping[str, Any]) -> bool:
    user = value.get("user")
    named = isinstance(user, dict) and "screen_name" in user
    worded = bool({"full_text", "text"} & value.keys())
    return worded and ("id_str" in value or ("id" in value and named))


def _is_second(value: Mapping[str, Any]) -> bool:
    return {"id", "text"} <= value.keys() and bool(_VERSION_2 & value.keys())


def _is_scraped(value: Mapping[str, Any]) -> bool:
    return str(value.get("_type")).startswith(_SNSCRAPE)


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The conversation, or all posts in the order they were written where none answers another."""
    read = [post for document in documents for post in _read_document(document)]
    posts = {post.id: post for post in read if post is not None}
    if not posts:
        raise documents[0].error(
            "there is no post of X in it; give the posts as the interface or twarc wrote them"
        )
    replies = [_reply(post, posts) for post in posts.values()]
    chosen = conversation_or_list(replies, options.root, documents[0], id_in)
    raw_posts = author_first(chosen)
    retweets = sum(post is None for post in read)
    return ParsedSource(
        "posts of X",
        tuple(raw_posts),
        Metadata(
            source=raw_posts[0].url,
            language=language_of(post.language for post in posts.values()),
        ),
        left_out=tuple(_left_out(documents[0], retweets, len(posts) - len(raw_posts))),
        warnings=tuple(_notes(list(posts.values()), chosen)),
    )


def _reply(post: XPost, posts: Mapping[int, XPost]) -> Reply:
    """The post below what it answers, or below the first of its conversation if that is lacking."""
    answers = post.answers
    if answers is not None and answers not in posts and post.conversation != post.id:
        answers = post.conversation or answers
    return Reply(str(post.id), str(answers) if answers else None, as_raw_post(post))


def _read_document(document: Document) -> Iterator[XPost | None]:
    """Each post of the document; None for one that repeats another's."""
    if _is_csv(document):
        for row in rows_of(document):
            yield _from_csv(row, document)
        return
    for number, page in enumerate(_pages(document), 1):
        what = f"entry {number}"
        if _is_post(page):
            yield _from_json(page, {}, {}, document, what)
            continue
        included = page.get("includes")
        included = included if isinstance(included, dict) else {}
        users = {str(one.get("id")): one for one in _objects(included.get("users"))}
        media = {str(one.get("media_key")): one for one in _objects(included.get("media"))}
        posts = [one for one in _posts_in(page) if _is_post(one)]
        answered = {
            str(one.get("id"))
            for post in posts
            for one in _objects(post.get("referenced_tweets"))
            if one.get("type") == "replied_to"
        }
        above = [one for one in _objects(included.get("tweets")) if str(one.get("id")) in answered]
        for post in (*above, *posts):
            yield _from_json(post, users, media, document, what)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _from_json(
    value: Mapping[str, Any],
    users: Mapping[str, Any],
    media: Mapping[str, Any],
    document: Document,
    what: str,
) -> XPost | None:
    if _is_scraped(value):
        return _from_scraped(value, document, what)
    if _is_first(value):
        tweet = validate(_TWEET, value, document, what)
        return None if tweet.is_retweet else x_post(tweet)
    post = validate(_SECOND_TWEET, value, document, what)
    if post.referred("retweeted") is not None:
        return None
    whole = post.note or post
    user = post.author
    if user is None and post.author_id in users:
        user = validate(_USER, users[post.author_id], document, "a user")
    keyed = tuple(
        validate(_MEDIUM, media[key], document, "a medium")
        for key in post.attachments.keys
        if key in media and not post.attachments.media
    )
    return XPost(
        post.id,
        whole.text,
        date_of(post.created_at),
        post.referred("replied_to"),
        user,
        targets_of((*post.entities.urls, *whole.entities.urls)),
        tuple(
            Attached(type=one.type, alt=one.alt, address=one.address or one.url)
            for one in (*post.attachments.media, *keyed)
        ),
        post.lang,
        post.conversation_id,
        cut=post.note is None and _CUT.search(post.text) is not None,
    )


def _from_scraped(value: Mapping[str, Any], document: Document, what: str) -> XPost | None:
    if value.get("retweetedTweet"):
        return None
    post = validate(_SCRAPED_TWEET, value, document, what)
    targets = {link.short: link.url for link in post.links if link.short and link.url}
    targets |= dict(zip(post.short_outlinks, post.outlinks, strict=False))
    kinds = {"Photo": "photo", "Video": "video", "Gif": "animated_gif"}
    media = tuple(
        Attached(type=kinds.get(one.type.rpartition(".")[2], "file"), alt=one.alt, address=one.url)
        for one in post.media
    )
    return XPost(
        post.id,
        post.text,
        date_of(post.date),
        post.answers,
        post.user,
        targets,
        media,
        post.lang,
        post.conversation,
    )


def _from_csv(row: Row, document: Document) -> XPost | None:
    """A row of X's own table, which has whole links in a column beside the text."""
    cells = row.cells
    if cells.get("retweeted_status_id") or cells.get("text", "").startswith("RT @"):
        return None
    for name in ("tweet_id", "in_reply_to_status_id"):
        if (written := cells.get(name, "")) and not id_in(written):
            raise document.error(f"{quoted(name)} is no id of a post; export it again", row.where)
    text = cells.get("text", "")
    links = SHORT_LINK.findall(text)
    targets = [target for target in cells.get("expanded_urls", "").split(",") if target]
    return XPost(
        int(cells["tweet_id"] or 0),
        text,
        date_of(cells.get("timestamp", "")),
        int(answered) if (answered := cells.get("in_reply_to_status_id", "")) else None,
        targets=dict(zip(links, targets, strict=True)) if len(links) == len(targets) else {},
    )


def _left_out(document: Document, retweets: int, others: int) -> Iterator[LeftOut]:
    if retweets:
        yield LeftOut(document.name, plural(retweets, "retweet"), "they are others' words")
    if others:
        yield LeftOut(document.name, plural(others, "other post"), "they are not in this thread")


def _notes(posts: Sequence[XPost], chosen: Sequence[Reply]) -> Iterator[str]:
    ids = [post.id for post in posts]
    if len(ids) > 1 and ids == sorted(ids, reverse=True):
        yield TURNED_ROUND
    if len(chosen) > 1 and not any(reply.answers for reply in chosen):
        yield "the source does not say which post answers which; the earliest is first"
    shown = {reply.id for reply in chosen}
    if cut := sum(post.cut and str(post.id) in shown for post in posts):
        yield (
            f"{plural(cut, 'post')} cut short by the interface: ask it for whole texts, with "
            "tweet_mode=extended, in version 2 with tweet.fields=note_tweet"
        )
    if blind := sum(bool(SHORT_LINK.search(reply.raw_post.text)) for reply in chosen):
        yield (
            f"{plural(blind, 'post')} with short links (t.co) of which the source does not say "
            "where they lead; they are kept as they are"
        )


FORMAT = Format("x-api", recognises, read, roots=True)
