"""A Bluesky thread, as the network's interfaces answer it.

``getPostThread`` nests the answers, ``getPostThreadV2`` lists them, ``getPosts`` and author feeds
list posts, and ``listRecords`` has the records of one account, which do not name it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AliasChoices, Field, TypeAdapter

from bot.importing.documents import Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, linked, moment, person, plural
from bot.importing.replies import Reply, author_first, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Many, validate


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post."""

    handle: str = "handle.invalid"
    name: Annotated[str | None, Field(validation_alias="displayName")] = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text's UTF-8 bytes."""

    start: Annotated[int, Field(validation_alias="byteStart")] = 0
    end: Annotated[int, Field(validation_alias="byteEnd")] = 0


@dataclass(frozen=True, slots=True)
class Feature:
    """What a stretch of the text is; a link has a target."""

    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A stretch of the text that is more than words."""

    index: Span = Span()
    features: Many[Feature] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Another post, or a page."""

    uri: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The place of a post in a conversation."""

    parent: Address = Address()


@dataclass(frozen=True, slots=True)
class Record:
    """A post as its author made it."""

    text: str = ""
    date: Annotated[str, Field(validation_alias="createdAt")] = ""
    languages: Annotated[Many[str], Field(validation_alias="langs")] = ()
    facets: Many[Facet] = ()
    reply: Answered | None = None
    embed: "Embed | None" = None

    @property
    def answers(self) -> str | None:
        """The post that it answers."""
        return (self.reply.parent.uri or None) if self.reply else None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with its author's description."""

    alt: str = ""
    url: Annotated[str | None, Field(validation_alias="fullsize")] = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Another post, one level deeper where pictures hang on the quoting one too."""

    uri: str = ""
    author: Author | None = None
    record: "Quoted | None" = None


@dataclass(frozen=True, slots=True)
class Embed:
    """What hangs on a post: pictures, a film, a page, another post, or several of them.

    A gallery calls its pictures items.
    """

    type: Annotated[str, Field(validation_alias="$type")] = ""
    images: Annotated[Many[Image], Field(validation_alias=AliasChoices("images", "items"))] = ()
    alt: str | None = None
    external: Address | None = None
    record: "Quoted | None" = None
    media: "Embed | None" = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a reader gets it; a record of an account does not name its author."""

    uri: str
    record: Annotated[Record, Field(validation_alias=AliasChoices("record", "value"))]
    author: Author | None = None
    embed: Embed | None = None
    answers: Annotated[int, Field(validation_alias="replyCount")] = 0


_POST = TypeAdapter(Post)
_GONE = {
    "notFound": "it is deleted",
    "blocked": "its author is blocked",
    "noUnauthenticated": "its author shows it only to people who are logged in",
}
_POSTS = "/app.bsky.feed.post/"
_SERVER = "https://public.api.bsky.app/xrpc/app.bsky"


def recognises(documents: Documents) -> bool:
    """Whether a document is an answer of one of the interfaces."""
    return any(True for answer in _answers(documents) for _ in _nodes(answer))


def _answers(documents: Documents) -> Iterator[Mapping[str, Any]]:
    """The answers in the documents, one or several each."""
    for document in documents:
        value = document.json if document.looks_like_json else []
        for answer in value if isinstance(value, list) else [value]:
            if isinstance(answer, dict):
                yield answer


def _nodes(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each place of a thread: a dict with a post, a record, or the reason why it has none."""
    thread = answer.get("thread")
    if isinstance(thread, dict):
        yield from _tree(thread)
    elif isinstance(thread, list):
        yield from (_flat(item) for item in thread if isinstance(item, dict))
    else:
        for post in _list(answer.get("posts")):
            if isinstance(post, dict) and _POSTS in str(post.get("uri")) and "record" in post:
                yield {"post": post}
        for entry in _list(answer.get("feed")):
            if isinstance(entry, dict) and "post" in entry and "reason" not in entry:
                yield entry
        for record in _list(answer.get("records")):
            if isinstance(record, dict) and _POSTS in str(record.get("uri")):
                yield {"post": record}


def _tree(top: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A post, what it answers, and all that answers it, however deep."""
    if not ("post" in top or _GONE.keys() & top.keys()):
        return
    waiting: list[Any] = [top]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [node.get("parent"), *reversed(_list(node.get("replies")))]


def _flat(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An item of the flat list as a node; its type says why it has no post."""
    value = item.get("value")
    if isinstance(value, dict) and "post" in value:
        return value
    type = str(value.get("$type") if isinstance(value, dict) else "").lower()
    gone = next((kind for kind in _GONE if type.endswith(kind.lower())), "notFound")
    return {"uri": item.get("uri"), gone: True}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The conversation, what its author wrote on and on before what others answered."""
    answers = list(_answers(documents))
    nodes = [node for answer in answers for node in _nodes(answer)]
    posts: dict[str, Post] = {}
    for number, node in enumerate(nodes, 1):
        if "post" in node:
            post = validate(_POST, node["post"], documents[0], f"post {number}")
            if post.author is not None or post.uri not in posts:
                posts[post.uri] = post
    if not posts:
        raise documents[0].error(
            "no post of Bluesky is in it: it is deleted, or this is another file; "
            "open getPostThread for another post"
        )
    authors = {_account(post.uri): post.author for post in posts.values() if post.author}
    replies = [_reply(post, authors) for post in posts.values()]
    chosen = conversation(replies, options.root, documents[0])
    raw_posts = author_first(chosen)
    languages = {language for post in posts.values() for language in post.record.languages}
    return ParsedSource(
        "a Bluesky thread",
        tuple(raw_posts),
        Metadata(
            author=raw_posts[0].author,
            source=raw_posts[0].url,
            language=languages.pop() if len(languages) == 1 else None,
        ),
        left_out=tuple(_left_out(nodes, answers, len(posts) - len(raw_posts))),
        warnings=tuple(_cuts(answers, nodes, posts, chosen)),
    )


def _account(uri: str) -> str:
    """The account whose post it is: ``did:plc:x`` of ``at://did:plc:x/app.bsky.feed.post/y``."""
    return uri.removeprefix("at://").partition("/")[0]


def _reply(post: Post, authors: Mapping[str, Author]) -> Reply:
    author = post.author or authors.get(_account(post.uri))
    text = _with_links(post.record)
    raw_post = RawPost(
        text,
        media=tuple(_media(post.embed or post.record.embed, text)),
        author=person(author.name, f"@{author.handle}") if author else None,
        date=moment(post.record.date),
        url=_link(post.uri, author),
    )
    return Reply(post.uri, post.record.answers, raw_post)


def _link(uri: str, author: Author | None) -> str:
    """Where people read the post; ``at://did:plc:x/app.bsky.feed.post/y`` is for programs."""
    known = author is not None and author.handle != "handle.invalid"
    who = author.handle if author and known else _account(uri)
    return f"https://bsky.app/profile/{who}/post/{uri.rpartition('/')[2]}"


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
    yield from (Medium("picture", image.alt, image.url) for image in embed.images)
    if "video" in embed.type:
        yield Medium("video", embed.alt)
    if embed.external and embed.external.uri and embed.external.uri not in text:
        yield Medium("link", embed.external.uri)
    quoted = embed.record and (embed.record.record or embed.record)
    if quoted and _POSTS in quoted.uri:
        yield Medium("quotes", _link(quoted.uri, quoted.author))
    elif quoted and quoted.uri:
        yield Medium("card")
    if not (embed.images or embed.external or quoted or embed.media or "video" in embed.type):
        yield Medium(embed.type.removeprefix("app.bsky.embed.").removesuffix("#view") or "card")
    yield from _media(embed.media, text)


def _left_out(
    nodes: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]], others: int
) -> Iterator[LeftOut]:
    for node in nodes:
        for kind in _GONE.keys() & node.keys():
            yield LeftOut("an answer", str(node.get("uri")), _GONE[kind])
    feeds = [entry for answer in answers for entry in _list(answer.get("feed"))]
    if reposts := sum(isinstance(one, dict) and "reason" in one for one in feeds):
        yield LeftOut("the feed", plural(reposts, "repost"), "they are others' words or repeated")
    if others:
        yield LeftOut("the answers", plural(others, "other post"), "they are not in this thread")


def _cuts(
    answers: Sequence[Mapping[str, Any]],
    nodes: Sequence[Mapping[str, Any]],
    posts: Mapping[str, Post],
    chosen: Sequence[Reply],
) -> Iterator[str]:
    """What is not in the answers: below the last level, above the first post, on other pages."""
    answered = {uri for post in posts.values() if (uri := post.record.answers)}
    more = {
        str(node["post"].get("uri"))
        for node in nodes
        if node.get("moreReplies") and isinstance(node.get("post"), dict)
    }
    cut = [
        post.uri
        for post in posts.values()
        if post.uri in more or (post.answers > 0 and post.uri not in answered)
    ]
    if cut:
        author = _account(chosen[0].id)
        deepest = next((uri for uri in reversed(cut) if _account(uri) == author), cut[-1])
        yield (
            f"the answers to {plural(len(cut), 'post')} are cut off or hidden: a server gives at "
            "most 10 levels, whatever depth is asked for; save "
            f"{_SERVER}.feed.getPostThread?depth=10&uri={deepest} too and import the files together"
        )
    if any(answer.get("hasOtherReplies") for answer in answers):
        yield "Bluesky hides further answers; app.bsky.unspecced.getPostThreadOtherV2 has them"
    if any(answer.get("records") and answer.get("cursor") for answer in answers):
        yield "the account has older records: save the next page too, with &cursor= at the end"
    if any(reply.raw_post.author is None for reply in chosen):
        yield "records do not name their author: set one with --author"
    if answered - posts.keys():
        yield "the beginning is cut off: ask for the thread of its first post"
    elif any(isinstance(node.get("parent"), dict) for node in nodes):
        yield "what else answers the posts above is not in it: ask for the thread of the first post"


FORMAT = Format("bluesky", recognises, read, roots=True)
