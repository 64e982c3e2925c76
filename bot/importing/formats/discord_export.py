"""A Discord channel or thread, as DiscordChatExporter writes it in JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AliasChoices, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.json_stream import before, elements
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, listed, moment, person, plural
from bot.importing.replies import Reply, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Id, Many, validate

_BEGINNING = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"guild"\s*:\s*\{')
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
_NOTICES = frozenset(
    {
        *("RecipientAdd", "RecipientRemove", "Call", "ChannelNameChange", "ChannelIconChange"),
        *("ChannelPinnedMessage", "GuildMemberJoin", "ThreadCreated"),
        *(str(type) for type in (*range(1, 19), 22)),
    }
)
"""Types of messages that Discord or the exporter itself words; any other may be a person's."""

_MAX_EMBEDS = 100
"""Cards of a message, of which Discord allows ten: each is compared with the message's text."""

_SAID = frozenset({"Default", "Reply", "19", "20", "23"})
"""Types of messages that are surely a person's or a bot's words, answers to commands included."""

_THREAD_STARTER = "21"

_MARK = re.compile(
    r"`[^`\n]+`"  # code has no marks
    r"|<(?P<kind>@!?|@&|#)(?P<id>\d{1,20})>|<a?:(?P<emoji>\w{1,32}):\d{1,20}>"
    r"|<t:(?P<seconds>\d{1,11})(?::[tTdDfFrR])?>|</(?P<command>[^:<>\n]{1,100}):\d{1,20}>"
)
"""What is in an export whose maker chose to leave Discord's marks as they are."""


@dataclass(frozen=True, slots=True)
class Guild:
    """The server; direct messages have one with the id 0."""

    id: Id


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel or the thread."""

    id: Id
    name: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """The span of time that was asked for."""

    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """What an export says before its messages."""

    guild: Guild
    channel: Channel
    span: Annotated[DateRange, Field(validation_alias="dateRange")] = DateRange()


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message."""

    name: str = ""
    nickname: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a message names."""

    id: Id
    name: str = ""
    nickname: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message."""

    name: Annotated[str, Field(validation_alias="fileName")] = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """The author of a card."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """The line below a card."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair of a name and a value on a card."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture or film on a card."""

    url: Annotated[str | None, Field(validation_alias=AliasChoices("canonicalUrl", "url"))] = None


@dataclass(frozen=True, slots=True)
class Embed:
    """A card that a bot wrote, or the preview of a link."""

    url: str | None = None
    title: str = ""
    description: str = ""
    author: Named = Named()
    fields: Many[Cell] = ()
    footer: Footer = Footer()
    image: Image | None = None
    images: Many[Image] = ()
    video: Image | None = None

    @property
    def words(self) -> str:
        """All that is written on it, from top to bottom."""
        cells = (f"{cell.name}: {cell.value}" if cell.value else cell.name for cell in self.fields)
        lines = (self.author.name, self.title, self.description, *cells, self.footer.text)
        return "\n".join(line.strip() for line in lines if line.strip())


Embeds = Annotated[Many[Embed], Field(max_length=_MAX_EMBEDS)]
"""The cards of a message."""


@dataclass(frozen=True, slots=True)
class Sticker:
    """A picture from Discord's own."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """The message that is answered or forwarded."""

    id: Annotated[Id | None, Field(validation_alias="messageId")] = None
    type: Id = "Default"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message of elsewhere, as it was when it was forwarded; Discord does not say whose."""

    content: str = ""
    attachments: Many[Attachment] = ()
    embeds: Embeds = ()
    stickers: Many[Sticker] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a channel."""

    id: Annotated[int, Field(ge=0)]
    timestamp: str = ""
    author: Author = Author()
    type: Id = "Default"
    content: str = ""
    attachments: Many[Attachment] = ()
    embeds: Embeds = ()
    stickers: Many[Sticker] = ()
    reference: Reference | None = None
    forwarded: Annotated[Forwarded | None, Field(validation_alias="forwardedMessage")] = None
    components: Many[dict[str, Any]] = ()
    mentions: Many[Member] = ()

    @property
    def is_said(self) -> bool:
        """Whether a person or a bot put something into it; the export may not have what."""
        return self.type not in _NOTICES and self.type != _THREAD_STARTER

    @property
    def answers(self) -> str | None:
        """The message that it answers; one that forwards a message answers none."""
        if self.reference is None or self.forwarded or self.reference.type == "Forward":
            return None
        return self.reference.id


_EXPORT = TypeAdapter(Export)
_MESSAGE = TypeAdapter(Message)


def recognises(documents: Documents) -> bool:
    """Whether a document begins as the exporter begins its files."""
    return any(_is_export(document) for document in documents)


def _is_export(document: Document) -> bool:
    return _BEGINNING.match(document.head) is not None and b'"channel"' in document.head


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """All messages in the order they were sent, or those below the chosen root."""
    parts = [document for document in documents if _is_export(document)]
    if not parts:
        raise documents[0].error("this is no JSON of DiscordChatExporter; choose JSON there")
    export = _one_channel(parts)
    messages = {message.id: message for message in _messages(parts, options)}
    said = [messages[id] for id in sorted(messages) if messages[id].is_said]
    place = f"https://discord.com/channels/{export.guild.id if export.guild.id != '0' else '@me'}"
    source = f"{place}/{export.channel.id}"
    marks = _Marks({one.id: one for message in said for one in message.mentions})
    replies = [_reply(message, source, marks) for message in said]
    empty = [one for one in replies if not (one.raw_post.text or one.raw_post.media)]
    replies = [one for one in replies if one.raw_post.text or one.raw_post.media]
    worded = len(replies)
    if options.root is not None:
        chosen = conversation(replies, options.root, parts[0])
        replies = sorted(chosen, key=lambda reply: int(reply.id))
    return ParsedSource(
        "a Discord channel",
        tuple(reply.raw_post for reply in replies),
        Metadata(title=export.channel.name or None, source=source),
        left_out=tuple(_left_out(messages.values(), len(empty), worded - len(replies))),
        warnings=(*_doubts(export, messages.values()), *marks.doubts()),
    )


def _one_channel(parts: Sequence[Document]) -> Export:
    """What the parts of an export say in common."""
    exports = [validate(_EXPORT, before(part, _MESSAGES), part, "the export") for part in parts]
    names = {export.channel.id: export.channel.name for export in exports}
    if len(names) > 1:
        several = listed(sorted(names.values()))
        raise parts[0].error(f"these are several channels ({several}); give the files of one")
    return exports[0]


def _messages(parts: Sequence[Document], options: ImportOptions) -> Iterator[Message]:
    for part in parts:
        for number, element in enumerate(elements(part, _MESSAGES, options.progress), 1):
            yield validate(_MESSAGE, element, part, f"message {number}")


class _Marks:
    """What Discord's marks for people, emoji, times and commands stand for."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        self._members = members
        self._unknown: Counter[str] = Counter()

    def written_out(self, text: str) -> str:
        """The text with what a reader sees in place of each mark, where that is known."""
        return _MARK.sub(self._shown, text) if "<" in text else text

    def _shown(self, mark: re.Match[str]) -> str:
        if mark["emoji"]:
            return f":{mark['emoji']}:"
        if mark["command"]:
            return f"/{mark['command']}"
        if mark["seconds"]:
            return f"{datetime.fromtimestamp(int(mark['seconds']), UTC):%Y-%m-%d %H:%M} UTC"
        if mark["id"]:
            if mark["kind"] in ("@", "@!") and (member := self._members.get(mark["id"])):
                return f"@{member.nickname or member.name}"
            self._unknown[mark["kind"]] += 1
        return mark[0]

    def doubts(self) -> Iterator[str]:
        """That some marks are still numbers."""
        if count := self._unknown.total():
            yield (
                f"{plural(count, 'mention')} of people, roles or channels by number alone, such as "
                f"<{next(iter(self._unknown))}…>: export again with markdown processing"
            )


def _reply(message: Message, source: str, marks: _Marks) -> Reply:
    words = [marks.written_out(_words(message))]
    media = [*_media(message)]
    if message.forwarded:
        words.append(f"[forwarded] {marks.written_out(_words(message.forwarded))}".rstrip())
        media += _media(message.forwarded)
    raw_post = RawPost(
        "\n".join(filter(None, words)),
        media=tuple(media),
        author=person(message.author.nickname, message.author.name),
        date=moment(message.timestamp),
        url=f"{source}/{message.id}",
    )
    return Reply(str(message.id), message.answers, raw_post)


def _words(message: Message | Forwarded) -> str:
    """What is written in a message and on its cards."""
    cards = [card.words for card in message.embeds if not _is_preview(card, message)]
    return "\n".join(filter(None, (message.content.strip(), *cards)))


def _is_preview(card: Embed, message: Message | Forwarded) -> bool:
    """Whether a card shows the page that the message links to, in that page's own words."""
    return bool(card.url and card.url.rstrip("/") in message.content)


def _media(message: Message | Forwarded) -> Iterator[Medium]:
    for file in message.attachments:
        if PurePosixPath(file.name).suffix.lower() in _PICTURES:
            yield Medium("picture", url=file.url)
        else:
            yield Medium("file", file.name)
    for card in message.embeds:
        if not _is_preview(card, message):
            images = {image.url: image for image in (card.image, *card.images) if image}
            yield from (Medium("picture", url=url) for url in images)
            if card.video:
                yield Medium("video", url=card.video.url)
    for sticker in message.stickers:
        yield Medium("sticker", sticker.name)


def _left_out(messages: Iterable[Message], empty: int, others: int) -> Iterator[LeftOut]:
    said = [message for message in messages if message.is_said]
    notices = Counter(message.type for message in messages if message.type in _NOTICES)
    for type, count in notices.items():
        what = f"{plural(count, 'message')} of type {type}"
        yield LeftOut("the channel", what, "Discord's own notices")
    if empty:
        what = plural(empty, "message")
        yield LeftOut("the channel", what, "the exporter writes nothing of them, as of polls")
    parts = [part for message in said for part in (message, message.forwarded) if part is not None]
    if previews := sum(_is_preview(card, part) for part in parts for card in part.embeds):
        what = plural(previews, "preview")
        yield LeftOut("the channel", what, "the words of linked pages, not of the posts")
    if rows := sum(len(message.components) for message in said):
        yield LeftOut("the channel", plural(rows, "row") + " of buttons", "nobody wrote them")
    if others:
        yield LeftOut("the channel", plural(others, "other message"), "they are not in this thread")


def _doubts(export: Export, messages: Iterable[Message]) -> Iterator[str]:
    if export.span.after:
        yield f"as was asked for, the export has only what came after {export.span.after}"
    if export.span.before:
        yield f"as was asked for, the export has only what came before {export.span.before}"
    unknown = {one.type for one in messages if one.is_said} - _SAID
    if unknown:
        yield f"messages of types that are not known are posts too: {', '.join(sorted(unknown))}"
    if any(message.type == _THREAD_STARTER for message in messages):
        yield "the message that the thread was begun from is in its channel, not in this export"


FORMAT = Format("discord", recognises, read, roots=True)
