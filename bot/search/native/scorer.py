"""The native scorer: the ranking of `bot.search.scoring.NumpyScorer`, compiled."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable
from ctypes import string_at
from functools import cache
from struct import unpack_from
from typing import Any

import numpy as np

from bot.search import fuzzy, query, scoring
from bot.search.fuzzy import NgramIndex
from bot.search.highlight import MAX_FREQUENCY
from bot.search.letters import FACTOR, parts
from bot.search.native import Library, address
from bot.search.query import Query, Term, TermStatistics, TermTable
from bot.search.scoring import Evidence, Match, Ranking, ScoredPost, Spans

_dtype: Callable[[Any], Any] = cache(np.dtype)  # quick, where the structure is known
_PARTS = len(ScoredPost._fields)  # of a hit in C, after which it says where its parts begin


class NativeScorer:
    """Ranks as the NumPy scorer does; several OS threads may use it at once."""

    def __init__(self, library: Library, table: TermTable) -> None:
        self._library, self._ngrams = library, table.ngrams
        self._term = library.row("term")
        okapi, ngrams, postings = table.okapi, table.ngrams, table.okapi.postings
        self._grams = ngrams.by_form.values  # terms have addresses in it
        self._terms = self._known_terms(library, ngrams, table)
        lists = postings.lists
        self._index = _table(
            library.structure("index"),
            terms=self._terms,
            token_offsets=postings.offsets,
            tokens=postings.tokens,
            starts=postings.starts,
            ends=postings.ends,
            lengths=postings.lengths,
            numbers=postings.numbers,
            length_norm=okapi.length_norm,
            list_offsets=lists.offsets,
            positions=lists.values,
            tf=postings.tf,
            gram_offsets=ngrams.grams.offsets,
            gram_forms=ngrams.grams.values,
            gram_codes=ngrams.codes,
            vocabulary_forms=postings.forms,
            spelling=ngrams.letters.values,
            spelling_offsets=ngrams.letters.offsets,
            rarity=ngrams.rarity,
            neighbour_weights=scoring.NEIGHBOUR_WEIGHTS,
            forms=len(postings.forms),
            span=postings.span,
            gram_count=len(ngrams.codes),
            factor=FACTOR,
            shortest_two_typos=fuzzy.SHORTEST_TWO_TYPOS,
            before=len(scoring.BEFORE),
            after=len(scoring.AFTER),
            candidates=scoring.CANDIDATES,
            max_similar=fuzzy.MAX_SIMILAR,
            max_tied=fuzzy.MAX_TIED,
            max_posts=fuzzy.MAX_POSTS,
            max_matches=scoring.MAX_MATCHES,
            least_similarity=fuzzy.LEAST_SIMILARITY,
            precision=fuzzy.PRECISION,
            one_edit=fuzzy.ONE_EDIT,
            k1=okapi.k1,
            letters=scoring.LETTERS,
            number_bonus=scoring.NUMBER_BONUS,
            early_bonus=scoring.EARLY_BONUS,
            min_match=scoring.MIN_MATCH,
            min_similarity=scoring.MIN_SIMILARITY,
            estimate_step=scoring.ESTIMATE_STEP,
            everyday=query.EVERYDAY,
            max_marked=MAX_FREQUENCY,
            weight_followed=query.FOLLOWED,
        )
        self._address = ctypes.addressof(self._index)
        self._hit, self._span = library.row("hit"), library.row("span")
        self._evidence, self._match = library.row("evidence"), library.row("match")

    def _known_terms(self, library: Library, ngrams: NgramIndex, table: TermTable) -> Any:
        """Return the terms of the forms as structures."""
        terms = np.zeros(len(table.first), _dtype(library.structure("term")))
        terms["first"], terms["end"] = table.first, table.end
        terms["idf"], terms["information"] = table.weight, table.information
        terms["relative_frequency"] = table.relative_frequency
        terms["grams"] = address(self._grams) + 4 * ngrams.by_form.offsets[:-1]
        terms["gram_count"] = ngrams.by_form.lengths()
        return terms

    def rank(self, query: Query, limit: int) -> Ranking:
        """Return the posts that match a query best, at most `limit`."""
        numbers = array("i", [term.number for term in query.terms]).tobytes()
        strange = [self._strange(term, term.new) for term in query.terms if term.new is not None]
        terms = b"".join([term for term, _ in strange])  # its letters stay as long
        count = len(query.terms)
        work = self._library.take_workspace()
        try:
            size = self._library.rank_posts(
                self._address,
                work.address,
                numbers,
                terms,
                count,
                query.followed,
                query.number,
                limit,
            )
            if size < 0:
                raise MemoryError
            return self._read(string_at(work.output, size), count)
        finally:
            self._library.put_back(work)

    def _strange(self, term: Term, statistics: TermStatistics) -> tuple[bytes, array[int]]:
        """Return a term whose form no post has, packed, and the letters that it has the address of.

        The letters are those of the parts of which its grams are windows, with 0 between the parts.
        """
        if statistics.may_be_typo and not self._index.delete_lists:
            self._add_deletes()
        letters = array("I", map(ord, "\0".join(parts(term.form))))
        address, count = letters.buffer_info()
        packed = self._term.pack(
            0,
            address,
            statistics.weight,
            statistics.information,
            statistics.relative_frequency,
            statistics.forms.start,
            statistics.forms.stop,
            0,
            count,
            statistics.may_be_typo,
        )
        return packed, letters

    def _add_deletes(self) -> None:
        """Add what finds typos, which few queries need."""
        deletes = self._deletes = self._ngrams.deletes
        self._index.delete_offsets = address(deletes.offsets)
        self._index.delete_forms = address(deletes.values)
        self._index.delete_lists = len(deletes.offsets) - 1

    def _read(self, output: bytes, terms: int) -> Ranking:
        """Return the ranking that the library wrote for a query with that number of terms."""
        count, *anywhere = unpack_from(f"q{terms}d", output)
        first = 8 + 8 * terms
        hits = [*self._hit.iter_unpack(output[first : first + count * self._hit.size])]
        posts = [ScoredPost._make(hit[:_PARTS]) for hit in hits]

        def mark(rank: int) -> Spans:
            *_, spans, evidence, _ = hits[rank]
            return tuple(self._span.iter_unpack(output[spans:evidence]))

        def explain(rank: int) -> tuple[list[Evidence], list[Match]]:
            *_, matches, spans, evidence, end = hits[rank]
            return (
                [*self._evidence.iter_unpack(output[evidence:end])],
                [*self._match.iter_unpack(output[matches:spans])],
            )

        return Ranking(posts, anywhere, mark, explain)


def _table(kind: Any, **fields: Any) -> Any:
    """Return a structure with these fields; it keeps its arrays."""
    arrays = {name: one for name, one in fields.items() if isinstance(one, np.ndarray)}
    table = kind(**fields | {name: address(array) for name, array in arrays.items()})
    table.arrays = arrays
    return table
