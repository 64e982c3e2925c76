"""A chat of Telegram, as Telegram Desktop writes it in JSON (``result.json``)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.json_stream import before, elements
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, linked, moment, plural
from bot.importing.replies import Reply, conversation
from bot.importing.report import LeftOut
from bot.importing.validation import Id, Many, validate

_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_CHAT = re.compile(
    r'\s*\{.{,2000}?"type"\s*:\s*"(?:(?:personal|bot)_chat|saved_messages|replies'
    r'|(?:private|public)_(?:group|supergroup|channel))".{,2000}?"messages"\s*:\s*\[',
    re.DOTALL,
)
_ACCOUNT = re.compile(r'\s*\{(?:\s*"about"\s*:\s*"|.{,3000}?"chats"\s*:\s*\{)', re.DOTALL)
_OTHERS = {
    "dice": "dice",
    "game_title": "game",
    "giveaway_information": "giveaway",
    "giveaway_results": "giveaway",
    "invoice_information": "invoice",
    "paid_stars_amount": "paid media",
    "story_id": "story",
}
"""What a message can hold beside words, by the key that says so."""
_KINDS = {
    "animation": "animation",
    "audio_file": "sound",
    "sticker": "sticker",
    "video_file": "video",
    "video_message": "video",
    "voice_message": "sound",
}


@dataclass(frozen=True, slots=True)
class Chat:
    """What an export says of the chat before its messages."""

    type: str
    name: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a message: words alike, or a link with words of its own."""

    text: str = ""
    href: str | None = None


def _spans(written: Any) -> Any:
    """Telegram writes a text as one string, or as a list of strings and objects."""
    parts = written if isinstance(written, list) else [written]
    return [{"text": part} if isinstance(part, str) else part for part in parts]


Text = Annotated[Many[Span], BeforeValidator(_spans)]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that a poll offers."""

    text: Text


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with answers to choose from."""

    question: Text
    answers: Many[Answer] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a list of tasks."""

    title: Annotated[Text, Field(validation_alias=AliasChoices("title", "text"))] = ()


@dataclass(frozen=True, slots=True)
class Tasks:
    """A list of tasks."""

    title: Text = ()
    items: Annotated[Many[Task], Field(validation_alias=AliasChoices("items", "answers"))] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message; a ``service`` one is a notice of Telegram.

    ``other`` is what it holds that is not read, such as a game.
    """

    id: int
    type: str = "message"
    date: str = ""
    seconds: Annotated[str, Field(validation_alias="date_unixtime", pattern=r"^\d{1,11}$")] = ""
    author: Annotated[str | None, Field(validation_alias="from")] = None
    author_id: Annotated[Id | None, Field(validation_alias="from_id")] = None
    text: Text = ()
    answers: Annotated[int | None, Field(validation_alias="reply_to_message_id")] = None
    forwarded_from: str | None = None
    is_forwarded: bool = False
    photo: str | None = None
    file: str | None = None
    file_name: str | None = None
    media_type: str | None = None
    mime_type: str | None = None
    sticker_emoji: str | None = None
    poll: Poll | None = None
    place: Annotated[str | None, Field(validation_alias="place_name")] = None
    position: Annotated[dict[str, Any] | None, Field(validation_alias="location_information")] = (
        None
    )
    contact: Annotated[dict[str, Any] | None, Field(validation_alias="contact_information")] = None
    tasks: Annotated[Tasks | None, Field(validation_alias="todo_list")] = None
    other: str | None = None


_CHAT_SHAPE = TypeAdapter(Chat)
_MESSAGE = TypeAdapter(Message)


def recognises(documents: Documents) -> bool:
    """Whether a document begins as Telegram Desktop begins its exports."""
    return any(_is_chat(document) or _is_account(document) for document in documents)


def _is_chat(document: Document) -> bool:
    head = document.head.decode("utf-8-sig", "replace")
    return _CHAT.match(head) is not None and not _is_account(document)


def _is_account(document: Document) -> bool:
    return _ACCOUNT.match(document.head.decode("utf-8-sig", "replace")) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """All messages of the chat, or those below the chosen root."""
    chats = [document for document in documents if _is_chat(document)]
    if not chats:
        raise documents[0].error(
            "this is not the export of one chat of Telegram; open the chat in Telegram Desktop, "
            'choose "Export chat history" and the format JSON, and give its result.json'
        )
    heads = [validate(_CHAT_SHAPE, before(one, _MESSAGES), one, "the chat") for one in chats]
    for chat, head in zip(chats, heads, strict=True):
        if head.id != heads[0].id:  # each chat counts its messages from 1
            raise chat.error(f"is another chat than {chats[0].name}; import them one by one")
    messages = {message.id: message for message in _messages(chats, options)}
    said = [messages[id] for id in sorted(messages) if messages[id].type != "service"]
    replies = [_reply(message) for message in said]
    chosen = replies
    if options.root is not None:
        below = conversation(replies, options.root, chats[0])
        chosen = sorted(below, key=lambda reply: int(reply.id))
    return ParsedSource(
        "a Telegram chat",
        tuple(reply.raw_post for reply in chosen),
        Metadata(title=heads[0].name),
        left_out=tuple(_left_out(chats[0], messages.values(), len(said) - len(chosen))),
        warnings=tuple(_doubts(said)),
    )


def _messages(chats: Sequence[Document], options: ImportOptions) -> Iterator[Message]:
    for chat in chats:
        for number, element in enumerate(elements(chat, _MESSAGES, options.progress), 1):
            yield validate(_MESSAGE, _completed(element), chat, f"message {number}")


def _completed(message: Any) -> Any:
    """The message with what the mere presence of its keys says."""
    if not isinstance(message, dict):
        return message
    forwarded = message.keys() & {"forwarded_from", "forwarded_from_id"}  # null: by nobody known
    other = next((what for key, what in _OTHERS.items() if message.get(key)), None)
    return {**message, "is_forwarded": bool(forwarded), "other": other}


def _reply(message: Message) -> Reply:
    words = _words(message.text)
    if message.is_forwarded:
        whose = f" from {message.forwarded_from}" if message.forwarded_from else ""
        words = f"[forwarded{whose}] {words}"
    raw_post = RawPost(
        words.strip(),
        media=tuple(_media(message)),
        author=message.author or message.author_id,
        date=_date(message),
    )
    return Reply(str(message.id), str(message.answers) if message.answers else None, raw_post)


def _words(text: Sequence[Span]) -> str:
    return "".join(linked(span.text, span.href) if span.href else span.text for span in text)


def _date(message: Message) -> str | None:
    """The moment with its zone; exports before 2021 have the local time of the exporter alone."""
    if message.seconds:
        return datetime.fromtimestamp(int(message.seconds), UTC).isoformat()
    return moment(message.date)


def _media(message: Message) -> Iterator[Medium]:
    if message.photo:
        yield Medium("picture")
    elif message.media_type == "sticker":
        yield Medium("sticker", message.sticker_emoji)
    elif message.file or message.media_type:
        main_type = (message.mime_type or "").partition("/")[0]
        kind = "picture" if main_type == "image" else _KINDS.get(message.media_type or "", "file")
        yield Medium(kind, message.file_name if kind == "file" else None)
    if message.poll:
        options = " / ".join(_words(answer.text) for answer in message.poll.answers)
        yield Medium("poll", f"{_words(message.poll.question)}: {options}")
    if message.place or message.position:
        yield Medium("place", message.place)
    if message.contact:
        yield Medium("contact")
    if message.tasks:
        tasks = " / ".join(_words(task.title) for task in message.tasks.items)
        yield Medium("tasks", f"{_words(message.tasks.title)}: {tasks}")
    if message.other:
        yield Medium(message.other)


def _left_out(chat: Document, messages: Iterable[Message], others: int) -> Iterator[LeftOut]:
    kinds = Counter(message.type for message in messages)
    if notices := kinds["service"]:
        yield LeftOut(chat.name, plural(notices, "service message"), "Telegram's own notices")
    if others:
        yield LeftOut(chat.name, plural(others, "other message"), "they are not in this thread")


def _doubts(said: Sequence[Message]) -> Iterator[str]:
    if any(message.date and not message.seconds for message in said):
        yield "the dates are in the local time of the computer that exported the chat"


FORMAT = Format("telegram", recognises, read, roots=True)
