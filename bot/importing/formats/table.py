"""Tables with named columns: CSV with any separator, and JSON lines or a JSON list."""

import csv
import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from bot.importing.documents import Document, Documents
from bot.importing.html_text import text_of_html
from bot.importing.parsed_source import Format, ImportOptions, ParsedSource, RawPost
from bot.importing.phrasing import plural
from bot.importing.report import LeftOut

_COLUMNS = {
    "text": ("text", "post", "content", "body", "message", "full_text", "tweet"),
    "number": ("number", "no", "no.", "nr", "nr.", "#"),
    "label": ("label",),
    "author": ("author", "username", "user", "handle", "name", "sender"),
    "date": (
        *("date", "created_at", "createdat", "datetime", "timestamp", "time", "published"),
        *("published_at", "created", "created_utc", "origin_server_ts"),
    ),
    "url": ("html_url", "url", "link", "permalink"),
    "heading": ("content_warning", "cw", "spoiler_text"),
}
_TEXT_KEYS = ("body", "text", "content", "rendered", "value")
_NAME_KEYS = ("name", "username", "login", "screen_name", "display_name", "displayName", "handle")
_NESTED = frozenset({"replies", "children", "answers", "comments", "responses"})
_EMPTY = (None, "")
_WRITTEN_NULLS = frozenset({"NULL", "null", "None", "NaN", "nan", "NaT", "N/A", "\\N"})
_SEPARATOR_LINE = re.compile(r"\Asep=.\n")
_SEPARATORS = ",;\t|"
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


def recognises_csv(documents: Documents) -> bool:
    """Whether it is named as a table, or its first line names texts and another known column."""
    document = documents[0]
    if document.looks_like_json:
        return False
    named_so = document.path.suffix.lower() in (".csv", ".tsv")
    return named_so or len(_known(_header(document))) > 1


def recognises_json(documents: Documents) -> bool:
    """Whether it is objects with a text."""
    if not documents[0].looks_like_json:
        return False
    value = documents[0].json
    return _is_row(value[0] if isinstance(value, list) and value else value)


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and "text" in _known(list(value))


def read_csv(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each row."""
    return _read("a CSV table", documents, list(csv_rows(documents[0])))


def read_json(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each object, and of each that is nested in it as an answer."""
    return _read("JSON lines", documents, list(_json_rows(documents[0])))


def _read(recognised: str, documents: Documents, rows: Sequence[Row]) -> ParsedSource:
    document, *others = documents
    if others:
        raise others[0].error("a table comes in one file; put all rows into one")
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    known = _known(names)
    if "text" not in known:
        raise document.error('no column is named "text"; name the column of the posts so', 1)
    read = {name for row in rows for name in _names_in(row, known).values()}
    unknown = [name for name in names if name not in read]
    nested = {
        name
        for name in unknown
        if name.casefold() in _NESTED
        and any(isinstance(row.cells.get(name), dict | list) for row in rows)
    }
    rows = [_by_part(row, known) for row in rows]
    raw_posts = tuple(_raw_post(row, known, document) for row in rows)
    return ParsedSource(
        recognised,
        raw_posts,
        left_out=(
            *(
                LeftOut(
                    document.name,
                    f'the column "{name}"',
                    "answers are in it, of which no text is known"
                    if name in nested
                    else "a post has no place for it",
                )
                for name in unknown
            ),
            *_unread_cells(rows, known, raw_posts, document),
        ),
        warnings=(*_lost_dates(rows, raw_posts), *_remarks(rows)),
    )


def _known(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The names of the columns that are read, by what they hold, the first one preferred."""
    by_word = {name.strip().casefold(): name for name in reversed(names)}
    found = {
        part: [by_word[word] for word in words if word in by_word]
        for part, words in _COLUMNS.items()
    }
    return {part: names for part, names in found.items() if names}


def _names_in(row: Row, known: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """The column of each part in this row: the first one that is filled."""
    return {
        part: next((name for name in names if row.cells.get(name) not in _EMPTY), names[0])
        for part, names in known.items()
    }


def _by_part(row: Row, known: Mapping[str, Sequence[str]]) -> Row:
    """The row with the parts of a post in place of its columns."""
    names = _names_in(row, known)
    return replace(row, cells={part: row.cells.get(name) for part, name in names.items()})


def _raw_post(row: Row, known: Mapping[str, Sequence[str]], document: Document) -> RawPost:
    cells = row.cells
    text = _text(cells["text"])
    if text is None:
        what = f'the "{known["text"][0]}" of this row is an object without a text; write the text'
        raise document.error(what, row.where)
    return RawPost(
        _decoded(text),
        heading=f"[content warning: {warning}]"
        if (warning := _fact(cells.get("heading")))
        else None,
        author=_name(cells.get("author")) or None,
        date=_date(cells.get("date")),
        url=_fact(cells.get("url")) or None,
        label=_fact(cells.get("label")) or None,
        number=_number(cells.get("number"), row, document),
    )


def _number(cell: Any, row: Row, document: Document) -> int | None:
    written = _fact(cell)
    if not written:
        return None
    is_number = written.isascii() and written.isdecimal() and len(written) <= _MAX_DIGITS
    if not (is_number and int(written) > 0):
        what = f'"{written[:40]}" is no number of a post; write 1 or more, of at most nine digits'
        raise document.error(what, row.where)
    return int(written)


def _fact(cell: Any) -> str:
    """A cell beside the words as a text; what programs write for a missing value is empty."""
    written = _plain(cell)
    return "" if written in _WRITTEN_NULLS else written


def _plain(cell: Any) -> str:
    """A cell as a text; empty where it is an object or a list."""
    if cell is None or isinstance(cell, dict | list):
        return ""
    return (cell if isinstance(cell, str) else json.dumps(cell)).strip()


def _text(cell: Any, depth: int = 0) -> str | None:
    """The text in a cell, in an object or a list in it too; None where there is none to be read."""
    if isinstance(cell, dict) and depth < _MAX_DEPTH:
        inside = (_text(cell[key], depth + 1) for key in _TEXT_KEYS if key in cell)
        return next((text for text in inside if text is not None), None)
    if isinstance(cell, list) and depth < _MAX_DEPTH:
        parts = [_text(part, depth + 1) for part in cell]
        return "".join(part for part in parts if part is not None) if all(parts) else None
    return None if isinstance(cell, dict | list) else _plain(cell)


def _name(cell: Any) -> str:
    """The name in a cell, or in an object in it."""
    if isinstance(cell, dict):
        return next((name for key in _NAME_KEYS if (name := _fact(cell.get(key)))), "")
    return _fact(cell)


def _decoded(text: str) -> str:
    """The words of a text that may be HTML, or have its entities alone."""
    if _TAGS.search(text):
        return text_of_html(text if _LINE_TAGS.search(text) else text.replace("\n", "<br>"))
    return html.unescape(text) if _ENTITIES.search(text) else text


def _date(cell: Any) -> str | None:
    """A date of ISO 8601, or a count of seconds or milliseconds since 1970 as a date."""
    written = _plain(cell)
    if _SECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(float(written)), UTC).isoformat()
    if _MILLISECONDS.fullmatch(written):
        return datetime.fromtimestamp(int(written) // 1000, UTC).isoformat()
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written


def _lost_dates(rows: Sequence[Row], raw_posts: Sequence[RawPost]) -> Iterator[str]:
    lost = [
        (row.where, written)
        for row, raw_post in zip(rows, raw_posts, strict=True)
        if (written := _fact(row.cells.get("date"))) and not raw_post.date
    ]
    if lost:
        where, written = lost[0]
        yield (
            f'{plural(len(lost), "date")} left out, the first is "{written}" in line {where}: '
            "write dates as 2022-01-25 or 2022-01-25T18:30:00+01:00"
        )


def _unread_cells(
    rows: Sequence[Row],
    known: Mapping[str, Sequence[str]],
    raw_posts: Sequence[RawPost],
    document: Document,
) -> Iterator[LeftOut]:
    """The cells of known columns that hold an object of which nothing could be read."""
    unread = Counter(
        known[part][0]
        for row, raw_post in zip(rows, raw_posts, strict=True)
        for part in known.keys() - {"text", "number"}
        if isinstance(row.cells[part], dict | list) and not getattr(raw_post, part)
    )
    for name, count in unread.items():
        what = f'{plural(count, "cell")} of the column "{name}"'
        yield LeftOut(document.name, what, "an object is in them, not a text")


def _remarks(rows: Sequence[Row]) -> Iterator[str]:
    texts = [_text(row.cells["text"]) or "" for row in rows]
    if tagged := sum(_TAGS.search(text) is not None for text in texts):
        yield f"the tags in {plural(tagged, 'text')} were read as HTML"
    if coded := sum(_ENTITIES.search(text) is not None for text in texts):
        yield f"the entities in {plural(coded, 'text')}, such as &amp;, were decoded"
    if nested := sum(row.nested for row in rows):
        yield f"{plural(nested, 'answer')} nested in others were read, each below what it answers"


def _header(document: Document) -> Sequence[str]:
    table = _table(document)
    return next(csv.reader([_first_line(table)], delimiter=_separator(table)), [])


def _table(document: Document) -> str:
    """The table without blank lines above it and the line in which Excel names the separator."""
    return _SEPARATOR_LINE.sub("", document.text.lstrip(), count=1)


def _first_line(table: str) -> str:
    return table[:1000].partition("\n")[0]


def _separator(table: str) -> str:
    return max(_SEPARATORS, key=_first_line(table).count)


def csv_rows(document: Document) -> Iterator[Row]:
    """The rows of a table below its first, which names the columns."""
    table = _table(document)
    skipped = document.text[: len(document.text) - len(table)].count("\n")
    reader = csv.reader(StringIO(table), delimiter=_separator(table), strict=True)
    header: Sequence[str] = []
    line = skipped + 1
    try:
        for cells in reader:
            if not header:
                header = cells
                _check_columns(header, document, line)
            elif len(cells) > len(header):
                what = f"this row has {len(cells)} cells, but there are {len(header)} columns; "
                raise document.error(what + "put cells with a separator in quotes", line)
            elif any(cells):
                yield Row(line, dict(zip(header, cells, strict=False)))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        what = f"this is no CSV from here on ({error}); export it again"
        raise document.error(what, line) from None


def _check_columns(header: Sequence[str], document: Document, line: int) -> None:
    """Raise SourceError where one name is on two columns that are read: one would be lost."""
    words = Counter(name.strip().casefold() for name in header)
    known = {word for words in _COLUMNS.values() for word in words}
    if twice := next((word for word in known if words[word] > 1), None):
        raise document.error(f'two columns are named "{twice}"; rename or remove one', line)


def _json_rows(document: Document) -> Iterator[Row]:
    value = document.json
    for where, top in enumerate(value if isinstance(value, list) else [value], 1):
        waiting: list[tuple[Any, bool]] = [(top, False)]
        while waiting:
            row, is_nested = waiting.pop()
            if not isinstance(row, dict):
                raise document.error("this is no object with a text; write one a line", where)
            below = {name for name, cell in row.items() if _are_answers(name, cell)}
            cells = {name: cell for name, cell in row.items() if name not in below}
            yield Row(where, cells, is_nested)
            for name in sorted(below):
                waiting += ((answer, True) for answer in reversed(row[name]))


def _are_answers(name: str, cell: object) -> bool:
    """Whether a cell has rows of its own; an empty list of answers has all that it can have."""
    if name.casefold() not in _NESTED or not isinstance(cell, list):
        return False
    return all(_is_row(one) for one in cell)


FORMATS = (
    Format("csv", recognises_csv, read_csv),
    Format("json", recognises_json, read_json),
)
