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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from bot.search import kernel
from bot.search.inverted import Corpus, Postings
from bot.search.lexicon import Forms
from bot.search.lists import Floats, Integers, small


def no_share(term: str) -> float:
    """The share of a language in which no word is ever used."""
    return 0.0


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
        self.corpus_size = corpus.posts
        sizes = small(corpus.sizes())
        self.avgdl = float(sizes.sum(dtype=np.int64)) / max(self.corpus_size, 1)
        lengths = np.arange(int(sizes.max(initial=0)) + 1)
        postings = Postings.of(corpus, self._forms.terms, self._forms.term_count)
        self.forms = postings.forms
        self._terms: Sequence[int] = postings.terms.data  # quicker one by one
        self.table = kernel.Bm25(
            posts=self.corpus_size,
            span=corpus.span,
            forms=len(self.forms),
            bounds=postings.bounds,
            positions=postings.positions,
            tf=postings.tf,
            tf_width=postings.tf.itemsize,
            most_tf=postings.most_tf,
            sizes=sizes,
            size_width=sizes.itemsize,
            least_size=int(sizes.min(initial=len(lengths) - 1, where=sizes > 0)),
            lengthened=self.k1 * (1 - self.b + self.b * lengths / (self.avgdl or 1.0)),
            known_df=np.zeros(len(self.forms), np.int32),
            terms=postings.terms,
            k1=self.k1,
            background=self.background,
            mean_length=self.avgdl,
        )
        return {}

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
        number = self._forms.term_number(term)
        return range(0) if number < 0 else range(self._terms[number], self._terms[number + 1])

    def weight(self, term: str) -> float:
        """The idf of a term, also of one that no post has."""
        return kernel.bm25_weight(self.table, self.forms_of(term), self._share(term))

    def get_scores(self, query: Iterable[str]) -> Floats:
        """The score of every post, shape (posts,)."""
        scores, weights = np.zeros(self.corpus.span), self.idf
        for term in query:
            weight = weights.get(term) or 0
            kernel.bm25_add(self.table, self.forms_of(term), weight, scores)
        return scores[self.corpus.positions]

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
        return (okapi._forms.known[okapi.forms[okapi._terms[t]]].term for t in self._held())

    def __len__(self) -> int:
        return len(self._held())

    def _held(self) -> Integers:
        """The terms that have forms."""
        return np.diff(self._okapi._terms).nonzero()[0]
