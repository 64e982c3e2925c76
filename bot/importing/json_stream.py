"""Long JSON arrays, element by element, so that an export of any length fits the memory."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from bot.importing.documents import CUT_SHORT, DECODER, Document
from bot.importing.parsed_source import Progress

LONGEST_ELEMENT = 16 * 2**20
"""Characters in which one element must end; a broken one is looked for no farther."""

_TOO_LONG = f"an entry is longer than {LONGEST_ELEMENT >> 20} MB; leave it out"
_CHUNK = 2**18
_BETWEEN = re.compile(r"[\s,]*")


def elements(document: Document, beginning: re.Pattern[str], progress: Progress) -> Iterator[Any]:
    """The elements of the array that opens with ``beginning``, but those that are null.

    Raises SourceError with the line where the document is cut short, is no JSON or no UTF-8.
    """
    with document.opened() as file:
        window = _Window(document, _Text(document, file))
        window.enter(beginning)
        reported = 0
        while window.next_character() != "]":
            if (element := window.element()) is not None:
                yield element
            if (done := file.tell()) > reported:
                progress(done, document.size)
                reported = done


class _Text:
    """The characters of a document, read piece by piece."""

    def __init__(self, document: Document, file: BinaryIO) -> None:
        self._document = document
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._lines = 0

    def read(self, size: int) -> str:
        """About ``size`` more characters, none at the end; raises SourceError at a wrong byte."""
        content = self._file.read(size)
        try:
            text = self._decoder.decode(content, final=not content)
        except UnicodeDecodeError as error:
            line = self._lines + error.object.count(b"\n", 0, error.start) + 1
            raise self._document.error(
                "this is not UTF-8 text; save the file as UTF-8", line
            ) from None
        self._lines += text.count("\n")
        return text


class _Window:
    """The part of a document that is in memory, and the position reached in it."""

    def __init__(self, document: Document, source: _Text) -> None:
        self._document = document
        self._source = source
        self._text = ""
        self._at = 0
        self._lines_before = 0

    def enter(self, beginning: re.Pattern[str]) -> None:
        """Go to the first element of the array."""
        while (found := beginning.search(self._text)) is None:
            if len(self._text) > LONGEST_ELEMENT or not self._grow():
                raise self._document.error("the list of posts is not in it; export it again")
        self._at = found.end()

    def next_character(self) -> str:
        """The first character of what comes next."""
        while True:
            if between := _BETWEEN.match(self._text, self._at):
                self._at = between.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                line = self._lines_before + self._text.count("\n") + 1
                raise self._document.error(CUT_SHORT, line)

    def element(self) -> Any:
        """The value that begins here; the position moves behind it."""
        while True:
            try:
                value, self._at = DECODER.raw_decode(self._text, self._at)
            except (RecursionError, ValueError) as error:
                unfinished = len(self._text) - self._at < LONGEST_ELEMENT
                cut = CUT_SHORT if unfinished else _TOO_LONG
                damage = self._document.json_error(error, self._lines_before, cut)
                if not (isinstance(error, json.JSONDecodeError) and unfinished and self._grow()):
                    raise damage from None
            else:
                return value

    def _grow(self) -> bool:
        """Read on, at least as much as is not yet used, and let go of what is."""
        rest = self._text[self._at :]
        more = self._source.read(max(_CHUNK, len(rest)))
        self._lines_before += self._text.count("\n", 0, self._at)
        self._text, self._at = rest + more, 0
        return bool(more)


def before(document: Document, beginning: re.Pattern[str]) -> Any:
    """The value that holds the array, up to the array; the array is empty in it."""
    with document.opened() as file:
        text = _Text(document, file).read(_CHUNK)
    if (found := beginning.search(text)) is None:
        raise document.error("the list of posts is not in it; export it again")
    try:
        return DECODER.decode(text[: found.end()] + "]}")
    except (RecursionError, ValueError) as error:
        raise document.json_error(error) from None
