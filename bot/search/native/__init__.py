"""The native scorer: the ranking of `bot.search.scoring.NumpyScorer`, compiled.

`search.h` is the only declaration: the structures below are read from it.  Where the library was
not compiled, `load` returns None, and the search runs on NumPy.
"""

from __future__ import annotations

import ctypes
import re
import sys
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.search import fuzzy, scoring
from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.highlight import MAX_FREQUENCY
from bot.search.native.naming import library_name
from bot.search.postings import Postings
from bot.search.query import Query, TermStatistics
from bot.search.scoring import Ranking, ScoredPost

_FOLDER = Path(__file__).parent
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
_STRUCTURE = re.compile(r"^struct (\w+) \{\n(.*?)^\};", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^    (?:const )?(?:struct )?(\w+) (\**)(\w+);", re.MULTILINE)
_TYPES = {
    "double": ctypes.c_double,
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
}
_MATCHES_PER_HIT = 32  # mostly enough


class Library:
    """The compiled functions and the structures that they take."""

    def __init__(self, library: Path, header: str) -> None:
        self.rank_posts = ctypes.CDLL(str(library)).rank_posts
        self.rank_posts.restype = ctypes.c_int64
        self.rank_posts.argtypes = [ctypes.c_void_p] * 4
        self.structures = {
            name: _structure(name, body) for name, body in _STRUCTURE.findall(header)
        }

    def room(self, name: str, count: int) -> NDArray[np.uint8]:
        """Return memory for some structures of a kind."""
        return np.zeros(count * ctypes.sizeof(self.structures[name]), np.uint8)

    def row(self, name: str) -> Struct:
        """Return how to read structures of a kind as tuples."""
        fields = self.structures[name]._fields_
        return Struct("".join([kind._type_ for _, kind in fields]) + "0q")  # padded as C does


def _structure(name: str, body: str) -> Any:
    fields = [
        (field, ctypes.c_char_p if pointers else _TYPES[kind])  # takes bytes and addresses
        for kind, pointers, field in _FIELD.findall(body)
    ]
    return type(name, (ctypes.Structure,), {"_fields_": fields})


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
        self._library, self._postings = library, okapi.postings
        postings, lists = okapi.postings, okapi.postings.lists
        self._index = _table(
            library.structures["index"],
            token_offsets=postings.offsets,
            tokens=postings.tokens,
            starts=postings.starts,
            ends=postings.ends,
            numbered=postings.numbered,
            length_norm=okapi.length_norm,
            list_offsets=lists.offsets,
            positions=lists.values,
            tf=postings.tf,
            gram_offsets=ngrams.grams.offsets,
            gram_forms=ngrams.grams.values,
            rarity=ngrams.rarity,
            neighbour_weights=scoring.NEIGHBOUR_WEIGHTS,
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
            min_match=scoring.MIN_MATCH,
            min_similarity=scoring.MIN_SIMILARITY,
            estimate_step=scoring.ESTIMATE_STEP,
        )
        self._term = library.row("term")
        self._pack = lru_cache(1 << 12)(self._pack_term)
        self._free: list[_Workspace] = []  # taken and put back in one step each

    def rank(self, query: Query, number_bonus: float, limit: int) -> Ranking:
        """Return the posts that match a query best, at most `limit`."""
        terms = [*map(self._pack, query.terms)]
        rows, grams, edits, own = zip(*terms, strict=True)
        work = self._workspace(len(terms), limit, sum(own) + len(terms) * (fuzzy.MAX_TIED + 1))
        query_table = work.query
        query_table.terms, query_table.term_count = b"".join(rows), len(rows)
        query_table.grams, query_table.edits = b"".join(grams), b"".join(edits)
        query_table.number_bonus, query_table.limit = number_bonus, limit
        try:
            hits = work.rank(self._index)
            return _ranking(work, hits, len(terms))
        finally:
            self._free.append(work)

    def _pack_term(self, term: TermStatistics) -> tuple[bytes, bytes, bytes, int]:
        """Return a term, its grams and its edits as bytes, and the number of its forms."""
        row = self._term.pack(
            term.forms.start,
            term.forms.stop,
            len(term.grams),
            term.gram_count,
            len(term.edits),
            term.everyday,
            term.relative_frequency < MAX_FREQUENCY,
            term.weight,
        )
        grams, edits = array("i", term.grams), array("i", term.edits)
        return row, grams.tobytes(), edits.tobytes(), len(term.forms)

    def _workspace(self, terms: int, limit: int, sought: int) -> _Workspace:
        """Return a workspace that is free and large enough."""
        try:
            work = self._free.pop()
        except IndexError:
            work = None
        if work is None or not work.fits(terms, limit, sought):
            sizes = max(terms, 16), max(limit, 16), max(sought, 1 << 13)
            work = _Workspace(self._library, self._postings, *sizes)
        return work


def _ranking(work: _Workspace, hits: int, terms: int) -> Ranking:
    """Return what the library wrote; what only an explanation needs is unpacked when it is."""
    rows = work.unpack("hits", hits)
    matches, spans = rows[-1][2:4] if rows else (0, 0)
    marked = work.unpack("spans", spans)
    posts, begin = [], 0
    for score, found, _, end, position, has_number in rows:
        posts.append(ScoredPost(position, score, found, has_number, tuple(marked[begin:end])))
        begin = end
    ends = [terms * rank for rank in range(hits + 1)]
    places = [0, *[row[2] for row in rows]]
    return Ranking(
        posts,
        [anywhere for (anywhere,) in work.unpack("anywhere", terms)],
        partial(_part, work.copy("evidence", hits * terms), ends),
        partial(_part, work.copy("matches", matches), places),
    )


def _part(packed: tuple[Struct, bytes], offsets: Sequence[int], number: int) -> list[Any]:
    """Return one of several lists of rows, one after the other."""
    row, values = packed
    return list(
        row.iter_unpack(values[offsets[number] * row.size : offsets[number + 1] * row.size])
    )


class _Workspace:
    """Memory for one query at a time of that number of terms, hits and forms to look for."""

    def __init__(
        self, library: Library, postings: Postings, terms: int, limit: int, sought: int
    ) -> None:
        self._library, self._sizes = library, (terms, limit, sought)
        forms, span = len(postings.forms) + 1, postings.span
        self._work = _table(
            library.structures["workspace"],
            similarity=np.zeros(forms),
            touched=np.zeros(forms, np.int32),
            steps=np.zeros(forms, np.int32),
            ranked=library.room("ranked", forms),
            seekers=np.zeros(forms, np.uintp),
            estimates=np.zeros(span),
            offered=np.zeros(span, np.uint8),
            noted=np.zeros(span + 1, np.int32),
            candidates=library.room("candidate", max(limit, scoring.CANDIDATES)),
            best=library.room("candidate", limit),
            sought=library.room("sought", sought),
            weights=library.room("weight", terms),
            held=library.room("held", terms),
            near=library.room("held", terms),
        )
        self.query = library.structures["query"]()
        self._rows = {"anywhere": Struct("d")}
        self._results: dict[str, NDArray[Any]] = {"anywhere": np.zeros(terms)}
        self._add_results("hits", "hit", limit)
        self._add_results("evidence", "evidence", limit * terms)
        self._make_room(_MATCHES_PER_HIT * limit)

    def fits(self, terms: int, limit: int, sought: int) -> bool:
        """Tell whether a query of these terms, hits and forms to look for has room."""
        own_terms, own_limit, own_sought = self._sizes
        return terms <= own_terms and limit <= own_limit and sought <= own_sought

    def _add_results(self, name: str, kind: str, count: int) -> None:
        self._rows[name] = self._library.row(kind)
        self._results[name] = self._library.room(kind, count)

    def _make_room(self, matches: int) -> None:
        self._add_results("matches", "match", matches)
        self._add_results("spans", "span", matches)
        self._result = _table(
            self._library.structures["result"],
            match_capacity=matches,
            match_count=0,
            **self._results,
        )
        self._views = {name: array.data.cast("B") for name, array in self._results.items()}
        tables = self.query, self._work, self._result
        self._addresses = [*map(ctypes.addressof, tables)]

    def rank(self, index: Any) -> int:
        """Rank for `query` and return the number of hits; `unpack` has them."""
        hits = int(self._library.rank_posts(ctypes.addressof(index), *self._addresses))
        if self._result.match_count > self._result.match_capacity:
            self._make_room(self._result.match_count)
            return self.rank(index)
        return hits

    def unpack(self, name: str, count: int) -> list[Any]:
        """Return the first results of a kind."""
        row = self._rows[name]
        return list(row.iter_unpack(self._views[name][: count * row.size]))

    def copy(self, name: str, count: int) -> tuple[Struct, bytes]:
        """Return the first results of a kind, packed, and how to unpack them."""
        row = self._rows[name]
        return row, bytes(self._views[name][: count * row.size])


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
