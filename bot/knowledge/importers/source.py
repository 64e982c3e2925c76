"""What a person hands over: a file, a folder, a zip archive or standard input, as documents."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias

from bot.errors import BotError

LARGEST = 100 * 2**20
"""Bytes of a document that is read whole; a larger one is refused unread."""

MOST_DOCUMENTS = 20_000

_ENDINGS = frozenset(".csv .htm .html .js .json .jsonl .md .ndjson .tsv .txt .yaml .yml".split())
_ENCODINGS_BY_MARK = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class ImportFault(BotError):
    """A source that cannot be imported as it is; says where and what to do instead."""


class Document:
    """One file of a source. ``name`` is what messages call it; ``open`` gives its bytes anew."""

    def __init__(self, name: str, size: int, open: Callable[[], BinaryIO]) -> None:
        self.name = name
        self.size = size
        self.open = open

    @classmethod
    def from_bytes(cls, name: str, content: bytes) -> "Document":
        return cls(name, len(content), lambda: BytesIO(content))

    @property
    def path(self) -> PurePosixPath:
        """Its place in the source, for telling documents apart; nothing is opened by it."""
        return PurePosixPath(self.name)

    def fault(self, what: str, line: int | None = None) -> ImportFault:
        """``what`` is wrong in this document and what to do, after its name and line."""
        place = self.name if line is None else f"{self.name}:{line}"
        return ImportFault(f"{place}: {what}")

    @cached_property
    def head(self) -> bytes:
        """The first few thousand bytes, by which a format is told."""
        return self._read(4096)

    @cached_property
    def text(self) -> str:
        """All of it, line ends as ``\\n``; raises ImportFault where it is no text."""
        content = self._content()
        encoding = next(
            (name for mark, name in _ENCODINGS_BY_MARK.items() if content.startswith(mark)), "utf-8"
        )
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self.fault("this is not UTF-8 text; save the file as UTF-8", line) from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise self.fault("this is not text; give a file of one of the formats", line)
        return text

    @cached_property
    def json(self) -> object:
        """The JSON value it holds; raises ImportFault with the line where it breaks off."""
        try:
            return json.loads(self.text)
        except json.JSONDecodeError as error:
            if error.pos >= len(self.text.rstrip()):
                what = "the JSON is cut short here; export it again"
            else:
                what = f"this is not JSON ({error.msg}); export it again"
            raise self.fault(what, error.lineno) from None
        except RecursionError:
            what = "the JSON is nested deeper than any thread; export it again"
            raise self.fault(what) from None
        except ValueError:
            raise self.fault("a number in the JSON is too long; export it again") from None

    def _content(self) -> bytes:
        if self.size > LARGEST:
            raise self.fault(
                f"has {self.size >> 20:,} MB, and at most {LARGEST >> 20} can be read; "
                "give a shorter part of it"
            )
        return self._read(LARGEST)

    def _read(self, most: int) -> bytes:
        try:
            with self.open() as file:
                return file.read(most)
        except OSError as error:
            raise self.fault(f"cannot be read ({error.strerror}); check its permissions") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
            raise self.fault("the zip archive is damaged or locked here; unpack it first") from None


Documents: TypeAlias = Sequence[Document]


def documents(places: Sequence[Path]) -> tuple[Document, ...]:
    """Every document of the files, folders and zip archives at ``places``.

    Of a folder or an archive only the files that can hold posts are taken, by their ending.
    Nothing is unpacked, and no name inside a source is ever opened as a path.
    """
    found: list[Document] = []
    for place in places:
        found += _in_folder(place) if place.is_dir() else unpacked(_file(place, place.name))
        if len(found) > MOST_DOCUMENTS:
            raise ImportFault(f"{place}: has more than {MOST_DOCUMENTS:,} files; give a part of it")
    if not found:
        named = ", ".join(map(str, places))
        raise ImportFault(f"{named}: holds no file of a known format; give the export itself")
    return tuple(found)


def _file(path: Path, name: str) -> Document:
    try:
        return Document(name, path.stat().st_size, lambda: path.open("rb"))
    except FileNotFoundError:
        raise ImportFault(f"{path}: is not there; name the file to import") from None
    except OSError as error:
        raise ImportFault(f"{path}: cannot be read ({error.strerror}); name another") from None


def _in_folder(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder.parent)
        if _may_hold_posts(PurePosixPath(inside.as_posix())) and path.is_file():
            yield _file(path, inside.as_posix())


def unpacked(document: Document) -> Iterator[Document]:
    """The documents of a zip archive, or the document itself where it is none."""
    if not document.head.startswith(b"PK\x03\x04"):
        yield document
        return
    try:
        with document.open() as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile):
        raise document.fault("the zip archive is cut short; download it again") from None
    for member in members:
        if _may_hold_posts(PurePosixPath(member.filename)):
            yield Document(
                f"{document.name}/{member.filename}", member.file_size, _opener(document, member)
            )


def _opener(document: Document, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: zipfile.ZipFile(document.open()).open(member)  # type: ignore[return-value]


def _may_hold_posts(path: PurePosixPath) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in _ENDINGS and not hidden
