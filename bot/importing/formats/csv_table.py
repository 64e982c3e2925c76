"""A table in CSV, with any separator."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

from bot.errors import quoted
from bot.importing.documents import Document, Documents
from bot.importing.formats.table import COLUMNS, Row, known_columns, posts_of_rows
from bot.importing.parsed_source import Format, ImportOptions, ParsedSource

_SEPARATOR_LINE = re.compile(r"\Asep=.\n")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SEPARATORS = ",;\t|"
_LONGEST_CELL = 2**24  #: characters; each takes four bytes while it is read
_MOST_SEPARATORS = 1_000_000  #: of a row; cells take 8 to 60 bytes each


def recognises(documents: Documents) -> bool:
    """Whether it is named as a table, or its first line names texts and another known column."""
    document = documents[0]
    if document.looks_like_json:
        return False
    named_so = document.path.suffix.lower() in (".csv", ".tsv")
    return named_so or len(known_columns(_header(document))) > 1


def read(documents: Documents, options: ImportOptions) -> ParsedSource:
    """A post of each row."""
    return posts_of_rows("a CSV table", "line", documents, list(rows_of(documents[0])))


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


def rows_of(document: Document) -> Iterator[Row]:
    """The rows of a table below its first, which names the columns."""
    table = _table(document)
    skipped = document.text[: len(document.text) - len(table)].count("\n")
    csv.field_size_limit(_LONGEST_CELL)  # which is of the whole process
    separator = _separator(table)
    separators = 0  # up to now in this row, those in quotes included

    def lines() -> Iterator[str]:
        nonlocal separators
        for line in map(itemgetter(0), _LINE.finditer(table)):
            if (separators := separators + line.count(separator)) > _MOST_SEPARATORS:
                raise csv.Error(f"a row with more than {_MOST_SEPARATORS:,} separators")
            yield line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    header: Sequence[str] = []
    line = skipped + 1
    try:
        for cells in reader:
            separators = 0
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
    known = {word for words in COLUMNS.values() for word in words}
    if twice := next((word for word in known if words[word] > 1), None):
        raise document.error(f"two columns are named {quoted(twice)}; rename or remove one", line)


FORMAT = Format("csv", recognises, read)
