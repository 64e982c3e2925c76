"""A Discord channel or thread, as DiscordChatExporter writes it in JSON."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.json_stream import before, elements
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, moment, person, plural
from bot.importing.replies import Reply, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Id, validate

_BEGINNING = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"guild"\s*:\s*\{')
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
_SAID = frozenset({"Default", "Reply", "20", "23"})
"""Types of messages that someone wrote; 20 and 23 are answers of bots to commands."""
_THREAD_STARTER = "21"


@dataclass(frozen=True, slots=True)
class Guild:
    """The server; direct messages have one with the id 0."""

    id: Id


@dataclass(frozen=True, slots=True)
class Channel:
    """The channel or the thread."""

    id: Id
    name: str


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

    name: str
    nickname: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message."""

    name: Annotated[str, Field(validation_alias="fileName")]


@dataclass(frozen=True, slots=True)
class Embed:
    """A card that a bot wrote, or the preview of a link."""

    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Sticker:
    """A picture from Discord's own."""

    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The message that is answered."""

    id: Annotated[Id | None, Field(validation_alias="messageId")] = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a channel."""

    id: Annotated[int, Field(ge=0)]
    type: Id
    timestamp: str
    content: str
    author: Author
    attachments: tuple[Attachment, ...] = ()
    embeds: tuple[Embed, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    reference: Reference | None = None


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
    said = [messages[id] for id in sorted(messages) if messages[id].type in _SAID]
    place = f"https://discord.com/channels/{export.guild.id if export.guild.id != '0' else '@me'}"
    source = f"{place}/{export.channel.id}"
    replies = [_reply(message, source) for message in said]
    if options.root is not None:
        chosen = conversation(replies, options.root, parts[0])
        replies = sorted(chosen, key=lambda reply: int(reply.id))
    return ParsedSource(
        "a Discord channel",
        tuple(reply.raw_post for reply in replies),
        Metadata(title=export.channel.name, source=source),
        left_out=tuple(_left_out(messages.values(), len(said) - len(replies))),
        warnings=tuple(_cuts(export, messages.values())),
    )


def _one_channel(parts: Sequence[Document]) -> Export:
    """What the parts of an export say in common."""
    exports = [validate(_EXPORT, before(part, _MESSAGES), part, "the export") for part in parts]
    names = {export.channel.id: export.channel.name for export in exports}
    if len(names) > 1:
        listed = ", ".join(sorted(names.values()))
        raise parts[0].error(f"these are several channels ({listed}); give the files of one")
    return exports[0]


def _messages(parts: Sequence[Document], options: ImportOptions) -> Iterator[Message]:
    for part in parts:
        for number, element in enumerate(elements(part, _MESSAGES, options.progress), 1):
            yield validate(_MESSAGE, element, part, f"message {number}")


def _reply(message: Message, source: str) -> Reply:
    cards = [words for card in message.embeds for words in (card.title, card.description) if words]
    raw_post = RawPost(
        message.content.strip() or "\n".join(cards),
        media=tuple(_media(message)),
        author=person(message.author.nickname, message.author.name),
        date=moment(message.timestamp),
        url=f"{source}/{message.id}",
    )
    return Reply(str(message.id), message.reference.id if message.reference else None, raw_post)


def _media(message: Message) -> Iterator[Medium]:
    for file in message.attachments:
        if PurePosixPath(file.name).suffix.lower() in _PICTURES:
            yield Medium("picture")
        else:
            yield Medium("file", file.name)
    for sticker in message.stickers:
        yield Medium("sticker", sticker.name)


def _left_out(messages: Iterable[Message], others: int) -> Iterator[LeftOut]:
    notices = Counter(message.type for message in messages if message.type not in _SAID)
    for type, count in notices.items():
        yield LeftOut(
            "the channel", f"{plural(count, 'message')} of type {type}", "Discord's own notices"
        )
    if others:
        yield LeftOut("the channel", plural(others, "other message"), "they are not in this thread")


def _cuts(export: Export, messages: Iterable[Message]) -> Iterator[str]:
    if export.span.after:
        yield f"as was asked for, the export has only what came after {export.span.after}"
    if export.span.before:
        yield f"as was asked for, the export has only what came before {export.span.before}"
    if any(message.type == _THREAD_STARTER for message in messages):
        yield "the message that the thread was begun from is in its channel, not in this export"


FORMAT = Format("discord", recognises, read, roots=True)
