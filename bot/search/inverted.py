"""The posts of threads in an inverted index: of each form, which posts hold it, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.lists import Flags, Integers, bounds, places
from bot.search.vocabulary import Passage

GAP = 3  #: positions without a post before, between and after threads


class Corpus:
    """The posts of threads, each at a position; never changes.

    A post's position is its number, from 0, among all posts, with GAP more before each thread: what
    is next to a post is next to it in its thread.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        #: the passages, as the kernel reads them for as long as they are kept
        self.structures = np.frombuffer(b"".join([one.structure for one in passages]), np.uint8)
        counts = np.array([len(passage.numbered) for passage in passages], np.int64)
        self.posts = int(counts.sum())
        self.firsts = bounds(counts + GAP)[:-1] + GAP  #: the position of each passage's first post
        self.span = GAP + int((counts + GAP).sum())  #: positions in all
        self.table = kernel.Posts(
            passages=self.structures, firsts=self.firsts, counts=counts, threads=len(passages)
        )
        self._counts = counts

    @property
    def positions(self) -> Integers:
        """The posts' positions."""
        return places(self.firsts, self._counts)

    def sizes(self) -> Integers:
        """How many tokens the post at each position has; 0 where no post is."""
        return kernel.post_sizes(self.table, self.span)

    def numbered(self) -> Flags:
        """Whether the post at each position holds a digit."""
        numbered = np.zeros(self.span, np.bool_)
        # One by one lets other threads of execution in between.
        for first, passage in zip(self.firsts.tolist(), self.passages, strict=True):
            numbered[first : first + len(passage.numbered)] = passage.numbered
        return numbered


class Postings(NamedTuple):
    """Of the forms that posts hold the positions of those posts."""

    forms: Integers  #: their numbers in the vocabulary, those of one term side by side
    terms: Integers  #: those of term i of the vocabulary are from terms[i] to before terms[i + 1]
    bounds: Integers  #: the positions of form i are from bounds[i] to before bounds[i + 1]
    positions: Integers  #: rising for each form
    tf: Integers  #: how often the form stands in the post
    most_tf: Integers  #: the greatest of those of each form

    @classmethod
    def of(cls, corpus: Corpus, terms: Integers, term_count: int) -> Postings:
        """The postings of a corpus; `terms` are those of each form of the vocabulary."""
        posts, known = corpus.table, len(terms)
        df, most_tf = kernel.document_frequencies(posts, known)
        held = df.nonzero()[0].astype(np.int32)
        of_terms, places = kernel.lists_of(held, np.arange(known + 1), terms, term_count)
        forms = held[places]
        ends = bounds(df[forms])
        starts = np.zeros(known, np.int64)
        starts[forms] = ends[:-1]
        kind = np.min_scalar_type(most_tf.max(initial=0))
        positions, tf = kernel.posting_lists(posts, starts, int(ends[-1]), kind)
        return cls(forms, of_terms, ends, positions, tf, most_tf[forms])
