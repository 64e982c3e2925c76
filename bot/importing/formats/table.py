"""Rows with named columns as posts; ``csv_table`` and ``json_table`` read the rows."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.errors import quoted
from bot.importing.documents import Document, Documents, WrittenNumber
from bot.importing.html_text import text_of_html
from bot.importing.parsed_source import ParsedSource, RawPost
from bot.importing.phrasing import plural, unescaped
from bot.importing.report import LeftOut
from bot.importing.written_dates import WrittenDates

COLUMNS = {
    "text": (
        *("text", "post", "content", "body", "message", "full_text", "tweet", "content_html"),
        "content_text",
    ),
    "number": ("number", "no", "no.", "nr", "nr.", "#"),
    "label": ("label",),
    "author": (
        *("author", "username", "user", "handle", "name", "sender", "author_name", "display_name"),
        "screen_name",
    ),
    "date": (
        *("date", "created_at", "createdat", "datetime", "timestamp", "time", "published"),
        *("published_at", "created", "created_utc", "origin_server_ts", "date_published"),
    ),
    "url": ("html_url", "url", "link", "permalink"),
    "heading": ("content_warning", "cw", "spoiler_text"),
}
_TEXT_KEYS = ("body", "text", "content", "rendered", "value")
_NAME_KEYS = ("name", "username", "login", "screen_name", "display_name", "displayName", "handle")
NESTED = frozenset({"replies", "children", "answers", "comments", "responses"})
_EMPTY = (None, "")
_WRITTEN_NULLS = frozenset({"NULL", "null", "None", "NaN", "nan", "NaT", "N/A", "\\N"})
_MAX_DIGITS = 9
_MAX_DEPTH = 5

_TAGS = re.compile(r"</(?:p|a|b|i|em|strong|div|span|li|ul|ol|blockquote|pre|code|h\d)>|<br ?/?>")
_LINE_TAGS = re.compile(r"<(?:p|br|div|li|pre|h\d|blockquote)\b")
_ENTITIES = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,13}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``where`` is its line, or its place in a list. A cell is any value of JSON."""

    where: int
    cells: Mapping[str, Any]
    nested: bool = False


def posts_of_rows(
    recognised: str, unit: str, documents: Documents, rows: Sequence[Row]
) -> ParsedSource:
    """A post of each row; ``unit`` is what the place of a row counts, lines or entries."""
    document, *others = documents
    if others:
        raise others[0].error("a table comes in one file; put all rows into one")
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    known = known_columns(names)
    if "text" not in known:
        raise document.error('no column is named "text"; name the column of the posts so', 1)
    read = {name for row in rows for name in _names_in(row, known).values()}
    unknown = [name for name in names if name not in read]
    nested = {
        name
        for row in rows
        for name, cell in row.cells.items()
        if isinstance(cell, dict | list) and name.casefold() in NESTED
    }
    doubled = Counter(name for row in rows for name in _doubled(row, known) if name in read)
    rows = [_by_part(row, known) for row in rows]
    dates = WrittenDates.seen(fact(row.cells.get("date")) for row in rows)
    raw_posts = tuple(_raw_post(row, known, dates, document) for row in rows)
    return ParsedSource(
        recognised,
        raw_posts,
        left_out=(
            *(
                LeftOut(
                    document.name,
                    f"the column {quoted(name)}",
                    "answers are in it, of which no text is known"
                    if name in nested
                    else "a post has no place for it",
                )
                for name in unknown
            ),
            *(
                LeftOut(
                    document.name,
                    f"{plural(count, 'cell')} of the column {quoted(name)}",
                    "another column has that part of the post, too",
                )
                for name, count in doubled.items()
            ),
            *_unread_cells(rows, known, raw_posts, document),
        ),
        warnings=(*_lost_dates(rows, raw_posts, unit), *_remarks(rows)),
    )


def known_columns(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The names of the columns that are read, by what they hold, the first one preferred."""
    by_word = {name.strip().casefold(): name for name in reversed(names)}
    found = {
        part: [by_word[word] for word in words if word in by_word]
        for part, words in COLUMNS.items()
    }
    return {part: names for part, names in found.items() if names}


def _names_in(row: Row, known: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """The column of each part in this row: the first one that is filled."""
    return {
        part: next((name for name in names if row.cells.get(name) not in _EMPTY), names[0])
        for part, names in known.items()
    }


def _doubled(row: Row, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the columns with something else in this row than what is taken for the same part."""
    for part, taken in _names_in(row, known).items():
        for name in known[part]:
            cell = row.cells.get(name)
            if cell not in _EMPTY and cell != row.cells.get(taken):
                yield name


def _by_part(row: Row, known: Mapping[str, Sequence[str]]) -> Row:
    """The row with the parts of a post in place of its columns."""
    names = _names_in(row, known)
    return replace(row, cells={part: row.cells.get(name) for part, name in names.items()})


def _raw_post(
    row: Row, known: Mapping[str, Sequence[str]], dates: WrittenDates, document: Document
) -> RawPost:
    cells = row.cells
    text = _text(cells["text"])
    if text is None:
        column = quoted(known["text"][0])
        what = f"the {column} of this row is an object without a text; write the text"
        raise document.error(what, row.where)
    return RawPost(
        _decoded(text),
        heading=f"[content warning: {warning}]"
        if (warning := fact(cells.get("heading")))
        else None,
        author=_name(cells.get("author")) or None,
        date=_date(cells.get("date"), dates),
        url=fact(cells.get("url")) or None,
        label=fact(cells.get("label")) or None,
        number=_number(cells.get("number"), row, document),
    )


def _number(cell: Any, row: Row, document: Document) -> int | None:
    written = fact(cell)
    if not written:
        return None
    is_number = written.isascii() and written.isdecimal() and len(written) <= _MAX_DIGITS
    if not (is_number and int(written) > 0):
        what = f"{quoted(written)} is no number of a post; write 1 or more, of at most nine digits"
        raise document.error(what, row.where)
    return int(written)


def fact(cell: Any) -> str:
    """A cell beside the words as a text; what programs write for a missing value is empty."""
    written = _plain(cell).strip()
    return "" if written in _WRITTEN_NULLS else written


def _plain(cell: Any) -> str:
    """A cell as a text; empty where it is an object or a list."""
    if cell is None or isinstance(cell, dict | list):
        return ""
    return str(cell) if isinstance(cell, str | WrittenNumber) else json.dumps(cell)


def _text(cell: Any, depth: int = 0) -> str | None:
    """The text in a cell, in an object or a list in it too; None where there is none to be read.

    A list is taken for the stretches of one text.
    """
    if isinstance(cell, dict) and depth < _MAX_DEPTH:
        inside = (_text(cell[key], depth + 1) for key in _TEXT_KEYS if key in cell)
        return next((text for text in inside if text is not None), None)
    if isinstance(cell, list) and depth < _MAX_DEPTH:
        parts = [_text(part, depth + 1) for part in cell]
        return "".join(filter(None, parts)) if all(part is not None for part in parts) else None
    return None if isinstance(cell, dict | list) else _plain(cell)


def _name(cell: Any) -> str:
    """The name in a cell, in an object in it, or the names in a list; a number of JSON is none."""
    if isinstance(cell, list):
        names = list(map(_name, cell))
        return ", ".join(names) if all(names) else ""
    if isinstance(cell, dict):
        return next((name for key in _NAME_KEYS if (name := fact(cell.get(key)))), "")
    return fact(cell) if isinstance(cell, str) else ""


def _decoded(text: str) -> str:
    """The words of a text that may be HTML, or have its entities alone."""
    if _TAGS.search(text):
        return text_of_html(text if _LINE_TAGS.search(text) else text.replace("\n", "<br>"))
    return unescaped(text) if _ENTITIES.search(text) else text


def _date(cell: Any, dates: WrittenDates) -> str | None:
    """A date of ISO 8601, one written for people, or seconds or milliseconds since 1970."""
    written = _plain(cell).strip()
    if _SECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(float(written)), UTC).isoformat()
    if _MILLISECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(written) // 1000, UTC).isoformat()
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return dates.read(written)
    return written


def _lost_dates(rows: Sequence[Row], raw_posts: Sequence[RawPost], unit: str) -> Iterator[str]:
    lost = [
        (row.where, written)
        for row, raw_post in zip(rows, raw_posts, strict=True)
        if (written := fact(row.cells.get("date"))) and not raw_post.date
    ]
    if lost:
        where, written = lost[0]
        yield (
            f"{plural(len(lost), 'date')} left out, the first is {quoted(written)} in {unit} "
            f"{where}: write dates as 2022-01-25 or 2022-01-25T18:30:00+01:00"
        )


def _unread_cells(
    rows: Sequence[Row],
    known: Mapping[str, Sequence[str]],
    raw_posts: Sequence[RawPost],
    document: Document,
) -> Iterator[LeftOut]:
    """The cells of known columns that hold no text, and of which nothing could be read."""
    unread = Counter(
        known[part][0]
        for row, raw_post in zip(rows, raw_posts, strict=True)
        for part in known
        if part not in ("text", "number")
        and not isinstance(row.cells[part], str)
        and row.cells[part] not in _EMPTY
        and not getattr(raw_post, part)
    )
    for name, count in unread.items():
        what = f"{plural(count, 'cell')} of the column {quoted(name)}"
        yield LeftOut(document.name, what, "an object or a number is in them, not a text")


def _remarks(rows: Sequence[Row]) -> Iterator[str]:
    texts = [_text(row.cells["text"]) or "" for row in rows]
    if tagged := sum(_TAGS.search(text) is not None for text in texts):
        yield f"the tags in {plural(tagged, 'text')} were read as HTML"
    if coded := sum(_ENTITIES.search(text) is not None for text in texts):
        yield f"the entities in {plural(coded, 'text')}, such as &amp;, were decoded"
    if nested := sum(row.nested for row in rows):
        yield f"{plural(nested, 'answer')} nested in others were read, each below what it answers"
