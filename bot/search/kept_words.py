"""The words of indexes as bytes, to be kept beside the posts, which need not be read again then.

The bytes begin with the way in which words were read, and a checksum.  Bytes of another way than
this bot's, and damaged ones, hold nothing, and the posts are read.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import regex
import Stemmer

from bot.search.vocabulary import Columns, Spelling, TokenizedPosts

_FOLDER = Path(__file__).parent
_WAY, _LENGTH = 16, 4  #: bytes of the way of reading, and of a length or checksum
_CHECK = _WAY + _LENGTH
_BETWEEN = "\0"  #: in no word


class KeptWords(NamedTuple):
    """The vocabulary of an index, and its threads by their keys."""

    language: str
    spelling: Spelling
    columns: Columns
    threads: Mapping[bytes, range]  #: which of the posts each has, by its key
    posts: TokenizedPosts


def to_bytes(kept: Iterable[KeptWords]) -> bytes:
    """Return the words of indexes in bytes."""
    heads: list[object] = []
    body: list[bytes] = []
    for language, spelling, columns, threads, posts in kept:
        arrays = [*columns, *posts._replace(ends=posts.ends - posts.starts)]
        small = [one.astype(_smallest(one)) for one in arrays]
        names = [one.dtype.name for one in arrays]
        kinds = [(few.dtype.str, few.nbytes, name) for few, name in zip(small, names, strict=True)]
        places = [(key.hex(), place.start, place.stop) for key, place in threads.items()]
        spelled = _BETWEEN.join(chain(*spelling)).encode("utf-8", "surrogatepass")
        heads.append([language, len(spelled), places, kinds])
        body += [spelled, *[few.tobytes() for few in small]]
    head = json.dumps(heads).encode()
    written = b"".join([_length(len(head)), head, *body])
    return _check(written) + written


def from_bytes(checked: bytes) -> list[KeptWords]:
    """Return the words of indexes from bytes; none where these are damaged or outdated."""
    written = memoryview(checked)[_CHECK:]
    if checked[:_CHECK] != _check(written):
        return []
    body = BytesIO(written)
    head = body.read(int.from_bytes(body.read(_LENGTH), "little"))
    return [_read(body, *one) for one in json.loads(head)]


def _read(
    body: BytesIO,
    language: str,
    length: int,
    places: Iterable[tuple[str, int, int]],
    kinds: Iterable[tuple[str, int, str]],
) -> KeptWords:
    spelled = body.read(length).decode("utf-8", "surrogatepass")
    names = spelled.split(_BETWEEN) if spelled else []
    count = len(names) // 3
    spelling = names[:count], names[count : 2 * count], names[2 * count :]
    arrays: list[Any] = [np.frombuffer(body.read(size), few).astype(of) for few, size, of in kinds]
    posts = TokenizedPosts(*arrays[-5:])
    posts = posts._replace(ends=posts.starts + posts.ends)
    threads = {bytes.fromhex(key): range(first, last) for key, first, last in places}
    return KeptWords(language, spelling, Columns(*arrays[:-5]), threads, posts)


def _smallest(array: Any) -> str:
    """Return the type in which the largest of some numbers takes the fewest bytes."""
    is_float = array.dtype.kind == "f"
    return (array.dtype if is_float else np.min_scalar_type(int(array.max(initial=0)))).str


def _length(count: int) -> bytes:
    return count.to_bytes(_LENGTH, "little")


def _check(written: bytes | memoryview) -> bytes:
    return way_of_reading() + _length(crc32(written))


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
