"""The words of indexes as bytes, to be kept beside the posts, which need not be read again then.

The bytes begin with a check.  It is another one where they are damaged, and where this bot would
read words in another way: such bytes hold nothing, and the posts are read.
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

import numpy as np
import regex
import Stemmer

from bot.search.ragged import Floats, Integers
from bot.search.tokenizer import Form
from bot.search.vocabulary import TokenizedPosts

_FOLDER = Path(__file__).parent
_CHECK, _LENGTH = 16, 4  #: bytes of the check, and of a length
_BETWEEN = "\0"  #: in no word

_form = partial(tuple.__new__, Form)  # a third of the time of Form


class KeptWords(NamedTuple):
    """The vocabulary of an index, and its threads by their keys."""

    language: str
    forms: Sequence[Form]
    frequencies: Floats  #: of the terms, in the order in which the forms have them first
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
    forms, starts, ends, sizes, numbers = one.posts
    columns = [*map(_small, (forms, starts, ends - starts, sizes, numbers)), one.frequencies]
    names = _BETWEEN.join(chain(*zip(*one.forms, strict=True))).encode("utf-8", "surrogatepass")
    head = json.dumps([
        one.language,
        [(key.hex(), place.start, place.stop) for key, place in one.threads.items()],
        [(column.dtype.str, len(column)) for column in columns],
        len(names),
    ]).encode()  # fmt: skip
    body = b"".join([_length(len(head)), head, names, *(one.tobytes() for one in columns)])
    return _length(_LENGTH + len(body)) + body


def _read(body: memoryview) -> KeptWords:
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
    language, keys, kinds, length = json.loads(bytes(body[_LENGTH:end]))
    written = bytes(body[end : end + length]).decode("utf-8", "surrogatepass")
    forms, starts, lengths, sizes, numbers, frequencies = _columns(body, end + length, kinds)
    forms, starts, lengths = (one.astype(np.int32) for one in (forms, starts, lengths))
    posts = TokenizedPosts(forms, starts, starts + lengths, sizes.astype(np.int64), numbers)
    names = written.split(_BETWEEN) if written else []
    count = len(names) // 3
    spelled = zip(names[:count], names[count : 2 * count], names[2 * count :], strict=True)
    threads = {bytes.fromhex(key): range(first, last) for key, first, last in keys}
    return KeptWords(language, [*map(_form, spelled)], frequencies, threads, posts)


def _columns(body: memoryview, at: int, kinds: Iterable[tuple[str, int]]) -> Iterator[Any]:
    for kind, count in kinds:
        yield np.frombuffer(body, kind, count, at)
        at += np.dtype(kind).itemsize * count


def _small(values: Integers) -> Integers:
    """Return numbers in as few bytes as the largest of them takes."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))).newbyteorder("<"))


def _length(count: int) -> bytes:
    return count.to_bytes(_LENGTH, "little")


def _check(written: bytes | memoryview) -> bytes:
    return hashlib.blake2b(written, digest_size=_CHECK, key=way_of_reading()).digest()


@cache
def way_of_reading() -> bytes:
    """Return a digest of what decides which words a post has; data that is packed by its size."""
    digest = hashlib.blake2b(digest_size=_CHECK)
    for file in sorted([*_FOLDER.glob("*.py"), *(_FOLDER / "language_data").glob("*.*")]):
        is_packed = file.suffix == ".gz"
        digest.update(f"{file.name} {file.stat().st_size} ".encode())
        digest.update(b"" if is_packed else file.read_bytes())
    digest.update(f"{sys.version} {regex.__version__} {Stemmer.version()}".encode())
    return digest.digest()
