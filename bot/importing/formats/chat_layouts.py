"""How programs write chats as text: WhatsApp, DiscordChatExporter, copies out of chat windows.

A header is before each message and has the name and the time; what follows it up to the next
header is the message. A way of writing is one ``Layout``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeAlias

from bot.importing.phrasing import Medium, opening
from bot.importing.report import LeftOut

_BLANK = "[ \\u00a0\\u202f]"
_TIME = rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_BLANK}?[AaPp]\.?{_BLANK}?[Mm]\b\.?)?"
_DASH = r"\u200f?[./-] ?"
_OF_DAY = rf"[^\n\]\d]{{0,8}}{_TIME}(?: [مص](?!\w))?"
_STAMP = rf"\d{{1,4}}{_DASH}\d{{1,2}}{_DASH}\d{{1,4}}{_OF_DAY}"
_WRITTEN_OUT = rf"\d{{4}}[년年] ?\d{{1,2}}[월月] ?\d{{1,2}}[일日]{_OF_DAY}"
_PICTURES = frozenset({".avif", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".webp"})


@dataclass(frozen=True, slots=True)
class Message:
    """What is between two headers; without a ``name`` nobody wrote it."""

    line: int
    name: str | None
    handle: str | None
    date: str | None
    text: str
    media: tuple[Medium, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def where(self) -> str:
        """The line of its header."""
        return f"line {self.line}"

    def without(self, text: str, what: str, why: str) -> "Message":
        """The message with this text, and one more thing reported as left out."""
        gone = LeftOut(self.where, opening(what), why)
        return replace(self, text=text, left_out=(*self.left_out, gone))


_NAME_AND_HANDLE = re.compile(r"^(?P<name>[^\n]+)\n{1,3}(?P<handle>@\w+)$", re.MULTILINE)
Clean: TypeAlias = Callable[[Sequence[Message]], Iterator[Message]]


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to write a chat as text.

    ``header`` has the groups name, handle, date, text and again; of each there may be others
    for another form of it, such as ``name2``. A header with ``again`` is by the author of the
    message before it. ``least`` headers make a chat. ``beginning`` may stand before the first,
    ``end`` after the last message. In ``copied`` windows anything may stand before the first
    header, and ``blocks`` may hold several messages of one person. Where a ``known_pair`` of name
    and handle comes again, it is a header without a date.
    """

    recognised: str
    header: re.Pattern[str]
    clean: Clean
    least: int = 2
    beginning: re.Pattern[str] = re.compile(r"\s*")
    end: re.Pattern[str] = re.compile(r"\Z")
    copied: bool = False
    blocks: bool = False
    known_pair: bool = False

    def headers(self, text: str, end: int | None = None) -> Sequence[re.Match[str]]:
        """The headers in the text up to ``end``, in order."""
        found = list(self.header.finditer(text, 0, len(text) if end is None else end))
        pairs = (
            {(one["name"], one["handle"]) for one in found if one["name"]}
            if self.known_pair
            else set()
        )
        if not pairs:
            return found
        begun = {one.start() for one in found}
        more = [
            one
            for one in _NAME_AND_HANDLE.finditer(text, 0, len(text) if end is None else end)
            if (one["name"], one["handle"]) in pairs and one.start() not in begun
        ]
        return sorted([*found, *more], key=lambda one: one.start())


# WhatsApp -----------------------------------------------------------------------------------------

_MARK = "\u200e"
_KINDS_OF_WHATSAPP = {
    "image": "picture",
    "GIF": "picture",
    "video": "video",
    "audio": "audio",
    "sticker": "sticker",
    "document": "file",
    "Contact": "contact card",
    "Media": "attachment",
}
_OMITTED = re.compile(rf"<?({'|'.join(_KINDS_OF_WHATSAPP)})(?: card)? omitted>?")
_ATTACHED = re.compile(r"<[^<>:\n]{2,20}: ([^<>\n]+\.\w{2,5})>|([^\n]+\.\w{2,5}) \([^()\n]{4,40}\)")
_PLACEHOLDER = re.compile(r"<[^<>\n/=]{3,40}>")
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|null"
    r"|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht"
    r"|Se eliminó este mensaje|Eliminaste este mensaje"
    r"|Ce message a été supprimé|Vous avez supprimé ce message"
    r"|Mensagem apagada|Você apagou esta mensagem"
    r"|Questo messaggio è stato eliminato|Hai eliminato questo messaggio"
    r"|Dit bericht is verwijderd|(?:U hebt|Je hebt) dit bericht verwijderd)\.?"
)
_EDITED = re.compile(
    rf"(?:{_MARK}<[^<>:\n]{{5,80}}>|<(?:This message was edited|Diese Nachricht wurde bearbeitet"
    r"|Se editó este mensaje|Ce message a été modifié|Mensagem editada"
    r"|Questo messaggio è stato modificato|Dit bericht is bewerkt)\.?>)\Z"
)


def _clean_whatsapp(messages: Sequence[Message]) -> Iterator[Message]:
    names = {message.name for message in messages}
    for message in messages:
        name = (message.name or "").removeprefix("~").strip() or None
        if name and _names_nobody(name, names):
            yield replace(message, name=None, text=f"{name}: {message.text}")
        else:
            yield _with_attachments(replace(message, name=name))


def _with_attachments(message: Message) -> Message:
    """The message with what WhatsApp wrote in place of a picture or a file as its medium.

    A left-to-right mark is before WhatsApp's own words on an iPhone.
    """
    text = _EDITED.sub("", message.text).rstrip()
    words, marked, own = text.partition(_MARK)
    if not marked:
        own, _, words = text.partition("\n")
    if medium := _medium(own.strip(_MARK)):
        return replace(message, text=words.strip(" \n•"), media=(medium,))
    if marked and not words.strip():
        return replace(message, text=own, name=None)
    if _DELETED.fullmatch(text):
        return replace(message, text=text, name=None)
    if _PLACEHOLDER.fullmatch(text):
        message = message.without("", text, "it replaces an attachment")
        return replace(message, media=(Medium("attachment"),))
    return replace(message, text=text)


def _names_nobody(name: str, names: set[str | None]) -> bool:
    """Whether it is the beginning of a notice about someone: "Ada changed the subject to"."""
    return any(name[: blank.start()] in names for blank in re.finditer(" ", name))


def _medium(own: str) -> Medium | None:
    if omitted := _OMITTED.fullmatch(own):
        return Medium(_KINDS_OF_WHATSAPP[omitted[1]])
    if attached := _ATTACHED.fullmatch(own):
        return _file(attached[1] or attached[2])
    return None


def _file(name: str) -> Medium:
    name = name.partition("?")[0].rpartition("/")[2].strip(_MARK)
    picture = PurePosixPath(name).suffix.lower() in _PICTURES
    return Medium("picture") if picture else Medium("file", name)


_WHATSAPP = Layout(
    "a chat as WhatsApp writes it",
    re.compile(
        rf"^[\u200e\u200f\ufeff]?(?:\[(?P<date>{_STAMP})\]|(?P<date2>{_STAMP}) [-–]"
        rf"|(?P<date3>{_WRITTEN_OUT})(?: [-–]|,)) "
        r"(?:(?P<name>[^:\n]{1,80}): ?)?(?P<text>[^\n]*)$",
        re.MULTILINE,
    ),
    _clean_whatsapp,
)

# DiscordChatExporter ------------------------------------------------------------------------------

_SECTION = re.compile(r"^\{(Attachments|Embed|Stickers|Reactions|Forwarded Message)\}$", re.M)
_NOTICES = re.compile(
    r"(?:Joined the server|Pinned a message|Started a thread|Changed the channel (?:icon|name)"
    r"|Left the group|Added .{1,60} to the group|Removed .{1,60} from the group"
    r"|Started a call that lasted [\d,.]+ minutes)\b.{0,120}"
)


def _clean_exported(messages: Sequence[Message]) -> Iterator[Message]:
    for message in messages:
        words, *sections = _SECTION.split(message.text)
        text = words.strip()
        if _NOTICES.fullmatch(text):
            yield replace(message, name=None, text=text)
            continue
        message = replace(message, text=text)
        for kind, content in zip(sections[::2], sections[1::2], strict=True):
            message = _with_section(message, kind, content.strip())
        yield message


def _with_section(message: Message, kind: str, content: str) -> Message:
    lines = content.split("\n")
    if kind == "Attachments":
        return replace(message, media=(*message.media, *map(_file, lines)))
    if kind == "Stickers":
        return replace(message, media=(*message.media, *(Medium("sticker") for _ in lines)))
    if kind == "Forwarded Message":
        words = "\n".join(line for line in lines if not line.startswith("Originally sent: "))
        return replace(message, text=f"{message.text}\n\n[forwarded] {words}".strip())
    if kind == "Embed" and not message.text:
        return replace(message, text=content)
    why = "others' reactions" if kind == "Reactions" else "the preview of a link or a bot's card"
    return message.without(message.text, content, why)


_EXPORTED = Layout(
    "a Discord channel as DiscordChatExporter writes it in text",
    re.compile(
        r"(?:\A|(?<=\n\n))\[(?P<date>[^\]\n]{0,20}\d[^\]\n]{0,30}[:.]\d\d[^\]\n]{0,12})\] "
        r"(?P<name>[^\n]{1,80}?)(?: \(pinned\))?$",
        re.MULTILINE,
    ),
    _clean_exported,
    least=1,
    beginning=re.compile(r"\ufeff?={20,}\nGuild: [^=]{1,4000}={20,}\s*"),
    end=re.compile(r"\n={20,}\nExported [^\n]{1,20} message\(s\)\n={20,}\s*\Z"),
)

# Copies out of the window of X --------------------------------------------------------------------

_COUNTER = re.compile(
    r"[\d.,]+\s?[KMB]?|·|Views?|Quotes?|Show (?:more|this thread|replies)|Translate post"
    r"|Last edited.*|Read \d+ repl.*|From [\w.-]+\.\w+"
)
_COUNTERS = 6
_BELOW = re.compile(
    rf"\s*(?:{_COUNTER.pattern}|[\d.,]*\s?[KMB]?\s?(?:Views?|Reposts?|Retweets?|Quotes?|Likes?"
    r"|Bookmarks?|Repl(?:y|ies))|Post your reply|Relevant|View (?:quotes|post engagements))?\s*"
)
"""What X writes below the date of the post that is shown."""
_FOCAL_DATE = re.compile(r"^\d{1,2}:\d{2} ?[AP]M · ([A-Z][a-z]{2} \d{1,2}, \d{4})$", re.M)
_BEFORE_MENTION = re.compile(r"(?<= )\n(?=[@#]\w|https?://)")
_AFTER_MENTION = re.compile(r"([@#]\w{1,60})\n(?=[ .,!?;:)…])")
"""A copy has mentions in lines of their own, with the blanks around them in the other lines."""
_REPLYING = re.compile(r"\AReplying to\s+(?:(?:@\w+|and|,|\d+ others?)\s+)+")


_AD = re.compile(r"^(?:Ad|Promoted)\n[^\n]{1,80}\n@\w{1,15}$.*", re.MULTILINE | re.DOTALL)


def _clean_x(messages: Sequence[Message]) -> Iterator[Message]:
    quoted = False
    for message in messages:
        text, date = message.text, message.date
        if ad := _AD.search(text):
            text = text[: ad.start()].rstrip()
            message = message.without("", ad[0], "an advertisement")
        if shown := _FOCAL_DATE.search(text):
            below = [one for one in text[shown.end() :].split("\n") if not _BELOW.fullmatch(one)]
            text, date = text[: shown.start()], shown[1]
            if below:
                message = message.without("", "\n".join(below), "it is below the post's date")
        lines = _REPLYING.sub("", text).rstrip().split("\n")
        counters = _trailing_counters(lines)
        end = len(lines) - len(counters)
        words = _AFTER_MENTION.sub(r"\1", _BEFORE_MENTION.sub("", "\n".join(lines[:end]).strip()))
        if quoted or date in ("Ad", "Promoted"):
            why = "an advertisement" if date in ("Ad", "Promoted") else "a quoted post"
            yield replace(message, name=None, text="").without("", words, why)
        else:
            yield replace(message, text=words, date=date)
        quoted = "Quote" in counters[-1:]


def _trailing_counters(lines: Sequence[str]) -> Sequence[str]:
    """The lines below a post in which X counts its answers, likes and views."""
    start = len(lines)
    while start > 1 and start > len(lines) - _COUNTERS and _COUNTER.fullmatch(lines[start - 1]):
        start -= 1
    return lines[start:]


_X = Layout(
    "a copy out of the window of X",
    re.compile(
        r"^(?P<name>[^\n]{1,80}?)\s{1,3}(?P<handle>@\w{1,15})\s{1,3}"
        r"(?:·\s{1,3}(?P<date>(?=[^\n]{0,25}\d)[^\n]{2,30})|(?P<date2>Ad|Promoted))$"
        r"|\A\s{0,9}(?P<name2>[^\n@]{1,80})\n{1,3}(?P<handle2>@\w{1,15})$"
        r"(?=\n(?:[^\n]*\n){1,300}?\d{1,2}:\d{2} ?[AP]M · [A-Z][a-z]{2} \d)",
        re.MULTILINE,
    ),
    _clean_x,
    least=1,
    end=re.compile(r"\nDiscover more\n(?:Sourced from across X\n)?.*\Z", re.DOTALL),
    copied=True,
    known_pair=True,
)

# Copies out of the window of Discord --------------------------------------------------------------

_DISCORD_DATE = (
    r"(?:[^\W\d]{2,12}(?:[’'][^\W\d]{1,4})?(?: [^\W\d]{1,6}){0,2},? )?"
    rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}},? )?{_TIME}(?: Uhr)?"
)
_DAY_LINE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?"
    r"(?:, \d{4})?|Today|Yesterday|New|\(edited\)|\d{1,2} [A-Z][a-z]{2,8} \d{4}"
)

_DAY_WORDS = {"Today", "Yesterday", "New"}

_EDITED_MARK = re.compile(r" \(edited\)[ \t]*$", re.MULTILINE)
_LONGEST_NAME = 40
_FARTHEST_ANSWERED = 100_000  #: characters above an answer
_REACTION = re.compile(r":[\w+-]+:|[^\w\s]{1,8}")


def _clean_discord(messages: Sequence[Message]) -> Iterator[Message]:
    names = {message.name for message in messages}
    plain = [_without_furniture(message) for message in messages]
    whole = "\0".join(message.text for message in plain)  # no text has this character
    start = 0
    for message in plain:
        kept, repeated = _without_repeated(message.text, names, whole, start)
        start += len(message.text) + 1
        why = "it repeats the post that is answered"
        yield message.without(kept, repeated, why) if repeated else message


def _without_furniture(message: Message) -> Message:
    """The message without the lines of days and the reactions that a window shows."""
    lines = message.text.split("\n")
    if days := [line for line in lines if line in _DAY_WORDS]:
        why = "Discord writes so between messages"
        message = message.without(message.text, " ".join(days), why)
    lines = [line for line in lines if not _DAY_LINE.fullmatch(line)]
    reactions = [lines.pop() for _ in range(_reaction_lines(lines))]
    text = _EDITED_MARK.sub("", "\n".join(lines)).strip()
    if not reactions:
        return replace(message, text=text)
    return message.without(text, " ".join(reversed(reactions)), "others' reactions")


def _reaction_lines(lines: Sequence[str]) -> int:
    """How many of the last lines are reactions, each an emoji and in the next line its count."""
    end = len(lines)
    while end > 2 and lines[end - 1].strip().isdecimal() and _REACTION.fullmatch(lines[end - 2]):
        end -= 2
    return len(lines) - end


def _without_repeated(text: str, names: set[str | None], whole: str, start: int) -> tuple[str, str]:
    """The text without the post that the next one answers, which a copy repeats above its name.

    ``whole`` has all texts, and this one at ``start``.
    """
    lines = text.split("\n")
    for at in range(max(len(lines) - 3, 1), len(lines)):
        name, quote = lines[at].removeprefix("@"), " ".join(lines[at + 1 :])
        above = "\n".join(lines[:at])
        for end in range(1, min(len(name), _LONGEST_NAME) + 1):
            if name[:end] in names:
                words = (quote or name[end:]).strip().rstrip("…")[:40]
                end_above = start + len(above)
                first = max(end_above - _FARTHEST_ANSWERED, 0)
                if words and whole.find(words, first, end_above) >= 0:
                    return above.strip(), "\n".join(lines[at:])
    return text, ""


_DISCORD = Layout(
    "a copy out of the window of Discord",
    re.compile(
        rf"^(?P<name>[^\n]{{1,{_LONGEST_NAME}}}?)\s{{0,2}}—\s{{0,2}}(?P<date>{_DISCORD_DATE})$"
        rf"|^\[(?P<date2>{_TIME})\] ?(?![<*]|-[-!])"  # which come before names in logs
        rf"(?P<name2>[^\n:\]]{{1,{_LONGEST_NAME}}}): ?(?P<text>[^\n]*)$"
        rf"|^(?P<again>\[)(?P<date3>{_TIME})\][ \t]*$",
        re.MULTILINE,
    ),
    _clean_discord,
    copied=True,
    blocks=True,
)

# Copies out of the window of Slack ----------------------------------------------------------------

_SLACK_FURNITURE = re.compile(
    rf"{_DAY_LINE.pattern}|\d+ repl(?:y|ies)|View thread|Last reply .*|Reply in thread|:[\w+-]+:"
)


def _clean_slack(messages: Sequence[Message]) -> Iterator[Message]:
    for message in messages:
        lines = message.text.split("\n")
        while lines and _is_slack_furniture(lines):
            lines.pop()
        yield replace(message, text=_EDITED_MARK.sub("", "\n".join(lines)).strip())


def _is_slack_furniture(lines: Sequence[str]) -> bool:
    """Whether the last line is Slack's own, or counts the reactions in the line before it."""
    last = lines[-1].strip()
    counts = last.isdecimal() and bool(_REACTION.fullmatch(lines[-2].strip() if lines[1:] else ""))
    return counts or _SLACK_FURNITURE.fullmatch(last) is not None


_SLACK = Layout(
    "a copy out of the window of Slack",
    re.compile(
        r"^(?P<name>[^\s\d][^\n]{0,60})\n(?:APP\n|:[\w+-]+:\n)?"
        rf"(?:[ \t]+(?P<date>{_TIME})|(?P<date2>\d{{1,2}}:\d{{2}}{_BLANK}[AP]M))[ \t]*$"
        rf"|^(?P<name2>[^\s\d][^\n]{{0,60}}?)(?:APP)?(?:{_BLANK}{{2,4}}|\t)"
        rf"(?P<date3>\d{{1,2}}:\d{{2}}{_BLANK}?[AP]M)$"
        r"|^(?P<again>\d{1,2}:\d{2})$",
        re.MULTILINE,
    ),
    _clean_slack,
    copied=True,
)

# Other chats --------------------------------------------------------------------------------------


def _as_it_is(messages: Sequence[Message]) -> Iterator[Message]:
    yield from messages


_TELEGRAM = Layout(
    "a copy out of the window of Telegram",
    re.compile(rf"^(?P<name>[^\n\[]{{1,60}}), \[(?P<date>{_STAMP})\]:?$", re.MULTILINE),
    _as_it_is,
    copied=True,
)
_TEAMS = Layout(
    "a copy out of the window of Teams",
    re.compile(rf"^\[(?P<date>{_STAMP})\] (?P<name>[^\n:]{{1,60}})$", re.MULTILINE),
    _as_it_is,
    copied=True,
)
_SIGNAL_FACTS = re.compile(r"(?:Received|Edited|Deleted): [^\n]+|Conversation: [^\n]+")
_SIGNAL_FILE = re.compile(r"Attachment: (?P<name>.+?)(?: \((?P<type>\w+)/[^()]*\))?")
_SIGNAL_QUOTE = re.compile(r"\AQuote:\n(?:>[^\n]*\n?)*\n?")
_SIGNAL_REACTIONS = re.compile(r"Reactions?: [^\n]+")


def _clean_signal(messages: Sequence[Message]) -> Iterator[Message]:
    for message in messages:
        facts, _, text = f"{message.text}\n\n".partition("\n\n")
        if not _is_facts_of_signal(facts):
            facts, text = "", message.text
        for line in facts.split("\n"):
            if file := _SIGNAL_FILE.fullmatch(line):
                known = file["type"] == "image"
                medium = Medium("picture") if known else _file(file["name"])
                message = replace(message, media=(*message.media, medium))
            elif _SIGNAL_REACTIONS.fullmatch(line):
                message = message.without("", line, "others' reactions")
        if quote := _SIGNAL_QUOTE.match(text):
            message = message.without("", quote[0], "it repeats the post that is answered")
            text = text[quote.end() :]
        yield replace(message, text=text.strip())


def _is_facts_of_signal(facts: str) -> bool:
    """Whether all lines above a message's words are what Signal says of it."""
    known = (_SIGNAL_FACTS, _SIGNAL_FILE, _SIGNAL_REACTIONS)
    return all(any(one.fullmatch(line) for one in known) for line in facts.split("\n"))


_SIGNAL = Layout(
    "a chat as Signal writes it",
    re.compile(
        r"^From: (?P<name>[^\n(]{1,80}?)(?: \([^()\n]{1,60}\))?\n(?:Type: [^\n]{1,20}\n)?"
        r"Sent: (?P<date>[^\n]{10,60})$",
        re.MULTILINE,
    ),
    _clean_signal,
    beginning=re.compile(r"\s*(?:Conversation: [^\n]{1,200}\s*)?"),
)
_MOMENT = rf"(?:\d{{4}}-\d\d-\d\d[ T])?{_TIME}"
_IRC = Layout(
    "a log of a chat",
    re.compile(
        rf"^\[?(?P<date>{_MOMENT})\]? <[@+%~& ]?(?P<name>[^>\n]{{1,32}})> (?P<text>[^\n]*)$"
        rf"|^\[?{_MOMENT}\]? (?P<text2>(?:\*|-!-|-->|<--|--|\*\*\*)[ \t][^\n]*)$",
        re.MULTILINE,
    ),
    _as_it_is,
)
_WEECHAT = Layout(
    "a log of a chat",
    re.compile(
        r"^(?P<date>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\t"
        r"(?:[@+%~& ]?(?P<name>\w[^\t\n]{0,31})\t(?P<text>[^\n]*)|(?P<text2>[^\n]*))$",
        re.MULTILINE,
    ),
    _as_it_is,
)
_ANSWERED = re.compile(r"\AReplying to \"([^\n]*)\"\s*")
_REACTED = re.compile(r"(?:Reacted to|Removed a) .{1,200}")


def _clean_zoom(messages: Sequence[Message]) -> Iterator[Message]:
    for message in messages:
        text = message.text.replace("\n\t", "\n")
        if answered := _ANSWERED.match(text):
            kept, why = text[answered.end() :], "it repeats the post that is answered"
            yield message.without(kept, answered[1], why)
        elif _REACTED.fullmatch(text):
            yield replace(message, name=None, text=text)
        else:
            yield replace(message, text=text)


_ZOOM = Layout(
    "a chat as Zoom writes it",
    re.compile(
        r"^(?P<date>(?:\d{4}-\d\d-\d\d )?\d{2}:\d{2}:\d{2})\s{1,3}"
        r"From\s{1,2}(?P<name>[^\n:]{1,60}?)(?:\s{1,2}to\s{1,2}[^\n:]{1,60})?\s{0,2}:\s{0,2}(?P<text>[^\n]*)$",
        re.MULTILINE,
    ),
    _clean_zoom,
)

LAYOUTS = (
    *(_EXPORTED, _IRC, _WHATSAPP, _SIGNAL, _X, _TELEGRAM, _DISCORD, _SLACK, _TEAMS),
    *(_WEECHAT, _ZOOM),
)
