"""A Bluesky thread, as ``app.bsky.feed.getPostThread`` answers it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.importing.documents import Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, linked, moment, person, plural
from bot.importing.replies import Reply, author_first, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import validate


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post."""

    handle: str
    name: Annotated[str | None, Field(validation_alias="displayName")] = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text's UTF-8 bytes."""

    start: Annotated[int, Field(validation_alias="byteStart")]
    end: Annotated[int, Field(validation_alias="byteEnd")]


@dataclass(frozen=True, slots=True)
class Feature:
    """What a stretch of the text is; a link has a target."""

    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A stretch of the text that is more than words."""

    index: Span
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Another post, or a page."""

    uri: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Where a post stands in a conversation."""

    parent: Address


@dataclass(frozen=True, slots=True)
class Record:
    """A post as its author made it."""

    text: str
    date: Annotated[str, Field(validation_alias="createdAt")]
    languages: Annotated[tuple[str, ...], Field(validation_alias="langs")] = ()
    facets: tuple[Facet, ...] = ()
    reply: Answered | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with its author's description."""

    alt: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Another post, one level deeper where pictures hang on the quoting one too."""

    uri: str = ""
    author: Author | None = None
    record: "Quoted | None" = None


@dataclass(frozen=True, slots=True)
class Embed:
    """What hangs on a post: pictures, a film, a page, another post, or several of them."""

    type: Annotated[str, Field(validation_alias="$type")] = ""
    images: tuple[Image, ...] = ()
    alt: str | None = None
    external: Address | None = None
    record: "Quoted | None" = None
    media: "Embed | None" = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a reader gets it."""

    uri: str
    author: Author
    record: Record
    embed: Embed | None = None
    answers: Annotated[int, Field(validation_alias="replyCount")] = 0


_POST = TypeAdapter(Post)
_GONE = {"notFound": "it is deleted", "blocked": "its author is blocked"}


def recognises(documents: Documents) -> bool:
    """Whether a document is an answer of getPostThread."""
    return any(True for _ in _tops(documents))


def _tops(documents: Documents) -> Iterator[Mapping[str, Any]]:
    """The posts that were asked for, each the top of a tree."""
    for document in documents:
        answers = document.json if document.looks_like_json else []
        for answer in answers if isinstance(answers, list) else [answers]:
            top = answer.get("thread") if isinstance(answer, dict) else None
            if isinstance(top, dict) and ("post" in top or _GONE.keys() & top.keys()):
                yield top


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The conversation, what its author wrote on and on before what others answered."""
    nodes = [node for top in _tops(documents) for node in _nodes(top)]
    posts: dict[str, Post] = {}
    for number, node in enumerate(nodes, 1):
        if "post" in node:
            post = validate(_POST, node["post"], documents[0], f"post {number}")
            posts[post.uri] = post
    if not posts:
        raise documents[0].error("the thread that was asked for is not in it; ask for another")
    replies = [_reply(post) for post in posts.values()]
    raw_posts = author_first(conversation(replies, options.root, documents[0]))
    languages = {language for post in posts.values() for language in post.record.languages}
    return ParsedSource(
        "a Bluesky thread",
        tuple(raw_posts),
        Metadata(
            author=raw_posts[0].author,
            source=raw_posts[0].url,
            language=languages.pop() if len(languages) == 1 else None,
        ),
        left_out=tuple(_gone(nodes)),
        warnings=tuple(_cuts(nodes, posts)),
    )


def _nodes(top: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A post, what it answers, and all that answers it, however deep."""
    waiting: list[Any] = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [node.get("parent"), *reversed(_answers(node))]


def _answers(node: Mapping[str, Any]) -> Sequence[Any]:
    answers = node.get("replies")
    return answers if isinstance(answers, list) else []


def _reply(post: Post) -> Reply:
    text = _with_links(post.record)
    raw_post = RawPost(
        text,
        media=tuple(_media(post.embed, text)),
        author=person(post.author.name, f"@{post.author.handle}"),
        date=moment(post.record.date),
        url=_link(post.uri, post.author),
    )
    return Reply(post.uri, post.record.reply.parent.uri if post.record.reply else None, raw_post)


def _link(uri: str, author: Author) -> str:
    """Where people read the post; ``at://did:plc:x/app.bsky.feed.post/y`` is for programs."""
    did, _, key = uri.removeprefix("at://").partition("/")
    who = did if author.handle == "handle.invalid" else author.handle
    return f"https://bsky.app/profile/{who}/post/{key.rpartition('/')[2]}"


def _with_links(record: Record) -> str:
    """The text, with whole links where it shows them shortened."""
    text, at = record.text.encode("utf-8", "replace"), 0
    pieces = []
    for facet in sorted(record.facets, key=lambda facet: facet.index.start):
        start, end = facet.index.start, facet.index.end
        target = next((feature.uri for feature in facet.features if feature.uri), None)
        if target and at <= start < end <= len(text):
            words = text[start:end].decode("utf-8", "replace")
            pieces += [text[at:start], linked(words, target).encode("utf-8", "replace")]
            at = end
    return b"".join([*pieces, text[at:]]).decode("utf-8", "replace")


def _media(embed: Embed | None, text: str) -> Iterator[Medium]:
    """What hangs on a post; a page that its text links already is no news."""
    if embed is None:
        return
    yield from (Medium("picture", image.alt) for image in embed.images)
    if "video" in embed.type:
        yield Medium("video", embed.alt)
    if embed.external and embed.external.uri not in text:
        yield Medium("link", embed.external.uri)
    quoted = embed.record and (embed.record.record or embed.record)
    if quoted and quoted.author and "/app.bsky.feed.post/" in quoted.uri:
        yield Medium("quotes", _link(quoted.uri, quoted.author))
    yield from _media(embed.media, text)


def _gone(nodes: Sequence[Mapping[str, Any]]) -> Iterator[LeftOut]:
    for node in nodes:
        for kind in _GONE.keys() & node.keys():
            yield LeftOut("an answer", str(node.get("uri")), _GONE[kind])


def _cuts(nodes: Sequence[Mapping[str, Any]], posts: Mapping[str, Post]) -> Iterator[str]:
    """What was not asked for: answers below the depth, and posts above the first one."""
    answered = {post.record.reply.parent.uri for post in posts.values() if post.record.reply}
    if cut := sum(post.answers > 0 and post.uri not in answered for post in posts.values()):
        yield (
            f"the answers to {plural(cut, 'post')} are cut off: only 6 levels are given "
            "where no depth is asked for; ask again with depth=1000"
        )
    if answered - posts.keys():
        yield "the beginning is cut off: ask for the thread of its first post"
    elif any(isinstance(node.get("parent"), dict) for node in nodes):
        yield "what else answers the posts above is not in it: ask for the thread of the first post"


FORMAT = Format("bluesky", recognises, read, roots=True)
