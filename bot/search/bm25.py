"""Okapi BM25 as rank-bm25 has it, over an inverted index.

`Okapi` is rank-bm25's own `BM25Okapi`: the same constructor hooks, queries and term formula, and
for the same tokens and idf the same scores to the last bit.  The differences, and the reasons:

- Scores come from postings, not from a pass over every post.
- idf is ln(1 + (N - df + 0.5) / (df + 0.5)) (Lucene's).  rank-bm25's is 0 for a term in half the
  posts, floored above that, and negative for a single post: a small thread suffers from all three.
- N and df may count posts of everyday language beside those given (`background`), so "the" weighs
  little in a thread of five posts, and a word that they lack has a weight.
- An empty corpus is a corpus; only posts that match are ranked, equal scores in order of position.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from bot.search.postings import Postings
from bot.search.ragged import Floats, Integers
from bot.search.vocabulary import Vocabulary


def never_used(term: str) -> float:
    """Return the relative frequency of a term in a language without words."""
    return 0.0


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """BM25 over postings; never changes.

    `background` posts of everyday language are counted beside the corpus, and
    `relative_frequency(term)` is the share of the term among running words there.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        postings: Postings,
        k1: float = 1.5,
        b: float = 0.75,
        background: float = 0.0,
        relative_frequency: Callable[[str], float] = never_used,
    ) -> None:
        self.background = background
        self.relative_frequency = relative_frequency
        self._vocabulary = vocabulary
        super().__init__(postings, k1=k1, b=b)

    def _initialize(self, corpus: Postings) -> dict[str, int]:
        self.postings = corpus
        self.corpus_size = corpus.posts
        self.avgdl = len(corpus.tokens) / max(self.corpus_size, 1)
        self.frequencies = (
            corpus.document_frequencies()
        )  #: document frequency of each term, by number
        # A view, which is quicker to read one by one than an array.
        self._term_offsets = corpus.term_offsets.data
        #: k1 · (1 - b + b · length / mean length) of the post at each position
        self.length_norm = self.k1 * (1 - self.b + self.b * corpus.sizes / (self.avgdl or 1.0))
        return {}

    def _calc_idf(self, nd: dict[str, int]) -> None:
        """Compute no weight yet."""
        del self.idf  # rank-bm25's empty one, which hides the property

    @cached_property
    def idf(self) -> dict[str, float]:
        """The weights of the corpus's terms."""
        forms = self._vocabulary.forms
        terms = dict.fromkeys([forms[form].term for form in self.postings.forms])
        return {term: self.weight(term) for term in terms}

    def __contains__(self, term: str) -> bool:
        return len(self.forms_of(term)) > 0

    def forms_of(self, term: str) -> range:
        """Return the forms of a term."""
        number = self._vocabulary.term_numbers.get(term)
        if number is None:
            return range(0)
        return range(self._term_offsets[number], self._term_offsets[number + 1])

    def weight(self, term: str) -> float:
        """Return the idf of a term, also of one in no post."""
        return self.weight_of(term, self.relative_frequency(term))

    def weight_of(self, term: str, relative_frequency: float) -> float:
        """Return the idf of a term with this relative frequency."""
        number = self._vocabulary.term_numbers.get(term)
        df = 0 if number is None else int(self.frequencies[number])
        return float(self.idf_of(df, relative_frequency, math.log))

    def idf_of(self, df: Any, relative_frequency: Any, log: Callable[[Any], Any] = np.log) -> Any:
        """Return the idf of terms with these document and relative frequencies."""
        if self.background:
            # The chance of a term in a post of everyday language.  Words come in bursts, as if such
            # a post were twice as long as the mean one here.
            chance = 1 - (1 - relative_frequency) ** (2 * self.avgdl)
            df = df + self.background * chance
        return log(1 + (self.corpus_size + self.background - df + 0.5) / (df + 0.5))

    def term_scores(self, tf: Any, positions: Integers) -> Floats:
        """Return the scores, for an idf of 1, of a term with these frequencies in posts."""
        scores: Floats = tf * (self.k1 + 1) / (tf + self.length_norm[positions])
        return scores

    def get_scores(self, query: Iterable[str]) -> Floats:
        """Return the score of every post, shape (posts,)."""
        postings = self.postings
        scores = np.zeros(postings.span)
        for term in query:
            forms = self.forms_of(term)
            some = slice(*postings.lists.offsets[[forms.start, forms.stop]])
            tf = np.bincount(
                postings.lists.values[some], postings.tf[some], minlength=postings.span
            )
            found = tf.nonzero()[0]
            scores[found] += self.weight(term) * self.term_scores(tf[found], found)
        return scores[postings.positions]

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of some posts, by position."""
        return list(self.get_scores(query)[list(doc_ids)])

    def get_top_n(self, query: Sequence[str], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """Return the `n` documents that match best, equal ones in order."""
        scores = self.get_scores(query)
        return [documents[i] for i in np.argsort(-scores, kind="stable")[:n] if scores[i] > 0]
