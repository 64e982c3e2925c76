"""The words of indexes as bytes, to be kept beside the posts, which need not be read again then.

The bytes begin with the way in which words were read, and a checksum.  Bytes of another way than
this bot's, and damaged ones, hold nothing, and the posts are read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import regex
import Stemmer

from bot.search.tokenizer import Form
from bot.search.vocabulary import Columns, TokenizedPosts

_FOLDER = Path(__file__).parent
_WAY, _LENGTH = 16, 4  #: bytes of the way of reading, and of a length or checksum
_CHECK = _WAY + _LENGTH
_BETWEEN = "\0"  #: in no word

_form = partial(tuple.__new__, Form)  # a third of the time of Form


class KeptWords(NamedTuple):
    """The vocabulary of an index, and its threads by their keys."""

    language: str
    forms: Sequence[Form]
    columns: Columns
    threads: Mapping[bytes, range]  #: which of the posts each has, by its key
    posts: TokenizedPosts


def to_bytes(kept: Iterable[KeptWords]) -> bytes:
    """Return the words of indexes in bytes."""
    written = b"".join(map(_written, kept))
    return _check(written) + written


def from_bytes(checked: bytes) -> list[KeptWords]:
    """Return the words of indexes from bytes; none where these are damaged or outdated."""
    check, written = checked[:_CHECK], memoryview(checked)[_CHECK:]
    found = []
    if check == _check(written):
        while written:
            length = int.from_bytes(written[:_LENGTH], "little")
            found.append(_read(written[_LENGTH:length]))
            written = written[length:]
    return found


def _written(one: KeptWords) -> bytes:
    posts = one.posts._replace(ends=one.posts.ends - one.posts.starts)
    columns = [*one.columns, *posts]
    small = [*map(_small, columns)]
    names = _BETWEEN.join(chain(*zip(*one.forms, strict=True))).encode("utf-8", "surrogatepass")
    head = json.dumps([
        one.language,
        [(key.hex(), place.start, place.stop) for key, place in one.threads.items()],
        [(few.dtype.str, len(few), all.dtype.str) for few, all in zip(small, columns, strict=True)],
        len(names),
    ]).encode()  # fmt: skip
    body = b"".join([_length(len(head)), head, names, *(few.tobytes() for few in small)])
    return _length(_LENGTH + len(body)) + body


def _read(body: memoryview) -> KeptWords:
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
    language, keys, kinds, length = json.loads(bytes(body[_LENGTH:end]))
    written = bytes(body[end : end + length]).decode("utf-8", "surrogatepass")
    columns = [*_columns(body, end + length, kinds)]
    posts = TokenizedPosts(*columns[len(Columns._fields) :])
    names = written.split(_BETWEEN) if written else []
    count = len(names) // 3
    spelled = zip(names[:count], names[count : 2 * count], names[2 * count :], strict=True)
    return KeptWords(
        language,
        [*map(_form, spelled)],
        Columns(*columns[: len(Columns._fields)]),
        {bytes.fromhex(key): range(first, last) for key, first, last in keys},
        posts._replace(ends=posts.starts + posts.ends),
    )


def _columns(body: memoryview, at: int, kinds: Iterable[tuple[str, int, str]]) -> Iterator[Any]:
    for few, count, all in kinds:
        column = np.frombuffer(body, few, count, at)
        at += column.nbytes
        yield column.astype(all)


def _small(column: Any) -> Any:
    """Return numbers in as few bytes as the largest of them takes."""
    largest = column.max(initial=0)
    kind = column.dtype if column.dtype.kind == "f" else np.min_scalar_type(int(largest))
    return column.astype(kind.newbyteorder("<"))


def _length(count: int) -> bytes:
    return count.to_bytes(_LENGTH, "little")


def _check(written: bytes | memoryview) -> bytes:
    return way_of_reading() + crc32(written).to_bytes(_LENGTH, "little")


@cache
def way_of_reading() -> bytes:
    """Return a digest of what decides which words a post has; data that is packed by its size."""
    digest = hashlib.blake2b(digest_size=_WAY)
    for file in sorted([*_FOLDER.glob("*.py"), *(_FOLDER / "language_data").glob("*.*")]):
        is_packed = file.suffix == ".gz"
        digest.update(f"{file.name} {file.stat().st_size} ".encode())
        digest.update(b"" if is_packed else file.read_bytes())
    digest.update(f"{sys.version} {regex.__version__} {Stemmer.version()}".encode())
    return digest.digest()
