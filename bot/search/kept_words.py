"""The words of indexes as bytes, to be kept beside the posts, which need not be read again then.

The bytes begin with the way in which words were read, and a checksum.  Bytes of another way than
this bot's, and damaged ones, hold nothing, and the posts are read.  So marshal may write the rest:
Python's version is a part of that way.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import regex
import Stemmer

from bot.search.tokenizer import Form
from bot.search.vocabulary import Columns, TokenizedPosts

_FOLDER = Path(__file__).parent
_WAY, _CHECKSUM = 16, 4  #: bytes of the way of reading, and of a checksum

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
    written = marshal.dumps([*map(_plain, kept)])
    return _check(written) + written


def from_bytes(checked: bytes) -> list[KeptWords]:
    """Return the words of indexes from bytes; none where these are damaged or outdated."""
    check, written = checked[: _WAY + _CHECKSUM], memoryview(checked)[_WAY + _CHECKSUM :]
    return [_kept(*one) for one in marshal.loads(written)] if check == _check(written) else []


def _plain(one: KeptWords) -> tuple[object, ...]:
    """Return the words of an index as values that marshal takes."""
    places = [(key, place.start, place.stop) for key, place in one.threads.items()]
    posts = one.posts._replace(ends=one.posts.ends - one.posts.starts)
    spelled = [*zip(*one.forms, strict=True)]
    return one.language, spelled, places, [*map(_packed, (*one.columns, *posts))]


def _kept(
    language: str,
    spelled: Iterable[Sequence[str]],
    places: Iterable[tuple[bytes, int, int]],
    packed: Iterable[tuple[str, bytes, str]],
) -> KeptWords:
    arrays: list[Any] = [np.frombuffer(few, kind).astype(whole) for kind, few, whole in packed]
    columns, posts = Columns(*arrays[:-5]), TokenizedPosts(*arrays[-5:])
    return KeptWords(
        language,
        [*map(_form, zip(*spelled, strict=True))],
        columns,
        {key: range(first, last) for key, first, last in places},
        posts._replace(ends=posts.starts + posts.ends),
    )


def _packed(array: Any) -> tuple[str, bytes, str]:
    """Return numbers in as few bytes as the largest of them takes, between both their types."""
    kind = array.dtype
    if kind.kind != "f":
        kind = np.min_scalar_type(int(array.max(initial=0)))
    return kind.str, array.astype(kind).tobytes(), array.dtype.name


def _check(written: bytes | memoryview) -> bytes:
    return way_of_reading() + crc32(written).to_bytes(_CHECKSUM, "little")


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
