"""A Slack export: a folder of day files for each channel, and ``users.json`` beside the folders."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.importing.documents import Document, Documents
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, linked, opening, plural
from bot.importing.replies import Root, choice_error
from bot.importing.report import LeftOut
from bot.importing.validation import validate

_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
_SAID = frozenset({None, "bot_message", "file_share", "me_message", "thread_broadcast"})
_KINDS = {"image": "picture", "video": "video", "audio": "sound"}
_MENTION = re.compile(r"<@(\w+)>")
_MARK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


Time = Annotated[str, Field(pattern=r"^\d{1,11}(\.\d{1,9})?$")]
"""Seconds since 1970, which are a message's id too."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a member wants to be called."""

    display_name: str = ""
    real_name: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """A member of the workspace."""

    id: str
    name: str = ""
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class File:
    """A file that hangs on a message."""

    name: str | None = None
    mimetype: str = ""
    alt_txt: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``ts`` is its time and its id, ``thread_ts`` that of the thread's first."""

    ts: Time
    type: str = "message"
    subtype: str | None = None
    text: str = ""
    user: str | None = None
    username: str | None = None
    user_profile: Profile = Profile()
    thread_ts: Time | None = None
    reply_count: int = 0
    files: tuple[File, ...] = ()

    @property
    def thread(self) -> str:
        """The thread it is part of; a message that nobody answered is one of its own."""
        return self.thread_ts or self.ts

    @property
    def order(self) -> tuple[float, float]:
        """Answers stand below the message they answer, as Slack shows them."""
        return float(self.thread), float(self.ts)


_MESSAGE = TypeAdapter(Message)
_USER = TypeAdapter(User)


def recognises(documents: Documents) -> bool:
    """Whether a document is a day of a channel."""
    return any(_is_day(document) for document in documents)


def _is_day(document: Document) -> bool:
    is_list = document.looks_like_json and document.head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"["
    return is_list and (b'"ts"' in document.head or _DAY.fullmatch(document.path.name) is not None)


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """All messages of the channel, or the thread or channel that was chosen."""
    channels: dict[str | None, list[Document]] = {}
    days = [document for document in documents if _is_day(document)]
    for document in days:
        channels.setdefault(document.path.parent.name or None, []).append(document)
    if not channels:
        raise documents[0].error("this is no day of a Slack channel; give a channel's folder")
    root = options.root
    if root in channels:
        channels, root = {root: channels[root]}, None
    if root is None and len(channels) > 1:
        listed = ", ".join(sorted(name or "(no folder)" for name in channels))
        raise days[0].error(f"holds several channels; choose one with --root: {listed}")
    messages = {message.ts: message for message in _messages(channels)}
    said = sorted(filter(_is_said, messages.values()), key=lambda message: message.order)
    names = _names(documents)
    thread = said if root is None else _thread(said, root, names, days[0])
    return ParsedSource(
        "a Slack thread" if root else "a Slack channel",
        tuple(_raw_post(message, names) for message in thread),
        Metadata(title=None if root else next(iter(channels))),
        left_out=tuple(_left_out(messages.values(), len(said) - len(thread))),
        warnings=tuple(_doubts(thread, names)),
    )


def _is_said(message: Message) -> bool:
    return message.type == "message" and message.subtype in _SAID


def _messages(channels: Mapping[str | None, Sequence[Document]]) -> Iterator[Message]:
    for days in channels.values():
        for day in days:
            values = day.json
            for number, value in enumerate(values if isinstance(values, list) else (), 1):
                yield validate(_MESSAGE, value, day, f"message {number}")


def _thread(
    said: Sequence[Message], root: str, names: Mapping[str, str], day: Document
) -> Sequence[Message]:
    """The messages of the thread that ``root`` begins or is part of."""
    if wanted := next((message.thread for message in said if message.ts == root), None):
        return [message for message in said if message.thread == wanted]
    sizes = Counter(message.thread for message in said)
    threads = [
        Root(one.ts, sizes[one.ts], _raw_post(one, names)) for one in said if sizes[one.ts] > 1
    ]
    raise choice_error(threads, root, day)


def _names(documents: Documents) -> Mapping[str, str]:
    """What the members are called, by id."""
    names = {}
    for document in documents:
        if document.path.name in {"users.json", "org_users.json"}:
            values = document.json
            for number, value in enumerate(values if isinstance(values, list) else (), 1):
                user = validate(_USER, value, document, f"user {number}")
                name = user.profile.display_name or user.profile.real_name or user.name
                names[user.id] = name or user.id
    return names


def _raw_post(message: Message, names: Mapping[str, str]) -> RawPost:
    profile = message.user_profile
    author = names.get(message.user or "") or profile.display_name or profile.real_name
    return RawPost(
        _text(message.text, names),
        media=tuple(_media(message)),
        author=author or message.username or message.user,
        date=datetime.fromtimestamp(float(message.ts), UTC).isoformat(timespec="seconds"),
    )


def _text(text: str, names: Mapping[str, str]) -> str:
    """The words as members see them, without Slack's marks for people, channels and links."""

    def shown(mark: re.Match[str]) -> str:
        target, label = mark[1], mark[2] or ""
        match target[0]:
            case "@":
                return f"@{names.get(target[1:]) or label or target[1:]}"
            case "#":
                return f"#{label or target[1:]}"
            case "!":
                return label or f"@{target[1:]}"
        return linked(label, target) if target.startswith("http") else label or target

    return html.unescape(_MARK.sub(shown, text))


def _media(message: Message) -> Iterator[Medium]:
    for file in message.files:
        kind = _KINDS.get(file.mimetype.partition("/")[0], "file")
        yield Medium(kind, file.alt_txt if kind == "picture" else file.name)


def _left_out(messages: Iterable[Message], others: int) -> Iterator[LeftOut]:
    notices = Counter(one.subtype or one.type for one in messages if not _is_said(one))
    for kind, count in notices.items():
        yield LeftOut(
            "the channel", f"{plural(count, 'message')} of type {kind}", "Slack's own notices"
        )
    if others:
        yield LeftOut("the channel", plural(others, "other message"), "they are not in this thread")


def _doubts(thread: Sequence[Message], names: Mapping[str, str]) -> Iterator[str]:
    members = {id for one in thread for id in (*_MENTION.findall(one.text), one.user) if id}
    if nameless := members - names.keys():
        yield f"users.json is not given or lacks {plural(len(nameless), 'member')}: give it too"
    found = Counter(message.thread for message in thread)
    for message in thread:
        if message.ts == message.thread and message.reply_count >= found[message.ts]:
            lacking = plural(message.reply_count + 1 - found[message.ts], "answer")
            first_words = opening(_text(message.text, names), 30)
            yield f'the thread "{first_words}" lacks {lacking}: give the day files after it too'


FORMAT = Format("slack", recognises, read, roots=True)
