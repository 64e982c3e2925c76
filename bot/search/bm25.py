"""Okapi BM25 as rank-bm25 has it, worked by an inverted index.

`Postings` is rank-bm25's own `BM25Okapi`: the same constructor hooks, queries and term formula, and
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

from bot.search.lexicon import Forms
from bot.search.lists import (
    Flags,
    Floats,
    Integers,
    bounds,
    firsts,
    gaps,
    joined,
    places,
    repeated,
    runs,
    seconds,
    small,
    sorted_pairs,
)
from bot.search.vocabulary import Passage

GAP = 3  #: positions without a post before, between and after threads
LARGE = 1_000  #: more posts than these are searched without the longest lists, if that will do
FREQUENT = 8  #: there a form in more than one post in so many has, beside its list, a row of all
LONG = 4_096  #: a list of more posts is long, as is that of a form with a row


def no_share(term: str) -> float:
    """The share of a language in which no word is ever used."""
    return 0.0


class Found(NamedTuple):
    """Where some forms are found: each time one of them, in one post."""

    which: Integers  #: places among the forms asked for
    positions: Integers  #: of `look_for`, places among the positions it was given
    tf: Integers


class Postings(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """BM25 over the posts of threads.

    A post's position is its number, from 0, among all posts, with GAP more before each thread: what
    is next to a post is next to it in its thread.  Forms are numbered from 0, those of one term
    side by side.  `background` posts of everyday language stand beside the corpus; `share(term)` is
    the share of running words there that are the term.
    """

    def __init__(
        self,
        forms: Forms,
        passages: Sequence[Passage],
        k1: float = 1.5,
        b: float = 0.75,
        background: float = 0.0,
        share: Callable[[str], float] = no_share,
    ) -> None:
        self.background = background
        self._share = share
        self._forms = forms
        super().__init__(passages, k1=k1, b=b)

    def _initialize(self, corpus: Sequence[Passage]) -> dict[str, int]:
        posts = np.array([len(passage.numbered) for passage in corpus], np.int64)
        ends = joined([passage.bounds for passage in corpus], np.int32)
        at = places(bounds(posts + 1)[:-1], posts)
        sizes = ends[at + 1] - ends[at]
        self.firsts = bounds(posts + GAP)[:-1] + GAP
        self.positions = places(self.firsts, posts).astype(np.int32)
        self.span = GAP + int((posts + GAP).sum())
        self.doc_len = np.zeros(self.span, np.int32)
        self.doc_len[self.positions] = sizes
        self.corpus_size = len(sizes)
        self.avgdl = float(sizes.sum(dtype=np.int64)) / max(len(sizes), 1)
        self._lengthened = self.k1 * (1 - self.b + self.b * self.doc_len / (self.avgdl or 1.0))
        forms = joined([passage.forms for passage in corpus], np.int32)
        held = sorted_pairs(forms, repeated(self.positions, sizes))
        once = runs(held)
        self._tf = small(gaps(once, len(held)))
        held = held[once]
        self._posts = seconds(held)
        numbers = firsts(held)
        del held  # it is large
        starts = runs(numbers)
        known = numbers[starts]
        terms = self._forms.terms[known]
        order = terms.argsort(kind="stable")
        self.forms: Integers = known[order]  #: their numbers in the vocabulary
        self._starts = starts[order]
        self.df = gaps(starts, len(numbers))[order]
        first = runs(terms[order])
        self._first = np.append(first, len(order))  # form of each term
        form = self._forms.known
        self._terms = {form[n].term: term for term, n in enumerate(self.forms[first].tolist())}
        self._keep_rows()
        return self._terms

    def _keep_rows(self) -> None:
        """Keep what the most frequent forms find as rows."""
        frequent = np.zeros(0, np.int64)
        if self.corpus_size > LARGE:
            frequent = np.flatnonzero(self.df > self.corpus_size / FREQUENT)
        self._row = np.full(len(self.forms), -1, np.int32)  # of each form, or -1
        self._row[frequent] = np.arange(len(frequent))
        self._rows = np.zeros((len(frequent), self.span), self._tf.dtype)
        for row, form in zip(self._rows, frequent.tolist(), strict=True):
            held = self._list(form)
            row[self._posts[held]] = self._tf[held]

    def _list(self, form: int) -> slice:
        """Where the list of a form stands."""
        return slice(self._starts[form], self._starts[form] + self.df[form])

    def _calc_idf(self, nd: dict[str, int]) -> None:
        """Nothing: a weight is worked out when it is looked up."""

    @property
    def idf(self) -> Mapping[str, float]:
        """The weights of terms; not kept, as a cycle would outlive its use."""
        return _Weights(self.weight, self._terms)

    @idf.setter
    def idf(self, _: object) -> None:
        """Nothing: rank-bm25 begins with none."""

    def __contains__(self, term: str) -> bool:
        return term in self._terms

    def forms_of(self, term: str) -> tuple[int, int]:
        """The first form of a term, and the one after its last."""
        number = self._terms.get(term)
        if number is None:
            return 0, 0
        return int(self._first[number]), int(self._first[number + 1])

    def _document_frequency(self, term: str) -> int:
        """How many posts hold a term."""
        first, last = self.forms_of(term)
        if last - first < 2:
            return int(self.df[first:last].sum())
        positions = np.concatenate([self._posts[self._list(form)] for form in range(first, last)])
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

    def are_long(self, forms: Integers) -> Flags:
        """Which of some forms are held by so many posts that it is better to `look_for` them."""
        found: Flags = self.df[forms] > LONG
        return found | (self._row[forms] >= 0)

    def find(self, forms: Integers) -> Found:
        """All posts that hold some forms, form after form."""
        counts = self.df[forms]
        at = places(self._starts[forms], counts)
        return Found(np.arange(len(forms)).repeat(counts), self._posts[at], self._tf[at])

    def look_for(self, forms: Integers, positions: Integers) -> Found:
        """Which of some positions, given rising and told by their places, hold some long forms."""
        rows = self._row[forms]
        tf = self._rows[rows[rows >= 0][:, None], positions]
        which, at = tf.nonzero()
        found = [Found(np.flatnonzero(rows >= 0)[which], at, tf[which, at])]
        if (rows < 0).any():
            wanted = np.zeros(self.span, np.bool_)
            wanted[positions] = True
            for number in np.flatnonzero(rows < 0).tolist():
                held = self._list(forms[number])
                there = np.flatnonzero(wanted[self._posts[held]])
                at = positions.searchsorted(self._posts[held][there])
                found.append(Found(np.full(len(at), number), at, self._tf[held][there]))
        return Found(*map(np.concatenate, zip(*found, strict=True)))

    def part(self, tf: Integers | Floats, positions: Integers) -> Floats:
        """The score, for an idf of 1, of terms that stand so many times at some positions."""
        score: Floats = tf * (self.k1 + 1) / (tf + self._lengthened[positions])
        return score

    def get_scores(self, query: Iterable[str]) -> Floats:
        """The score of every post, shape (posts,)."""
        scores = np.zeros(self.corpus_size)
        for term in query:
            found = self.find(np.arange(*self.forms_of(term)))
            tf = np.bincount(found.positions, found.tf, self.span)
            part = self.part(tf[self.positions], self.positions)
            scores += (self.idf.get(term) or 0) * part
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

    def __init__(self, weight: Callable[[str], float], terms: Mapping[str, int]) -> None:
        self._weight = weight
        self._terms = terms

    def __getitem__(self, term: str) -> float:
        if term not in self._terms:
            raise KeyError(term)
        return self._weight(term)

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)
