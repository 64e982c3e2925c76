"""A Slack export: a folder of day files for each channel, and ``users.json`` beside the folders.

A workspace writes gigabytes: messages are read one by one, and only those of the thread are kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import AliasPath, Field, TypeAdapter

from bot.importing.documents import Document, Documents, SourceError
from bot.importing.formats.slack_words import Words
from bot.importing.json_stream import elements
from bot.importing.parsed_source import (
    Format,
    ImportOptions,
    Metadata,
    ParsedSource,
    RawPost,
    no_progress,
)
from bot.importing.phrasing import Medium, listed, opening, plural
from bot.importing.replies import MAX_CHOICES, Root, choice_error
from bot.importing.report import LeftOut
from bot.importing.validation import Many, validate

_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
_LIST = re.compile(r"\s*\[")
_LINK = re.compile(r"/archives/(?P<channel>\w+)/p(?P<seconds>\d{1,11})(?P<fraction>\d{6})")
_MAX_READ = 1_000_000
_MAX_MESSAGES = 100_000
_MAX_USERS = 500_000
_MAX_CHARACTERS = 32 * 2**20
_MAX_ATTACHMENTS = 100
"""Cards of a message, as many as Slack allows: each is compared with the message's text."""

_NOTICES = frozenset(
    {
        *("bot_add", "bot_enable", "bot_disable", "bot_remove", "ekm_access_denied"),
        *("channel_archive", "channel_canvas_updated", "channel_convert_to_private"),
        *("channel_join", "channel_leave", "channel_name", "channel_posting_permissions"),
        *("channel_purpose", "channel_topic", "channel_unarchive", "group_archive", "group_join"),
        *("group_leave", "group_name", "group_purpose", "group_topic", "group_unarchive"),
        *("huddle_thread", "message_changed", "message_deleted", "message_replied"),
        *("pinned_item", "reminder_add", "sh_room_created", "tombstone", "unpinned_item"),
    }
)
"""Subtypes of messages that Slack itself words; any other is somebody's."""

_NO_TITLES = frozenset({None, "", "Untitled"})
_WRITTEN = frozenset({"snippet", "post", "space"})
_UNSHOWN = frozenset(
    {"This content can't be displayed.", "This message contains interactive elements."}
)
"""What Slack writes as the text of a message whose words are in its blocks."""
_KINDS = {"image": "picture", "video": "video", "audio": "sound"}

Time = Annotated[str, Field(pattern=r"^\d{1,11}(\.\d{1,9})?$")]
"""Seconds since 1970, which are a message's id too."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a member wants to be called."""

    display_name: str = ""
    real_name: str = ""
    name: str = ""


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
    title: str | None = None
    mimetype: str = ""
    alt_txt: str | None = None
    mode: str = ""
    preview: str | None = None
    is_cut: Annotated[bool, Field(validation_alias="preview_is_truncated")] = False
    comment: Annotated[str, Field(validation_alias=AliasPath("initial_comment", "comment"))] = ""

    @property
    def label(self) -> str | None:
        """What a member called it, else its name; a picture's name says nothing."""
        stem = (self.name or "").rpartition(".")[0]
        own = self.title if self.title not in {self.name, stem, *_NO_TITLES} else None
        return own or (None if self.mimetype.startswith("image/") else self.name)

    @property
    def words(self) -> str:
        """The beginning of a text that somebody wrote into Slack as a file."""
        return self.preview or "" if self.mode in _WRITTEN else ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the workspace; its folder has its name."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a file, as Slack kept it before 2018."""

    comment: str = ""
    user: str | None = None


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
    bot_profile: Profile = Profile()
    thread_ts: Time | None = None
    reply_count: int = 0
    files: Many[File] = ()
    file: File | None = None
    comment: Comment = Comment()
    blocks: Many[dict[str, Any]] = ()
    attachments: Annotated[Many[dict[str, Any]], Field(max_length=_MAX_ATTACHMENTS)] = ()

    @property
    def thread(self) -> str:
        """The thread it is part of; a message that nobody answered is one of its own."""
        return self.thread_ts or self.ts

    @property
    def said(self) -> str:
        """Its own text; of a file that was commented on the comment, without Slack's sentence."""
        own = "" if self.text in _UNSHOWN else self.text
        return self.comment.comment or (self.file.comment if self.file else "") or own

    @property
    def all_files(self) -> Sequence[File]:
        """The files on it; old exports have one in a key of its own."""
        return (*self.files, *([self.file] if self.file else ()))


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a post, with what is needed to order and doubt it."""

    ts: str
    thread: str
    author_id: str | None
    answers: int
    raw_post: RawPost

    @property
    def order(self) -> tuple[float, float]:
        """Answers stand below the message they answer, as Slack shows them."""
        return float(self.thread), float(self.ts)


class Entry(NamedTuple):
    """An element of a file that is to hold messages, which most of a workspace never becomes."""

    value: Any
    document: Document
    number: int

    @property
    def is_said(self) -> bool:
        """Whether somebody wrote it, and not Slack."""
        return self._get("type") in ("message", "") and self._get("subtype") not in _NOTICES

    @property
    def ts(self) -> str:
        """Its time and id; empty where it has none."""
        return self._get("ts")

    @property
    def thread(self) -> str:
        """The thread it is part of."""
        return self._get("thread_ts") or self.ts

    def message(self) -> Message:
        """Return the message; raise SourceError where it is none."""
        return validate(_MESSAGE, self.value, self.document, f"message {self.number}")

    def _get(self, key: str) -> str:
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""


Entries: TypeAlias = Callable[[], Iterator[Entry]]
"""Starts a read of all entries of a channel."""

_MESSAGE = TypeAdapter(Message)
_USER = TypeAdapter(User)
_CHANNEL = TypeAdapter(Channel)


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
    if (channel := _channel_of(root, documents)) in channels:
        channels = {channel: channels[channel]}
    if root in channels:
        root = None
    if root is None and len(channels) > 1:
        names = listed(sorted(name or "(no folder)" for name in channels))
        raise days[0].error(f"holds several channels; choose one with --root: {names}")
    chosen = [day for days in channels.values() for day in days]

    def entries() -> Iterator[Entry]:
        for day in chosen:
            for number, value in enumerate(elements(day, _LIST, options.progress), 1):
                yield Entry(value, day, number)

    title = None if root else next(iter(channels))
    return parsed(entries, documents, chosen[0], root, title)


def _channel_of(root: str | None, documents: Documents) -> str | None:
    """The channel that a name or a link leads to; channels.json has the names of their ids."""
    if root is None or (link := _LINK.search(root)) is None:
        return root
    for document in documents:
        if document.path.name in {"channels.json", "groups.json"}:
            for number, value in enumerate(elements(document, _LIST, no_progress), 1):
                channel = validate(_CHANNEL, value, document, f"channel {number}")
                if channel.id == link["channel"]:
                    return channel.name
    return link["channel"]


def parsed(
    entries: Entries,
    documents: Documents,
    document: Document,
    root: str | None,
    title: str | None,
) -> ParsedSource:
    """The posts of a channel, or of the thread that ``root`` is part of, by its time or a link."""
    words = Words(_names(documents))
    thread = _thread_of(entries, root, words, document) if root else None
    said: dict[str, Said] = {}
    notices: Counter[str] = Counter()
    others = characters = read = 0
    for entry in _bounded(entries(), document):
        if thread is not None and entry.thread != thread:
            others += entry.is_said
            continue
        message = entry.message()
        read += 1
        if read > _MAX_MESSAGES or characters > _MAX_CHARACTERS:
            raise _too_long(document)
        if not entry.is_said:
            notices[message.subtype or message.type] += 1
        else:
            said[message.ts] = one = _said(message, words)
            characters += len(one.raw_post.text)
    posts = sorted(said.values(), key=lambda one: one.order)
    return ParsedSource(
        "a Slack thread" if root else "a Slack channel",
        tuple(one.raw_post for one in posts),
        Metadata(title=title),
        left_out=tuple(_left_out(notices, others, words)),
        warnings=tuple(_doubts(posts, words)),
    )


def _bounded(entries: Iterator[Entry], document: Document) -> Iterator[Entry]:
    """Yield the entries; raise SourceError where they would take minutes to read."""
    for count, entry in enumerate(entries):
        if count == _MAX_READ:
            raise document.error(f"there are more than {_MAX_READ:,} messages; give fewer days")
        yield entry


def _too_long(document: Document) -> SourceError:
    return document.error(
        "the channel is too long for one thread; choose a thread with --root, or give fewer days"
    )


def _thread_of(entries: Entries, root: str, words: Words, document: Document) -> str:
    """The thread that a time or a link leads to; raises SourceError with the threads there are."""
    link = _LINK.search(root)
    wanted = f"{link['seconds']}.{link['fraction']}" if link else root
    sizes: Counter[str] = Counter()
    for entry in _bounded(entries(), document):
        if entry.is_said:
            if entry.ts == wanted:
                return entry.thread
            if entry.thread in sizes or len(sizes) < _MAX_MESSAGES:
                sizes[entry.thread] += 1
    longest = {ts for ts, size in sizes.most_common(MAX_CHOICES) if size > 1}
    threads = [
        Root(one.ts, sizes[one.ts], _said(one, words).raw_post)
        for one in (entry.message() for entry in entries() if entry.ts in longest and entry.is_said)
    ]
    raise choice_error(threads, root, document)


def _names(documents: Documents) -> Mapping[str, str]:
    """What the members are called, by id."""
    names = {}
    for document in documents:
        if document.path.name.startswith(("users", "org_users")) and document.looks_like_json:
            for number, value in enumerate(elements(document, _LIST, no_progress), 1):
                if number > _MAX_USERS:
                    what = f"there are more than {_MAX_USERS:,} members"
                    raise document.error(f"{what}; give those who wrote in the channel")
                user = validate(_USER, value, document, f"user {number}")
                name = user.profile.display_name or user.profile.real_name or user.name
                names[user.id] = name or user.id
    return names


def _said(message: Message, words: Words) -> Said:
    author_id = message.comment.user or message.user
    profile = message.user_profile
    author = words.names.get(author_id or "") or profile.display_name or profile.real_name
    text, media = words.of(message.said, message.blocks, message.attachments)
    written = [file.words for file in message.all_files]
    words.cut_files += sum(bool(file.words) and file.is_cut for file in message.all_files)
    raw_post = RawPost(
        "\n".join(filter(None, (text, *written))),
        media=(*_files(message), *media),
        author=author or message.username or message.bot_profile.name or author_id,
        date=datetime.fromtimestamp(float(message.ts), UTC).isoformat(timespec="seconds"),
    )
    return Said(message.ts, message.thread, author_id, message.reply_count, raw_post)


def _files(message: Message) -> Iterator[Medium]:
    for file in message.all_files:
        kind = _KINDS.get(file.mimetype.partition("/")[0], "file")
        yield Medium(kind, file.alt_txt or file.label)


def _left_out(notices: Mapping[str, int], others: int, words: Words) -> Iterator[LeftOut]:
    for kind, count in notices.items():
        what = f"{plural(count, 'message')} of type {kind}"
        yield LeftOut("the channel", what, "Slack's own notices")
    if words.previews:
        what = plural(words.previews, "preview")
        yield LeftOut("the channel", what, "the words of linked pages, not of the posts")
    for kind, count in words.unread.items():
        what = f"{plural(count, 'block')} of type {kind}"
        yield LeftOut("the channel", what, "not known; only the plain texts in it were read")
    if others:
        yield LeftOut("the channel", plural(others, "other message"), "they are not in this thread")


def _doubts(posts: Sequence[Said], words: Words) -> Iterator[str]:
    if words.cut_files:
        yield (
            f"of {plural(words.cut_files, 'text file')} only the beginning is in the export: "
            "compare it with Slack"
        )
    members = {id for one in posts if (id := one.author_id)} | words.mentioned
    if nameless := members - words.names.keys():
        yield f"users.json is not given or lacks {plural(len(nameless), 'member')}: give it too"
    if names := sorted(words.named_emoji):
        shown = listed([f":{name}:" for name in names], 5)
        yield f"{plural(len(names), 'emoji')} by name alone, as custom ones are: {shown}"
    found = Counter(one.thread for one in posts)
    for one in posts:
        if one.ts == one.thread and one.answers >= found[one.ts]:
            lacking = plural(one.answers + 1 - found[one.ts], "answer")
            first_words = opening(one.raw_post.text, 30)
            yield f'the thread "{first_words}" lacks {lacking}: give the day files after it too'


FORMAT = Format("slack", recognises, read, roots=True)
