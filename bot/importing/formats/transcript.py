"""A chat as text: its messages, each after a name and a time, become posts.

How programs write chats is in ``chat_layouts``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from bot.importing.documents import Documents
from bot.importing.formats.chat_layouts import LAYOUTS, Layout, Message
from bot.importing.labels import series
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import opening, person, plural
from bot.importing.report import Certainty, LeftOut
from bot.importing.written_dates import WrittenDates

_RECOGNISED_IN = 100_000
"""Characters in which the first headers must come."""


def recognises(documents: Documents) -> bool:
    """Whether a name and a time stand before each message, as some program writes them."""
    return not documents[0].looks_like_json and _layout(documents[0].text) is not None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The messages of one chat with their authors and dates."""
    document, *others = documents
    if others:
        raise others[0].error("a chat comes in one file; put all messages into one")
    layout = _layout(document.text)
    if layout is None:
        raise document.error("no name and time is before each message; give the chat's export")
    messages = list(layout.clean(list(_messages(layout, document.text))))
    if layout.blocks:
        messages = list(_divided_by_labels(messages))
    written = [message for message in messages if message.name and (message.text or message.media)]
    if not written:
        raise document.error("nobody's words are in it; export the chat again")
    dates = WrittenDates.seen(message.date for message in written if message.date)
    raw_posts = tuple(
        RawPost(
            message.text,
            media=message.media,
            author=person(message.name, message.handle),
            date=dates.read(message.date) if message.date else None,
        )
        for message in written
    )
    return ParsedSource(
        layout.recognised,
        raw_posts,
        Metadata(title=_title(document.text)),
        left_out=(*_around(layout, document.text), *_left_out(messages)),
        warnings=tuple(_notes(layout, document.text, written, raw_posts)),
        certainty=Certainty.NAMED if layout.copied else Certainty.MARKED,
    )


def _layout(text: str) -> Layout | None:
    return next((layout for layout in LAYOUTS if _fits(layout, text)), None)


def _fits(layout: Layout, text: str) -> bool:
    """Whether enough headers have words below them; one more where other words come first."""
    headers = layout.headers(text, _RECOGNISED_IN)
    if not headers:
        return False
    begins = layout.beginning.fullmatch(text, 0, headers[0].start()) is not None
    ends = [*(header.start() for header in headers[1:]), len(text)]
    spoken = sum(
        bool(_group(header, "text") or text[header.end() : end].strip())
        for header, end in zip(headers, ends, strict=True)
        if _group(header, "name") or _group(header, "again")
    )
    return spoken >= layout.least if begins else layout.copied and spoken > layout.least


def _messages(layout: Layout, text: str) -> Iterator[Message]:
    end = layout.end.search(text)
    text = text[: end.start()] if end else text
    headers = layout.headers(text)
    name = handle = None
    line, counted = 1, 0
    for here, there in pairwise([*headers, None]):
        assert here is not None
        line += text.count("\n", counted, here.start())
        counted = here.start()
        if not _group(here, "again"):
            name, handle = _group(here, "name"), _group(here, "handle")
        rest = text[here.end() : there.start() if there else len(text)]
        words = f"{_group(here, 'text') or ''}{rest}".strip()
        yield Message(line, name, handle, _group(here, "date"), words)


def _group(header: re.Match[str], name: str) -> str | None:
    groups = header.groupdict()
    return next((groups[key] for key in groups if key.rstrip("23") == name and groups[key]), None)


def _divided_by_labels(messages: Sequence[Message]) -> Iterator[Message]:
    """The blocks of each person, divided where a line begins with the next printed number."""
    lines = [(at, line) for at, one in enumerate(messages) for line in one.text.split("\n")]
    labelled = series([line for _, line in lines], weak=False)
    starts = labelled.numbers if labelled and not labelled.style.at_end else {}
    for at, block in groupby(enumerate(lines), key=lambda numbered: numbered[1][0]):
        texts: list[str] = []
        for place, (_, line) in block:
            if place in starts or not texts:
                texts.append(line)
            else:
                texts[-1] += "\n" + line
        if texts[1:] and not texts[0].strip():
            del texts[0]
        first, *more = texts
        yield replace(messages[at], text=first.strip())
        yield from (
            replace(messages[at], text=text.strip(), media=(), left_out=()) for text in more
        )


def _around(layout: Layout, text: str) -> Iterator[LeftOut]:
    """What a copied window has above the first name, and below the last post."""
    first, *_ = layout.headers(text)
    if layout.copied and (before := text[: first.start()].strip()):
        yield LeftOut("line 1", opening(before), "it is before the first name")
    end = layout.end.search(text) if layout.copied else None
    if end and (after := end[0].strip()):
        line = text.count("\n", 0, end.start()) + 2
        yield LeftOut(f"line {line} and all below", opening(after), "it is below the thread")


def _left_out(messages: Sequence[Message]) -> Iterator[LeftOut]:
    for message in messages:
        yield from message.left_out
        if not message.name and message.text:
            yield LeftOut(message.where, opening(message.text), "nobody wrote it")


def _title(text: str) -> str | None:
    """The channel that DiscordChatExporter names."""
    found = re.match(r"={20,}\n(?:[^\n=]*\n){0,4}?Channel: +([^\n]+)", text)
    return found[1].rpartition(" / ")[2] if found else None


def _notes(
    layout: Layout, text: str, written: Sequence[Message], raw_posts: Sequence[RawPost]
) -> Iterator[str]:
    pairs = zip(written, raw_posts, strict=True)
    unclear = next((one.date for one, post in pairs if not post.date), None)
    if undated := sum(post.date is None for post in raw_posts):
        yield (
            f"{plural(undated, 'post')} without a date: what is written there, such as "
            f'"{unclear}", does not say which day it is'
        )
    elif any(post.date and len(post.date) > 10 and post.date[19:] == "" for post in raw_posts):
        yield "the times are in the local time of the computer or telephone that wrote them"
    if layout.blocks and any("\n" in post.text for post in raw_posts):
        yield (
            "messages that one person sent in a row are one post, as a copy does not show where "
            "each begins; for them apart export the channel as JSON"
        )
    names = Counter(post.author for post in raw_posts)
    if layout.copied and len(names) > 1:
        yield f"{len(names)} people wrote the posts; --only-author keeps those of the first"
    counted = re.search(r"\nExported ([\d.,\u00a0\u202f’ ]{1,20}) message\(s\)", text)
    if counted and re.sub(r"\D", "", counted[1]) != str(len(list(layout.header.finditer(text)))):
        yield f"the export counts {counted[1]} messages, but another number was read"


FORMAT = Format("chat", recognises, read)
