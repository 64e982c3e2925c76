"""The native scorer: the ranking of `bot.search.scoring.NumpyScorer`, compiled.

`search.h` is the only declaration: structures and functions are read from it.  Where the library
was not compiled, `load` returns None, and the search runs on NumPy.
"""

from __future__ import annotations

import ctypes
import re
import sys
from array import array
from collections.abc import Sequence
from ctypes import string_at
from functools import cache, lru_cache
from pathlib import Path
from struct import Struct, unpack
from typing import Any

import numpy as np

from bot.search import fuzzy, scoring
from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.highlight import MAX_FREQUENCY
from bot.search.native.naming import library_name
from bot.search.query import CACHED_TERMS, Query, TermStatistics
from bot.search.scoring import Ranking, ScoredPost

_FOLDER = Path(__file__).parent
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
_STRUCTURE = re.compile(r"^struct (\w+) \{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^EXPORT (?:struct )?(\w+) (\**)(\w+)\((.*?)\);", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"^ *(?:const )?(?:struct )?(\w+) (\**)(\w+)\b", re.MULTILINE)
_TYPES = {
    "double": ctypes.c_double,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
}


class Library:
    """The compiled functions, the structures that they take, and the workspaces that are free."""

    def __init__(self, library: Path, header: str) -> None:
        compiled = ctypes.CDLL(str(library))
        for result, pointers, name, parameters in _FUNCTION.findall(header):
            function = getattr(compiled, name)
            function.restype = _type(result, pointers)
            one_a_line = parameters.replace(",", "\n")
            function.argtypes = [_type(*found[:2]) for found in _VARIABLE.findall(one_a_line)]
        self.rank_posts, self._new_workspace = compiled.rank_posts, compiled.new_workspace
        self._structures: dict[str, str] = dict(_STRUCTURE.findall(header))
        self._workspaces: list[int] = []  # taken and put back in one step each

    def take_workspace(self) -> int:
        """Return the address of memory for one query at a time."""
        try:
            return self._workspaces.pop()
        except IndexError:
            if address := self._new_workspace():
                return int(address)
            raise MemoryError from None

    def put_back(self, workspace: int) -> None:
        """Keep a workspace for another query."""
        self._workspaces.append(workspace)

    def fields(self, name: str) -> list[tuple[str, Any]]:
        """Return the names and types of the fields of a structure."""
        return [(field, _type(*kind)) for *kind, field in _VARIABLE.findall(self._structures[name])]

    def structure(self, name: str) -> Any:
        """Return a structure as ctypes has it."""
        return type(name, (ctypes.Structure,), {"_fields_": self.fields(name)})

    def row(self, name: str) -> Struct:
        """Return how to read structures of a kind as tuples."""
        # Padded as C does.
        return Struct("".join([kind._type_ for _, kind in self.fields(name)]) + "0q")


def _type(kind: str, pointers: str) -> Any:
    return ctypes.c_void_p if pointers else _TYPES.get(kind)


@cache
def load() -> Library | None:
    """Return the library, or None where it was not compiled of these sources for this system."""
    path = _FOLDER / library_name(_SUFFIX)
    if not path.exists():
        return None
    try:
        return Library(path, (_FOLDER / "search.h").read_text(encoding="utf-8"))
    except OSError:  # for another system
        return None


class NativeScorer:
    """Ranks as the NumPy scorer does; several OS threads may use it at once."""

    def __init__(self, library: Library, okapi: Okapi, ngrams: NgramIndex) -> None:
        self._library = library
        postings, lists = okapi.postings, okapi.postings.lists
        self._index = _table(
            library.structure("index"),
            token_offsets=postings.offsets,
            tokens=postings.tokens,
            starts=postings.starts,
            ends=postings.ends,
            numbers=postings.numbers,
            length_norm=okapi.length_norm,
            list_offsets=lists.offsets,
            positions=lists.values,
            tf=postings.tf,
            gram_offsets=ngrams.grams.offsets,
            gram_forms=ngrams.grams.values,
            rarity=ngrams.rarity,
            neighbour_weights=scoring.NEIGHBOUR_WEIGHTS,
            forms=len(postings.forms),
            span=postings.span,
            before=len(scoring.BEFORE),
            after=len(scoring.AFTER),
            candidates=scoring.CANDIDATES,
            max_similar=fuzzy.MAX_SIMILAR,
            max_tied=fuzzy.MAX_TIED,
            max_posts=fuzzy.MAX_POSTS,
            precision=fuzzy.PRECISION,
            one_edit=fuzzy.ONE_EDIT,
            k1=okapi.k1,
            letters=scoring.LETTERS,
            number_bonus=scoring.NUMBER_BONUS,
            min_match=scoring.MIN_MATCH,
            min_similarity=scoring.MIN_SIMILARITY,
            estimate_step=scoring.ESTIMATE_STEP,
        )
        self._result = library.structure("result")
        self._term, self._hit = library.row("term"), library.row("hit")
        self._evidence, self._match = library.row("evidence"), library.row("match")
        self._span = library.row("span")
        self._pack = lru_cache(CACHED_TERMS)(self._pack_term)

    def rank(self, query: Query, number: int, limit: int) -> Ranking:
        """Return the posts that match a query best, at most `limit`."""
        rows, grams, edits = map(b"".join, zip(*map(self._pack, query.terms), strict=True))
        index, count = ctypes.addressof(self._index), len(query.terms)
        work = self._library.take_workspace()
        try:
            hits = self._library.rank_posts(index, work, rows, count, grams, edits, number, limit)
            if hits < 0:
                raise MemoryError
            return self._read(work, hits, count)
        finally:
            self._library.put_back(work)

    def _pack_term(self, term: TermStatistics) -> tuple[bytes, bytes, bytes]:
        """Return a term, its grams and its edits as bytes."""
        row = self._term.pack(
            term.forms.start,
            term.forms.stop,
            len(term.grams),
            term.gram_count,
            len(term.edits),
            term.everyday,
            term.relative_frequency < MAX_FREQUENCY,
            term.weight,
            term.information,
        )
        return row, array("i", term.grams).tobytes(), array("i", term.edits).tobytes()

    def _read(self, work: int, count: int, terms: int) -> Ranking:
        """Return the ranking of some hits that a workspace has."""
        result = self._result.from_address(work)
        hits = _rows(self._hit, result.hits, count)
        ends = [0, *[hit[6] for hit in hits]]
        spans = _rows(self._span, result.spans, hits[-1][7] if hits else 0)
        posts, first = [], 0
        for hit in hits:
            posts.append(ScoredPost._make((*hit[:6], tuple(spans[first : hit[7]]))))
            first = hit[7]
        return Ranking(
            posts,
            unpack(f"{terms}d", string_at(result.anywhere, 8 * terms)),
            _Parts(self._evidence, result.evidence, [terms * rank for rank in range(count + 1)]),
            _Parts(self._match, result.matches, ends),
        )


class _Parts(Sequence[list[Any]]):
    """Lists of structures of a kind, one after the other; unpacked when they are needed."""

    def __init__(self, row: Struct, address: int, ends: Sequence[int]) -> None:
        self._row, self._ends = row, ends
        self._packed = string_at(address, ends[-1] * row.size)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: Any) -> Any:
        first, end = [self._row.size * at for at in self._ends[number : number + 2]]
        return [*self._row.iter_unpack(self._packed[first:end])]


def _rows(row: Struct, address: int, count: int) -> list[Any]:
    """Return structures of a kind as tuples."""
    return [*row.iter_unpack(string_at(address, count * row.size))]


def _table(kind: Any, **fields: Any) -> Any:
    """Return a structure with these fields; it keeps its arrays."""
    arrays = [value for value in fields.values() if isinstance(value, np.ndarray)]
    assert all(array.flags.c_contiguous for array in arrays)
    table = kind(
        **{
            name: value.ctypes.data if isinstance(value, np.ndarray) else value
            for name, value in fields.items()
        }
    )
    table.arrays = arrays
    return table
