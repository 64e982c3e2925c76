"""Okapi BM25 as rank-bm25 has it, worked by an inverted index.

`Okapi` is rank-bm25's own `BM25Okapi`: the same constructor hooks, queries and term formula, and
for the same tokens and idf the same scores to the last bit.  What differs, and why:

- Scores come from lists of the posts that hold a word, not from a pass over every post.
- idf is ln(1 + (N - df + 0.5) / (df + 0.5)) (Lucene's).  rank-bm25's is 0 for a term in half the
  posts, floored above that, and negative for a single post: few posts are enough for all three.
- N and df may count posts of everyday language beside those given (`background`, `share`), so
  that "the" weighs little in a thread of five posts, and a word that they lack has a weight.
- An empty corpus is a corpus; only posts that match are ranked, equal scores in order of position.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from rank_bm25 import BM25Okapi

from bot.search.inverted import Corpus
from bot.search.lexicon import Forms
from bot.search.lists import Floats, Integers, among, place, places, runs


def no_share(term: str) -> float:
    """The share of a language in which no word is ever used."""
    return 0.0


class Found(NamedTuple):
    """Where some forms are found: each time one of them, in one post."""

    which: Integers  #: places among the forms asked for
    positions: Integers  #: or their places among positions that were given
    tf: Integers


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """BM25 over the posts of a corpus.

    Forms are numbered from 0, those of one term side by side.  `background` posts of everyday
    language stand beside the corpus; `share(term)` is the share of running words there that are the
    term.
    """

    def __init__(
        self,
        forms: Forms,
        corpus: Corpus,
        k1: float = 1.5,
        b: float = 0.75,
        background: float = 0.0,
        share: Callable[[str], float] = no_share,
    ) -> None:
        self.background = background
        self._share = share
        self._forms = forms
        super().__init__(corpus, k1=k1, b=b)

    def _initialize(self, corpus: Corpus) -> dict[str, int]:
        self.corpus = corpus
        self.corpus_size = len(corpus.sizes)
        self.avgdl = float(corpus.sizes.sum(dtype=np.int64)) / max(self.corpus_size, 1)
        sizes = np.zeros(corpus.span, np.int32)
        sizes[corpus.positions] = corpus.sizes
        self._lengthened = self.k1 * (1 - self.b + self.b * sizes / (self.avgdl or 1.0))
        known, starts, self._posts, self._tf = corpus.postings
        terms = self._forms.terms[known]
        order = terms.argsort(kind="stable")
        self.forms: Integers = known[order]  #: their numbers in the vocabulary
        self._starts = starts[:-1][order]
        self.df = np.diff(starts)[order]
        terms = terms[order]
        first = runs(terms)
        self._terms: Sequence[int] = terms[first].data  # quicker one by one
        self._first: Sequence[int] = np.append(first, len(order)).data  # form of each term
        return {}

    def _list(self, form: int) -> slice:
        """Where the list of a form stands."""
        return slice(self._starts[form], self._starts[form] + self.df[form])

    def _calc_idf(self, nd: dict[str, int]) -> None:
        """Nothing: a weight is worked out when it is looked up."""

    @property
    def idf(self) -> Mapping[str, float]:
        """The weights of terms; not kept, as a cycle would outlive its use."""
        return _Weights(self)

    @idf.setter
    def idf(self, _: object) -> None:
        """Nothing: rank-bm25 begins with none."""

    def __contains__(self, term: str) -> bool:
        return len(self.forms_of(term)) > 0

    def forms_of(self, term: str) -> range:
        """The forms of a term."""
        number = self._forms.term_numbers.get(term)
        at = None if number is None else place(self._terms, number)
        return range(0) if at is None else range(self._first[at], self._first[at + 1])

    def _document_frequency(self, term: str) -> int:
        """How many posts hold a term."""
        forms = self.forms_of(term)
        if len(forms) < 2:
            return int(self.df[forms.start]) if forms else 0
        positions = np.concatenate([self._posts[self._list(form)] for form in forms])
        positions.sort()
        return 1 + int(np.count_nonzero(positions[1:] != positions[:-1]))

    def weight(self, term: str) -> float:
        """The idf of a term, also of one that no post has."""
        df = float(self._document_frequency(term))
        if self.background:
            # A term's chance to stand in a post of everyday language.  Words come in bursts, as if
            # such a post were twice as long as the mean one here.
            df += self.background * (1 - (1 - self._share(term)) ** (2 * self.avgdl))
        return math.log(1 + (self.corpus_size + self.background - df + 0.5) / (df + 0.5))

    def find(self, forms: Integers) -> Found:
        """All posts that hold some forms, form after form."""
        counts = self.df[forms]
        at = places(self._starts[forms], counts)
        return Found(np.arange(len(forms)).repeat(counts), self._posts[at], self._tf[at])

    def look_for(self, forms: Integers, positions: Integers) -> Found:
        """Which of some positions, given rising and told by their places, hold some forms."""
        positions = positions.astype(np.int32)  # as the lists are: else they would be copied
        found = []
        for which, form in enumerate(forms.tolist()):
            here = self._list(form)
            held = self._posts[here]
            there, at = among(held, positions)
            found.append(Found(np.full(len(there), which), there, self._tf[here][at]))
        return Found(*map(np.concatenate, zip(*found, strict=True)))

    def part(self, tf: Integers | Floats, positions: Integers) -> Floats:
        """The score, for an idf of 1, of terms that stand so many times at some positions."""
        score: Floats = tf * (self.k1 + 1) / (tf + self._lengthened[positions])
        return score

    def get_scores(self, query: Iterable[str]) -> Floats:
        """The score of every post, shape (posts,)."""
        scores, weights = np.zeros(self.corpus_size), self.idf
        for term in query:
            found = self.find(np.array(self.forms_of(term), np.int64))
            tf = np.bincount(found.positions, found.tf, self.corpus.span)
            part = self.part(tf[self.corpus.positions], self.corpus.positions)
            scores += (weights.get(term) or 0) * part
        return scores

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some posts, by position."""
        return list(self.get_scores(query)[list(doc_ids)])

    def get_top_n(self, query: Sequence[str], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """The documents that match, best first, equal ones in order; fewer than `n` if so."""
        scores = self.get_scores(query)
        return [documents[i] for i in np.argsort(-scores, kind="stable")[:n] if scores[i] > 0]


class _Weights(Mapping[str, float]):
    """The weights of terms, worked out when they are looked up."""

    def __init__(self, okapi: Okapi) -> None:
        self._okapi = okapi

    def __getitem__(self, term: str) -> float:
        if term not in self._okapi:
            raise KeyError(term)
        return self._okapi.weight(term)

    def __iter__(self) -> Iterator[str]:
        okapi = self._okapi
        return (okapi._forms.known[okapi.forms[form]].term for form in okapi._first[:-1])

    def __len__(self) -> int:
        return len(self._okapi._terms)
