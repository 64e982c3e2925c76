"""Tables with named columns: CSV with any separator, and JSON lines or a JSON list."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from bot.importing.documents import Document, Documents
from bot.importing.parsed_source import Format, ImportOptions, ParsedSource, RawPost
from bot.importing.phrasing import plural
from bot.importing.report import LeftOut

_COLUMNS = {
    "text": ("text", "post", "content", "body", "message", "full_text", "tweet"),
    "number": ("number", "no", "no.", "nr", "nr.", "#"),
    "label": ("label",),
    "author": ("author", "username", "user", "handle", "name"),
    "date": ("date", "created_at", "datetime", "timestamp", "time"),
    "url": ("url", "link", "permalink"),
}
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``where`` is its line, or its place in a list."""

    where: int
    cells: Mapping[str, str]


def recognises_csv(documents: Documents) -> bool:
    """Whether the first line names a column of texts and another known one."""
    return not documents[0].looks_like_json and len(_known(_header(documents[0]))) > 1


def recognises_json(documents: Documents) -> bool:
    """Whether it is objects with a text."""
    if not documents[0].looks_like_json:
        return False
    value = documents[0].json
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and "text" in _known(list(first))


def read_csv(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each row."""
    return _read("a CSV table", documents, list(_csv_rows(documents[0])))


def read_json(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each object."""
    return _read("JSON lines", documents, list(_json_rows(documents[0])))


def _read(recognised: str, documents: Documents, rows: Sequence[Row]) -> ParsedSource:
    document, *others = documents
    if others:
        raise others[0].error("a table comes in one file; put all rows into one")
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    known = _known(names)
    if "text" not in known:
        raise document.error('no column is named "text"; name the column of the posts so', 1)
    raw_posts = [_raw_post(row, known, document) for row in rows]
    unknown = [name for name in names if name not in known.values()]
    return ParsedSource(
        recognised,
        tuple(raw_posts),
        left_out=tuple(
            LeftOut(document.name, f'the column "{name}"', "a post has no place for it")
            for name in unknown
        ),
        warnings=tuple(_lost_dates(rows, known, raw_posts)),
    )


def _known(names: Sequence[str]) -> Mapping[str, str]:
    """The names of the columns that are read, by what they hold."""
    by_word = {name.strip().casefold(): name for name in reversed(names)}
    found = {
        part: next((by_word[word] for word in words if word in by_word), None)
        for part, words in _COLUMNS.items()
    }
    return {part: name for part, name in found.items() if name is not None}


def _raw_post(row: Row, known: Mapping[str, str], document: Document) -> RawPost:
    cells = {part: row.cells.get(name, "").strip() for part, name in known.items()}
    number = cells.get("number", "")
    if number and not (number.isascii() and number.isdecimal() and int(number[:9]) > 0):
        raise document.error(f'"{number}" is no number of a post; write 1 or more', row.where)
    date = cells.get("date", "")
    return RawPost(
        cells["text"],
        author=cells.get("author") or None,
        date=date if _is_date(date) else None,
        url=cells.get("url") or None,
        label=cells.get("label") or None,
        number=int(number[:9]) if number else None,
    )


def _is_date(written: str) -> bool:
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return False
    return True


def _lost_dates(
    rows: Sequence[Row], known: Mapping[str, str], raw_posts: Sequence[RawPost]
) -> Iterator[str]:
    lost = [
        (row.where, written)
        for row, raw_post in zip(rows, raw_posts, strict=True)
        if (written := row.cells.get(known.get("date", ""), "").strip()) and not raw_post.date
    ]
    if lost:
        where, written = lost[0]
        yield (
            f'{plural(len(lost), "date")} left out, the first is "{written}" in line {where}: '
            "write dates as 2022-01-25 or 2022-01-25T18:30:00+01:00"
        )


def _header(document: Document) -> Sequence[str]:
    table = document.text.lstrip()
    return next(csv.reader([_first_line(table)], delimiter=_separator(table)), [])


def _first_line(table: str) -> str:
    return table[:1000].partition("\n")[0]


def _separator(table: str) -> str:
    return max(_SEPARATORS, key=_first_line(table).count)


def _csv_rows(document: Document) -> Iterator[Row]:
    table = document.text.lstrip()
    skipped = document.text[: len(document.text) - len(table)].count("\n")
    reader = csv.reader(StringIO(table), delimiter=_separator(table), strict=True)
    header: Sequence[str] = []
    line = skipped + 1
    try:
        for cells in reader:
            if not header:
                header = cells
            elif len(cells) > len(header):
                what = f"this row has {len(cells)} cells, but there are {len(header)} columns; "
                raise document.error(what + "put cells with a separator in quotes", line)
            elif any(cells):
                yield Row(line, dict(zip(header, cells, strict=False)))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        what = f"this is no CSV from here on ({error}); export it again"
        raise document.error(what, line) from None


def _json_rows(document: Document) -> Iterator[Row]:
    value = document.json
    for where, row in enumerate(value if isinstance(value, list) else [value], 1):
        if not isinstance(row, dict):
            raise document.error("this is no object with a text; write one a line", where)
        cells = {name: "" if cell is None else str(cell) for name, cell in row.items()}
        yield Row(where, cells)


FORMATS = (
    Format("csv", recognises_csv, read_csv),
    Format("json", recognises_json, read_json),
)
