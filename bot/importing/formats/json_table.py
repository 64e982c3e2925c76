"""A table in JSON: one object a line, a list of objects, or an object with one such list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import quoted
from bot.importing.documents import Document, Documents
from bot.importing.formats.table import NESTED, Row, fact, known_columns, posts_of_rows
from bot.importing.parsed_source import Format, ImportOptions, Metadata, ParsedSource
from bot.importing.report import LeftOut

_MAX_DEPTH = 5


def recognises(documents: Documents) -> bool:
    """Whether it is objects with a text, or an object with one list of them."""
    if not documents[0].looks_like_json:
        return False
    value = documents[0].json
    is_table = _is_row(value[0] if isinstance(value, list) and value else value)
    return is_table or _wrapped(value) is not None


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and "text" in known_columns(list(value))


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A list of rows in an object; ``others`` are the keys beside it that hold anything."""

    rows: list[Any]
    title: str | None
    others: Sequence[str]


def _wrapped(value: object) -> Wrapped | None:
    """The only list in an object, or in the only object in it, if all that it holds are rows."""
    others: list[str] = []
    title = None
    for _ in range(_MAX_DEPTH):
        if not isinstance(value, dict) or _is_row(value):
            return None
        held = {key: one for key, one in value.items() if isinstance(one, dict | list) and one}
        if len(held) != 1:
            return None
        [(key, inside)] = held.items()
        title = title or fact(value.get("title")) or None
        others += (one for one in value if one not in (key, "title") and fact(value[one]))
        if isinstance(inside, list):
            return Wrapped(inside, title, others) if all(map(_is_row, inside)) else None
        value = inside
    return None


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each object, and of each that is nested in it as an answer."""
    document = documents[0]
    value = document.json
    if isinstance(value, list):
        is_list = document.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
        recognised, unit = ("a list in JSON", "entry") if is_list else ("JSON lines", "line")
        return posts_of_rows(recognised, unit, documents, list(_rows(value, document)))
    if (wrapped := _wrapped(value)) is None:
        return posts_of_rows("JSON lines", "line", documents, list(_rows([value], document)))
    rows = list(_rows(wrapped.rows, document))
    parsed = posts_of_rows("a list in JSON", "entry", documents, rows)
    around = (
        LeftOut(document.name, quoted(key), "it is beside the list of posts")
        for key in wrapped.others
    )
    return replace(
        parsed,
        metadata=Metadata(title=wrapped.title),
        left_out=(*parsed.left_out, *around),
    )


def _rows(values: Iterable[Any], document: Document) -> Iterator[Row]:
    for where, top in enumerate(values, 1):
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
    if name.casefold() not in NESTED or not isinstance(cell, list):
        return False
    return all(_is_row(one) for one in cell)


FORMAT = Format("json", recognises, read)
