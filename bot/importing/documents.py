"""What a person hands over: a file, a folder, a zip archive or standard input, as documents."""

import json
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NoReturn, Self, TypeAlias, cast

from bot.errors import BotError, quoted

CUT_SHORT = "the JSON is cut short; export it again"
LARGEST = 100 * 2**20
"""Bytes of a document that is read whole; a larger one is refused unread."""

MOST_VALUES = 2_000_000
"""Values of a JSON document that is read whole: each takes up to a hundred bytes of memory."""

MOST_LINES = 500_000
"""Lines of a text: each may be a post, which takes a kilobyte of memory."""

MOST_DOCUMENTS = 20_000

_ENDINGS = {
    *(".csv", ".htm", ".html", ".js", ".json", ".jsonl", ".md"),
    *(".mhtml", ".ndjson", ".tsv", ".txt", ".yaml", ".yml"),
}
_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\{\s*[\"}]|\[\s*[\[\]{\"])")
_BLANKS = re.compile(r"\s+")
_COPY = "copy its text out and import that"
_PACKED_DOCUMENTS = (
    ("word/document.xml", "a Word document", _COPY),
    ("xl/workbook.xml", "an Excel table", "save it as CSV and import that"),
    ("ppt/presentation.xml", "a PowerPoint presentation", _COPY),
    ("mimetype", "an OpenDocument file or an e-book", _COPY),
    ("Index/Document.iwa", "a Pages, Numbers or Keynote document", _COPY),
)
"""Documents that are zip archives, each by a file in it, and the way to import them."""

_HEAD = 4096
_CHUNK = 2**20
_LONGEST_MARK = 4
_LONGEST_NAME = 300
"""Characters of a name in a sentence; that of a file in a zip archive may have 65,535."""
_WIDE_ENCODINGS = (  # UTF-32's mark before UTF-16's, because it begins with that
    (re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff", re.DOTALL), "utf-32"),
    (re.compile(rb"\xff\xfe|\xfe\xff", re.DOTALL), "utf-16"),
    (re.compile(rb"[^\0]\0[^\0]\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\0[^\0]\0[^\0]", re.DOTALL), "utf-16-be"),
)
"""Encodings other than UTF-8 that show in the first bytes of a file."""


_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError)
"""What reading a zip archive raises where it is damaged or locked, besides OSError."""


class _TwiceError(ValueError):
    """A key is twice in an object of JSON, where a reader would drop the first value."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) < len(pairs):
        (key, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _TwiceError(key)
    return keys


class WrittenNumber(float):
    """A number of JSON that is no whole one; as a text it is as it was written: 1.10, not 1.1."""

    __slots__ = ("_written",)
    _written: str

    def __new__(cls, written: str) -> Self:
        """Read the number."""
        number = super().__new__(cls, written)
        number._written = written
        return number

    def __str__(self) -> str:
        """The number as it was written."""
        return self._written


DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=WrittenNumber, parse_constant=WrittenNumber
)
"""Reads JSON; raises ValueError, and RecursionError where it is nested too deep."""


class SourceError(BotError):
    """A source that cannot be imported as it is; says where and what to do instead."""


class Document:
    """One file of a source; ``name`` is what messages call it, ``open`` starts a new read of it."""

    def __init__(self, name: str, size: int, open: Callable[[], BinaryIO]) -> None:
        self.name = name
        self.size = size
        self.open = open

    @classmethod
    def from_bytes(cls, name: str, content: bytes) -> Self:
        """A document that is in memory already, such as standard input."""
        return cls(name, len(content), lambda: BytesIO(content))

    @property
    def path(self) -> PurePosixPath:
        """Its place in the source, for telling documents apart; nothing is opened by it."""
        return PurePosixPath(self.name)

    def error(self, what: str, line: int | None = None) -> SourceError:
        """``what`` is wrong in this document and what to do, after its name and line."""
        name = self.name if len(self.name) <= _LONGEST_NAME else f"{self.name[:_LONGEST_NAME]}…"
        place = name if line is None else f"{name}:{line}"
        return SourceError(f"{place}: {what}")

    @cached_property
    def head(self) -> bytes:
        """The first few thousand bytes, by which some formats are recognised."""
        return self._read(_HEAD)

    @property
    def content(self) -> bytes:
        """All of its bytes; raises SourceError where they are too many to be read at once."""
        if self.size > LARGEST:
            raise self.error(
                f"has {self.size >> 20:,} MB, and at most {LARGEST >> 20} can be read; "
                "give a shorter part of it"
            )
        return self._read(LARGEST)

    @property
    def text(self) -> str:
        """All of it, line ends as ``\\n``.

        Raises SourceError where it is no text, and where its lines are too many.
        """
        if (lines := self._characters.count("\n")) > MOST_LINES:
            raise self.error(
                f"has {lines:,} lines, and at most {MOST_LINES:,} can be read; "
                "give a shorter part of it"
            )
        return self._characters

    @cached_property
    def _characters(self) -> str:
        content = self.content
        if (at := content.find(b"\0")) >= 0:
            line = content.count(b"\n", 0, at) + 1
            raise self.error("this is not text; give a file of one of the formats", line)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self.error("this is not UTF-8 text; save the file as UTF-8", line) from None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def looks_like_json(self) -> bool:
        """Whether it begins as JSON does; ``[1/9]`` does not."""
        return _JSON.match(self.head) is not None

    @cached_property
    def json(self) -> object:
        """The JSON value it holds, or the list of them where it is JSON lines.

        Raises SourceError with the line where it breaks off, and where its values are too many.
        """
        self._check_values()
        values: list[object] = []
        text = self._characters
        at = _after_blanks(text, 0)
        try:
            while at < len(text):
                value, end = DECODER.raw_decode(text, at)
                values.append(value)
                at = _after_blanks(text, end)
        except (RecursionError, ValueError) as error:
            raise self.json_error(error) from None
        return values[0] if len(values) == 1 else values

    def _check_values(self) -> None:
        """Count the values before they are in memory: a small archive can have millions of them."""
        count = 0
        with self.opened() as file:
            while chunk := file.read(_CHUNK):
                count += sum(map(chunk.count, (b"[", b"{", b",")))
                if count > MOST_VALUES:
                    many = f"the JSON has more than {MOST_VALUES:,} values; give a shorter part"
                    raise self.error(many)

    def json_error(
        self, error: RecursionError | ValueError, lines_before: int = 0, cut: str = CUT_SHORT
    ) -> SourceError:
        """What the JSON reader says, as a sentence; ``lines_before`` it are not in its text.

        ``cut`` is said where the text ends too early.
        """
        line = lines_before + 1
        if isinstance(error, RecursionError):
            return self.error("the JSON is nested deeper than any thread; export it again", line)
        if isinstance(error, _TwiceError):
            return self.error(f"the key {quoted(str(error))} is twice in one object; keep one")
        if not isinstance(error, json.JSONDecodeError):
            return self.error("a number in the JSON is too long; export it again", line)
        at_end = error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated")
        what = cut if at_end else f"this is no JSON ({error.msg}); export it again"
        return self.error(what, lines_before + error.lineno)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The document open for reading, UTF-16 and UTF-32 as UTF-8.

        Raises SourceError for what goes wrong with it inside.
        """
        try:
            with self.open() as file:
                yield self._as_utf8(file)
        except (OSError, *_DAMAGE) as error:
            if isinstance(error, OSError) and error.strerror:  # bz2 raises one without a reason
                what = f"cannot be read ({error.strerror}); check its permissions"
            else:
                what = "the zip archive is damaged or locked; unpack it first"
            raise self.error(what) from None

    def _as_utf8(self, file: BinaryIO) -> BinaryIO:
        """The same bytes, or the same text in UTF-8 where they say that they are wider."""
        start = file.read(_LONGEST_MARK)
        file.seek(0)
        encoding = next((name for mark, name in _WIDE_ENCODINGS if mark.match(start)), None)
        if encoding is None:
            return file
        content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise self.error(f"this is a long text in {encoding.upper()}; save the file as UTF-8")
        try:
            return BytesIO(content.decode(encoding).encode())
        except UnicodeError:
            raise self.error(
                f"this is damaged {encoding.upper()} text; save the file as UTF-8"
            ) from None

    def _read(self, most: int) -> bytes:
        with self.opened() as file:
            return file.read(most)


def _after_blanks(text: str, at: int) -> int:
    return found.end() if (found := _BLANKS.match(text, at)) else at


Documents: TypeAlias = Sequence[Document]


def documents(places: Sequence[Path]) -> tuple[Document, ...]:
    """Every document of the files, folders and zip archives at ``places``.

    Of a folder or an archive only the files that can hold posts are taken, by their ending.
    Nothing is unpacked, and no name inside a source is ever opened as a path.
    """
    return _gathered(
        (str(place), _in_folder(place) if os.path.isdir(place) else _in_file(place))
        for place in places
    )


def standard_input(stream: BinaryIO) -> tuple[Document, ...]:
    """What comes in through a pipe, read into memory; a zip archive is taken apart too."""
    name = "standard input"
    return _gathered([(name, _in_stream(stream, name))])


def uploaded(files: Iterable[tuple[str, bytes]]) -> tuple[Document, ...]:
    """Every document of files in memory, each by its name; zip archives are taken apart."""
    return _gathered((name, _in_bytes(name, content)) for name, content in files)


def _gathered(sources: Iterable[tuple[str, Iterable[Document]]]) -> tuple[Document, ...]:
    """The documents of all sources, each by its name.

    Raises SourceError where there are none, or too many.
    """
    names: list[str] = []
    found: list[Document] = []
    for name, inside in sources:
        names.append(name)
        found += islice(inside, MOST_DOCUMENTS + 1)
        if len(found) > MOST_DOCUMENTS:
            raise SourceError(f"{name}: has more than {MOST_DOCUMENTS:,} files; give a part of it")
    if not found:
        named = ", ".join(names)
        raise SourceError(f"{named}: holds no file of a known format; give the export itself")
    return tuple(found)


def _in_bytes(name: str, content: bytes) -> Iterable[Document]:
    document = Document.from_bytes(name, content)
    return _members(document, BytesIO(content)) if _is_zip(document) else [document]


def _in_stream(stream: BinaryIO, name: str) -> Iterable[Document]:
    """A stream read once and whole, because what was read of a pipe does not come again."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise SourceError(f"{name}: more than {LARGEST >> 20} MB came in; give the file itself")
    return _in_bytes(name, content)


def _in_folder(folder: Path) -> Iterator[Document]:
    for path in sorted(_walk(folder)):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if _may_hold_posts(inside) and _is_file(path):
            yield _file(path, f"{folder.resolve().name}/{inside}")


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those in it; raise SourceError where one is unreadable."""

    def fail(error: OSError) -> NoReturn:
        raise _unreadable(Path(error.filename), error)

    for here, _, names in os.walk(folder, onerror=fail):
        yield from (Path(here, name) for name in names)


def _is_file(path: Path) -> bool:
    """Whether it is a file, and no link to nowhere; raises SourceError where that is hidden."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path}: cannot be read ({error.strerror}); name another")


def _in_file(path: Path) -> Iterable[Document]:
    try:
        if path.exists() and not path.is_file():
            with path.open("rb") as stream:
                return _in_stream(stream, str(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    document = _file(path, path.name)
    return _members(document, path) if _is_zip(document) else [document]


def _file(path: Path, name: str) -> Document:
    try:
        return Document(name, path.stat().st_size, lambda: path.open("rb"))
    except FileNotFoundError:
        raise SourceError(f"{path}: is not there; name the file to import") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _is_zip(document: Document) -> bool:
    return document.head.startswith(b"PK\x03\x04")


def _members(document: Document, content: Path | BytesIO) -> Iterator[Document]:
    """The documents of a zip archive, read out of it one by one."""
    try:
        archive = zipfile.ZipFile(content)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        raise document.error("the zip archive is cut short; download it again") from None
    names = archive.namelist()
    for name, what, way in _PACKED_DOCUMENTS:
        if name in names:
            archive.close()
            raise document.error(f"this is {what}, which is not read; {way}")
    for member in archive.infolist():
        if _may_hold_posts(PurePosixPath(member.filename)):
            name = f"{document.name}/{member.filename}"
            yield Document(name, member.file_size, partial(_member, archive, member))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    try:
        return cast(BinaryIO, archive.open(member))
    except (OSError, ValueError, struct.error):  # of places and lengths that cannot be
        raise zipfile.BadZipFile from None


def _may_hold_posts(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in _ENDINGS and not hidden
