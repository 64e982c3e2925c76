"""Notes in Markdown: web clippers' (Obsidian and others), Notion's, and what people write.

The block at the top says title, author, source, language and date, if it is a mapping. Lines with
a name and a date, repeated headings or rules divide the posts; else they are as in pasted text.
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate, groupby, pairwise
from typing import Any

import yaml

from bot.importing.documents import Document, Documents
from bot.importing.formats import pasted_text
from bot.importing.formats.reader_sites import ender, speaker
from bot.importing.labels import series
from bot.importing.markdown_references import with_definitions, with_marked_headings
from bot.importing.markdown_text import (
    HEADING,
    RULE,
    inline_text,
    lines_of_code,
    plain_text,
    without_wiki_links,
)
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource, RawPost
from bot.importing.phrasing import Medium, opening, person, plural
from bot.importing.report import LeftOut
from bot.importing.written_dates import WrittenDates

_FRONT_MATTER = re.compile(
    r"\A\s*(?:---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)|\+\+\+[ \t]*\n(?P<toml>.*?)\n\+\+\+)"
    r"[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_LONGEST_FRONT_MATTER = 20_000
_DEEPEST_PROPERTY = 5
_KEYS = {
    "title": ("title",),
    "author": ("author", "authors", "by", "creator"),
    "source": ("source", "url", "link", "canonical", "original"),
    "language": ("language", "lang"),
    "date": ("published", "date", "publish_date", "date_published"),
}
_BEFORE_ZONE = re.compile(r"(?<=\d) (?=[+-]\d\d:?\d\d\Z)")
_NULLS = frozenset({"null", "Null", "NULL", "~"})
_TITLE = re.compile(r"\A\s*# ([^\n]+)\n+((?:[A-Z][\w ]{0,30}: [^\n]*\n+)+)?")
_LINK = r"\]\((?P<url>https?://[^)\s]++)[^)\n]*\)"
_NAME_AND_DATE = re.compile(
    r"(?:[-*>] |#{1,6} )?(?:\[?!\[[^\]\n]*\]\([^)\n]*\)(?:\]\([^)\n]*\))? ?)?"
    r"\[?\*\*\[?(?P<name>[^*\n\[\]]{1,80})(?:\]\([^)\n]*\))?\*\*(?:\]\([^)\n]*\))?[ \t]*+"
    r"(?:[\[(]?(?P<handle>@[\w.@-]{1,60})[\])]?(?:\([^)\s]*\))?)?[ \t·—–,:-]*+"
    rf"(?:\[(?P<date>[^\]\n\d]*\d[^\]\n]*){_LINK}|(?P<date2>[^\n\[]*\d[^\n\[]{{3,40}}))[ \t]*"
)
_CALENDAR = re.compile(
    r"\d{4}|\d{1,2}[./-]\d{1,2}|[A-Z][a-z]{2,8}\.? \d{1,2}\b|\d{1,2}:\d{2}|\d{1,2}[smhd]\b"
)
_MARKED = re.compile(
    r"^#{1,6} \S|!\[[^\]\n]{0,200}\]\(|\[[^\]\n]{1,200}\]\(https?://|\[\[[^\]\n]{1,200}\]\]"
    r"|\\[-.#*_!\[\]()>]|^\*\*[^*\n]{1,200}\*\*|^```|^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$",
    re.MULTILINE,
)
_QUOTE_MARK = re.compile(r"\A> ?")
_COMMENT_START, _COMMENT_END, _LONGEST_COMMENT = re.compile("<!--|%%"), "-->", 5000
_OBSIDIAN_COMMENT = re.compile(r"%%[^%]{0,5000}%%")
_LONGEST_SECTION = 3000
_INNER_BREAK = "\ufdd5"
"""A noncharacter for a blank line inside a paragraph, which a clipper writes as two breaks."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note that is one post; ``head`` is its line of name and date."""

    lines: Sequence[str]
    head: re.Match[str] | None = None


def recognises(documents: Documents) -> bool:
    """Whether it has a block of properties at its top, or is named and written as Markdown."""
    document = documents[0]
    if document.looks_like_json:
        return False
    if len(_properties(document.text)[1]) < len(document.text):
        return True
    named_so = document.path.suffix.lower() in (".md", ".markdown")
    marks = len(_MARKED.findall(document.text[:100_000]))
    lines = document.text[:100_000].split("\n")
    heads = sum(_is_head(line) is not None for line in lines)
    rules = sum(RULE.fullmatch(line) is not None for line in lines)
    divided = heads > 1 or (rules > 1 and not _has_rules_in_labelled_posts(lines))
    return (named_so and marks > 0) or divided or _title_and_images(document.text)


def _has_rules_in_labelled_posts(lines: Sequence[str]) -> bool:
    """Whether paragraphs have labels, and each rule is between words of one of them."""
    parts = groupby(lines, key=lambda line: bool(line.strip()))
    paragraphs = [list(part) for has_words, part in parts if has_words]
    if any(RULE.fullmatch(edge) for part in paragraphs for edge in (part[0], part[-1])):
        return False
    return series(["\n".join(part) for part in paragraphs], weak=False) is not None


def _title_and_images(text: str) -> bool:
    """Whether a text begins with a heading and has pictures or several headings."""
    start = text[:100_000]
    headings = len(re.findall(r"^#{1,6} \S", start, re.MULTILINE))
    return _TITLE.match(start) is not None and (headings > 1 or "](http" in start)


def _without_comments(text: str) -> tuple[str, Sequence[LeftOut]]:
    """A text without comments of up to _LONGEST_COMMENT, and these; those in code are words."""
    lines = text.split("\n")
    code = lines_of_code(lines)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    kept: list[str] = []
    left_out: list[LeftOut] = []
    at = end = 0
    for mark in _COMMENT_START.finditer(text):
        start = mark.start()
        if start < at or bisect_right(starts, start) - 1 in code:
            continue
        if mark[0] == "%%":
            obsidian = _OBSIDIAN_COMMENT.match(text, start)
            stop = obsidian.end() if obsidian else -1
        else:
            if 0 <= end < mark.end():  # each end is looked for once
                end = text.find(_COMMENT_END, mark.end())
            stop = end + len(_COMMENT_END) if end - start <= _LONGEST_COMMENT and end > 0 else -1
        if stop > 0:
            kept.append(text[at:start])
            at = stop
            if words := opening(text[start:stop].strip("<!->%")):
                left_out.append(LeftOut("the note", words, "a comment, which no page shows"))
    return "".join(kept) + text[at:], left_out


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """The posts of one note, without its markup."""
    document, *others = documents
    if others:
        raise others[0].error("a note is one thread; import them one by one")
    known, below = _properties(document.text)
    below = "\n".join(with_marked_headings(below.split("\n")))
    body, title, notes = _titled(below, known)
    above = document.text.count("\n") - body.count("\n")
    shown, comments = _without_comments(body)
    lines, left_out = _without_site_words(shown.split("\n"), above)
    sections = _sections(with_definitions(lines))
    if len(sections) > 1 or any(section.head for section in sections):
        posts = [post for section in sections for post in _posts(section)]
        parsed = ParsedSource("", tuple(posts), warnings=tuple(_lost_dates(sections, posts)))
    else:
        parsed = _as_pasted(document, sections[0].lines)
    writer = next((post.author for post in parsed.raw_posts if post.author), None)
    return replace(
        parsed,
        recognised="a note in Markdown",
        raw_posts=tuple(
            replace(post, date=post.date or known.get("date")) for post in parsed.raw_posts
        ),
        metadata=Metadata(
            title=known.get("title") or title,
            author=writer or known.get("author"),
            source=known.get("source"),
            language=known.get("language"),
        ),
        left_out=(
            *comments,
            *left_out,
            *notes,
            *(replace(one, where="the note") for one in parsed.left_out),
        ),
    )


# What a note says of itself -----------------------------------------------------------------------


def _properties(text: str) -> tuple[dict[str, str], str]:
    """What the block at the top says, and the text below it; a block that is no mapping is text."""
    found = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    block = _block(found) if found else None
    if found is None or block is None:
        return {}, text
    lower = {str(key).lower(): value for key, value in block.items()}
    known = {
        part: next((word for key in keys if (word := _property(lower.get(key)))), "")
        for part, keys in _KEYS.items()
    }
    known["date"] = _moment(known["date"])
    return {"": "block", **{key: value for key, value in known.items() if value}}, text[
        found.end() :
    ]


def _block(found: re.Match[str]) -> dict[Any, Any] | None:
    """Return the mapping that a block is, or None.

    A list or a mapping that has a name in YAML may be in itself, or a thousand times in another.
    """
    try:
        if found["toml"] is not None:
            return tomllib.loads(found["toml"], parse_float=str)
        for event in yaml.parse(found["yaml"], Loader=yaml.CBaseLoader):
            if isinstance(event, yaml.CollectionStartEvent) and event.anchor:
                return None
        block = yaml.load(found["yaml"], Loader=yaml.CBaseLoader)  # noqa: S506  (texts only)
    except (yaml.YAMLError, ValueError, RecursionError):  # tomllib raises all but the first
        return None
    return block if isinstance(block, dict) else None


def _property(value: object, depth: int = 0) -> str:
    """A property's words: lists as one line, wiki links as their names."""
    if isinstance(value, list) and depth < _DEEPEST_PROPERTY:
        inside = (_property(one, depth + 1) for one in value)
        return ", ".join(filter(None, inside))
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or value in _NULLS:
        return ""
    return without_wiki_links(value).strip()


def _titled(body: str, known: dict[str, str]) -> tuple[str, str | None, Sequence[LeftOut]]:
    """The text below its first heading, if that is its only one of that level, and that heading.

    Notion writes the properties of a page below its title, one a line; they go into ``known``.
    """
    found = _TITLE.match(body)
    lines = body.split("\n")
    code = lines_of_code(lines)
    titles = sum(line.startswith("# ") for at, line in enumerate(lines) if at not in code)
    title = inline_text(found[1])[0].strip() if found else ""
    if found is None or titles > 1 or known.get("title", title) != title:
        return body, None, ()
    left_out = []
    for line in (found[2] or "").split("\n"):
        key, _, value = line.partition(": ")
        part = next((part for part, keys in _KEYS.items() if key.lower() in keys), None)
        if part and value.strip():
            known.setdefault(part, value.strip())
        elif line.strip():
            left_out.append(LeftOut("the note", opening(line), "a post has no place for it"))
    return body[found.end() :], title, left_out


def _without_site_words(
    lines: Sequence[str], above: int
) -> tuple[Sequence[str], Sequence[LeftOut]]:
    """The lines without a thread reader's own; ``above`` are the lines that come before them."""
    plain = [
        inline_text(HEADING.sub(r"\2", line) if line.startswith("#") else line)[0] for line in lines
    ]
    stop = next((at for at, line in enumerate(plain) if ender(line)), len(lines))
    kept = [line for line, words in zip(lines[:stop], plain, strict=False) if not speaker(words)]
    left_out = [
        LeftOut(f"line {at + above}", opening(words), f"{site}'s own words")
        for at, words in enumerate(plain[:stop], 1)
        if (site := speaker(words))
    ]
    if stop < len(lines):
        why = f"{ender(plain[stop])}'s own words"
        left_out.append(
            LeftOut(f"line {stop + above + 1} and all below", opening(plain[stop]), why)
        )
    return kept, left_out


# Where posts begin --------------------------------------------------------------------------------


def _sections(lines: Sequence[str]) -> Sequence[Section]:
    """The parts that lines of name and date, repeated headings or rules divide a note into."""
    code = lines_of_code(lines)
    marks = {at: line for at, line in enumerate(lines) if at not in code}
    heads = {at: found for at, line in marks.items() if (found := _is_head(line))}
    if len(heads) > 1 or (heads and not "".join(lines[: min(heads)]).strip()):
        return [
            Section(lines[start + (start in heads) : end], heads.get(start))
            for start, end in _ranges(sorted(heads), len(lines))
        ]
    headings = {
        at: len(found[1]) for at, line in marks.items() if (found := HEADING.fullmatch(line))
    }
    repeated = [level for level, count in Counter(headings.values()).items() if count > 1]
    if repeated:
        starts = [at for at, level in headings.items() if level <= min(repeated)]
        return [Section(lines[start:end]) for start, end in _ranges(starts, len(lines))]
    rules = [at for at, line in marks.items() if RULE.fullmatch(line)]
    if len(rules) > 1:
        return [Section(lines[start:end]) for start, end in _ranges(rules, len(lines))]
    return [Section(lines)]


def _is_head(line: str) -> re.Match[str] | None:
    """A line that has nothing but a name in bold and a date."""
    if "**" not in line[:300]:
        return None
    found = _NAME_AND_DATE.fullmatch(line.strip()[:600])
    return found if found and _CALENDAR.search(found["date"] or found["date2"]) else None


def _ranges(starts: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    """The part before the first start, if there is one, and that of each start."""
    edges = [*([0] if not starts or starts[0] else []), *starts, end]
    yield from pairwise(edges)


def _posts(section: Section) -> Iterator[RawPost]:
    """The posts of one section; a long one without a name is divided into its paragraphs."""
    head = section.head
    lines = section.lines
    if head and head.string.startswith(">"):
        lines = [_QUOTE_MARK.sub("", line) for line in lines]
    text, media = plain_text(lines)
    if head is None and len(text) > _LONGEST_SECTION:
        heading, *below = re.split(r"\n{2,}", text)
        first = f"{heading}\n\n{below[0]}" if below else heading
        yield RawPost(first, media=media)
        yield from map(RawPost, below[1:])
    elif text or media or head:
        author = person(head["name"].strip(), head["handle"]) if head else None
        date = (head["date"] or head["date2"]) if head else None
        yield RawPost(
            text,
            media=media,
            author=author,
            date=_iso(date) if date else None,
            url=head["url"] if head else None,
        )


def _lost_dates(sections: Sequence[Section], posts: Sequence[RawPost]) -> Iterator[str]:
    """That lines of name and date have dates that do not say which day it is."""
    written = [one.head["date"] or one.head["date2"] for one in sections if one.head]
    undated = len(written) - sum(post.date is not None for post in posts)
    if written and undated > 0:
        unclear = next(one for one in written if not _iso(one))
        yield (
            f"{plural(undated, 'post')} without a date: what is written there, such as "
            f'"{opening(unclear)}", does not say which day it is'
        )


def _as_pasted(document: Document, lines: Sequence[str]) -> ParsedSource:
    """The paragraphs, as those of a paste; lines apart by breaks alone are of one paragraph.

    Pictures that have a paragraph of their own belong to the one above, or else to the one below.
    """
    written: list[str] = []
    media: defaultdict[int, list[Medium]] = defaultdict(list)
    place = 1
    for paragraph in _paragraphs(lines):
        text, pictures = plain_text(paragraph, _INNER_BREAK)
        if text:
            place = len(written) + 1 if written else 1
            written += [*text.split("\n"), ""]
        media[place] += pictures
    if not written:
        return ParsedSource("", (RawPost("", media=tuple(media[place])),))
    paste = Document.from_bytes(document.name, "\n".join(written).encode())
    parsed = pasted_text.read((paste,), ImportOptions(), layout="paragraphs", media=media)
    return replace(
        parsed,
        raw_posts=tuple(
            replace(post, text=post.text.replace(_INNER_BREAK, "")) for post in parsed.raw_posts
        ),
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines between blank ones; code is in one paragraph, with the blank lines in it."""
    code = lines_of_code(lines)
    numbered = enumerate(lines)
    for blank, stretch in groupby(numbered, key=lambda one: not one[1] and one[0] not in code):
        if not blank:
            yield [line or _INNER_BREAK for _, line in stretch]


def _moment(written: str) -> str:
    """A date of ISO 8601 as it is, one with a blank before its zone without that, others read."""
    try:
        datetime.fromisoformat(iso := _BEFORE_ZONE.sub("", written))
    except ValueError:
        return _iso(written) or written
    return iso


def _iso(written: str) -> str | None:
    return WrittenDates.seen([written]).read(written)


FORMAT = Format("markdown", recognises, read)
