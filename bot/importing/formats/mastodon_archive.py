"""The archive that a Mastodon account requests: ``outbox.json`` and ``actor.json`` beside it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.formats.mastodon import content_warning, own_words
from bot.importing.json_stream import elements
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, moment, person, plural
from bot.importing.replies import Reply, author_first, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Many, validate

_ITEMS = re.compile(r'"orderedItems"\s*:\s*\[')
_SERVER = re.compile(r"https?://([^/\s]+)")
_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_KINDS = {"image": "picture", "video": "video", "audio": "sound"}

Addresses = Annotated[
    Many[str],
    BeforeValidator(lambda written: [written] if isinstance(written, str) else written),
]
"""Whom a post is for: one address, or a list of them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose archive it is."""

    id: str
    handle: Annotated[str, Field(validation_alias="preferredUsername")]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, film or sound; its name is what it shows."""

    url: str | None = None
    name: str | None = None
    media_type: Annotated[str, Field(validation_alias="mediaType")] = ""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that a poll offers."""

    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """A post of the account."""

    id: str
    published: str = ""
    content: str = ""
    summary: str = ""
    url: str | None = None
    answers: Annotated[str | None, Field(validation_alias="inReplyTo")] = None
    to: Addresses = ()
    cc: Addresses = ()
    attachments: Annotated[Many[Attachment], Field(validation_alias="attachment")] = ()
    contents: Annotated[Mapping[str, str], Field(validation_alias="contentMap")] = field(
        default_factory=dict
    )
    options: Annotated[Many[Option], Field(validation_alias=AliasChoices("oneOf", "anyOf"))] = ()
    quote: Annotated[
        str | None, Field(validation_alias=AliasChoices("quote", "quoteUrl", "quoteUri"))
    ] = None

    @property
    def written(self) -> str:
        """Its words in HTML, which some servers give by language alone."""
        return self.content or "".join(dict.fromkeys(self.contents.values()))

    @property
    def is_direct(self) -> bool:
        """Whether only the people who are named in it see it."""
        readers = {*self.to, *self.cc}
        return not any(one in _PUBLIC or one.endswith("/followers") for one in readers)

    @property
    def is_for_followers(self) -> bool:
        """Whether it is shown to followers, but not to everyone."""
        return not self.is_direct and not {*self.to, *self.cc} & {*_PUBLIC}


_ACTOR = TypeAdapter(Actor)
_NOTE = TypeAdapter(Note)


def recognises(documents: Documents) -> bool:
    """Whether a document is a collection of an archive, such as its outbox."""
    return any(_is_collection(document) for document in documents)


def _is_collection(document: Document) -> bool:
    return b'"OrderedCollection"' in document.head and b'"orderedItems"' in document.head


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The thread that begins at the chosen root, or the only one there is."""
    outboxes = [document for document in documents if _is_collection(document)]
    notes: dict[str, Note] = {}
    kinds: Counter[str] = Counter()
    for outbox in outboxes:
        for number, activity in enumerate(elements(outbox, _ITEMS, options.progress), 1):
            if not isinstance(activity, dict):
                continue  # likes and bookmarks are addresses alone
            kinds[str(activity.get("type"))] += 1
            if isinstance(activity.get("object"), dict):
                note = validate(_NOTE, activity["object"], outbox, f"post {number}")
                notes[note.id] = note
    said = [note for note in notes.values() if not note.is_direct]
    if not said:
        raise documents[0].error("there is no post in it; give the outbox.json of the archive")
    author = _author(documents)
    chosen = conversation([_reply(note, author) for note in said], options.root, outboxes[0])
    raw_posts = author_first(chosen)
    return ParsedSource(
        "a Mastodon archive",
        tuple(raw_posts),
        Metadata(author=author, source=raw_posts[0].url, language=_language(said)),
        left_out=tuple(
            _left_out(kinds["Announce"], len(notes) - len(said), len(said) - len(raw_posts))
        ),
        warnings=tuple(_doubts(chosen, notes, author)),
    )


def _author(documents: Documents) -> str | None:
    """Whose archive it is, by actor.json."""
    for document in documents:
        actor = document.json if document.path.name == "actor.json" else None
        if isinstance(actor, dict):
            one = validate(_ACTOR, actor, document, "the actor")
            server = _SERVER.match(one.id)
            return person(one.name, f"@{one.handle}@{server[1]}" if server else f"@{one.handle}")
    return None


def _reply(note: Note, author: str | None) -> Reply:
    words, link = own_words(note.written)
    media = [
        Medium(_KINDS.get(one.media_type.partition("/")[0], "file"), one.name, one.url)
        for one in note.attachments
    ]
    if note.options:
        media.append(Medium("poll", " / ".join(option.name for option in note.options)))
    if quoted := link or note.quote:
        media.append(Medium("quotes", quoted))
    raw_post = RawPost(
        words,
        heading=content_warning(note.summary),
        media=tuple(media),
        author=author,
        date=moment(note.published),
        url=note.url or note.id,
    )
    return Reply(note.id, note.answers, raw_post)


def _language(notes: Sequence[Note]) -> str | None:
    languages = {language for note in notes for language in note.contents}
    return languages.pop() if len(languages) == 1 else None


def _left_out(boosts: int, direct: int, others: int) -> Iterator[LeftOut]:
    if boosts:
        yield LeftOut("the archive", plural(boosts, "boost"), "they are others' words")
    if direct:
        what = plural(direct, "private mention")
        yield LeftOut("the archive", what, "only named people see them")
    if others:
        yield LeftOut("the archive", plural(others, "other post"), "they are not in this thread")


def _doubts(
    chosen: Sequence[Reply], notes: Mapping[str, Note], author: str | None
) -> Iterator[str]:
    if author is None:
        yield "the name of the author is in actor.json: give it too, or the whole archive"
    if chosen[0].answers is not None:
        yield f"the first post answers one that is not in the archive: {chosen[0].answers}"
    if private := sum(notes[reply.id].is_for_followers for reply in chosen):
        yield f"{plural(private, 'post')} only for followers: be sure that others may read them"


FORMAT = Format("mastodon-archive", recognises, read, roots=True)
