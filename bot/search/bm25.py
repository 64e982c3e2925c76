"""Okapi BM25 as rank-bm25 has it, worked by an inverted index.

`Postings` is rank-bm25's own `BM25Okapi`: the same constructor hooks, attributes and term formula,
and for the same tokens and idf the same scores to the last bit.  What differs, and why:

- Scores come from lists of the posts that hold a term, not from a pass over every post.
- idf is ln(1 + (N - df + 0.5) / (df + 0.5)) (Lucene's).  rank-bm25's is 0 for a term in half the
  posts, floored above that, and negative for a single post: a thread is small enough for all three.
- N and df may count posts of everyday language beside the thread's own (`background`, `share`), so
  that "the" weighs little in a thread of five posts, and a word that the thread lacks has a weight.
- An empty corpus is a corpus; only posts that match are ranked, equal scores in order of position.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi


def no_share(term: str) -> float:
    """The share of a language in which no word is ever used."""
    return 0.0


class Postings(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """BM25 over posts given as sequences of terms.

    `background` posts of everyday language stand beside the corpus; `share(term)` is the share of
    running words there that are the term.
    """

    def __init__(
        self,
        corpus: Iterable[Sequence[str]],
        k1: float = 1.5,
        b: float = 0.75,
        background: float = 0.0,
        share: Callable[[str], float] = no_share,
    ) -> None:
        self.background = background
        self._share = share
        super().__init__(corpus, k1=k1, b=b)

    def _initialize(self, corpus: Iterable[Sequence[str]]) -> dict[str, int]:
        self.vocabulary: dict[str, int] = {}
        ids: list[int] = []
        posts: list[int] = []
        counts: list[int] = []
        for post, terms in enumerate(corpus):
            self.doc_len.append(len(terms))
            for term, count in Counter(terms).items():
                ids.append(self.vocabulary.setdefault(term, len(self.vocabulary)))
                posts.append(post)
                counts.append(count)
        self.corpus_size = len(self.doc_len)
        self.avgdl = sum(self.doc_len) / self.corpus_size if self.corpus_size else 0.0
        order = np.argsort(np.array(ids, np.int64), kind="stable")
        df = np.bincount(np.array(ids, np.int64), minlength=len(self.vocabulary))
        self._bounds = np.concatenate(([0], np.cumsum(df)))
        self._posts = np.array(posts, np.int32)[order]
        tf = np.array(counts, np.int64)[order]
        length = np.array(self.doc_len)[self._posts]
        self._parts = (
            tf
            * (self.k1 + 1)
            / (tf + self.k1 * (1 - self.b + self.b * length / (self.avgdl or 1.0)))
        )
        return dict(zip(self.vocabulary, df.tolist(), strict=True))

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {term: self._idf(term, df) for term, df in nd.items()}

    def _idf(self, term: str, df: float) -> float:
        if self.background:
            # A term's chance to stand in a post of everyday language.  Words come in bursts, as if
            # such a post were twice as long as the mean one here.
            df += self.background * (1 - (1 - self._share(term)) ** (2 * self.avgdl))
        return math.log(1 + (self.corpus_size + self.background - df + 0.5) / (df + 0.5))

    def weight(self, term: str) -> float:
        """The idf of a term, also of one that no post has."""
        known = self.idf.get(term)
        return self._idf(term, 0) if known is None else known

    def parts(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The posts (positions, rising) that hold a term, and its score there for an idf of 1."""
        number = self.vocabulary.get(term)
        if number is None:
            return self._posts[:0], self._parts[:0]
        span = slice(self._bounds[number], self._bounds[number + 1])
        return self._posts[span], self._parts[span]

    def get_scores(self, query: Iterable[str]) -> NDArray[np.float64]:
        """The score of every post, shape (posts,)."""
        scores = np.zeros(self.corpus_size)
        for term in query:
            posts, parts = self.parts(term)
            scores[posts] += (self.idf.get(term) or 0) * parts
        return scores

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some posts, by position."""
        return list(self.get_scores(query)[list(doc_ids)])

    def get_top_n(self, query: Sequence[str], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """The documents that match, best first, equal ones in order; fewer than `n` if so."""
        scores = self.get_scores(query)
        return [documents[i] for i in np.argsort(-scores, kind="stable")[:n] if scores[i] > 0]
