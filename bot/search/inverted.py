"""The posts of threads in an inverted index: of each form, which posts hold it, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.lists import Integers, bounds, joined, places, small
from bot.search.vocabulary import Passage

GAP = 3  #: positions without a post before, between and after threads


class Corpus:
    """The posts of threads, each at a position; never changes.

    A post's position is its number, from 0, among all posts, with GAP more before each thread: what
    is next to a post is next to it in its thread.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        posts = np.array([len(passage.numbered) for passage in passages], np.int64)
        self.firsts = bounds(posts + GAP)[:-1] + GAP  #: the position of each passage's first post
        self.positions = places(self.firsts, posts).astype(np.int32)  #: of the posts
        self.span = GAP + int((posts + GAP).sum())  #: positions in all
        ends = joined([passage.bounds for passage in passages], np.int32)
        at = places(bounds(posts + 1)[:-1], posts)
        self.sizes = ends[at + 1] - ends[at]  #: tokens of each post

    def tokens(self) -> Integers:
        """The form of each token, post after post."""
        return joined([passage.forms for passage in self.passages], np.int32)

    def by_position(self, values: Integers) -> Integers:
        """The values of posts, by position; 0 where no post is."""
        spread = np.zeros(self.span, values.dtype)
        spread[self.positions] = values
        return spread


class Postings(NamedTuple):
    """Of each of some forms the positions of the posts that hold it."""

    bounds: Integers  #: those of form i are from bounds[i] to before bounds[i + 1]
    positions: Integers  #: rising for each form
    tf: Integers  #: how often the form stands in the post

    @classmethod
    def of(cls, corpus: Corpus, tokens: Integers, forms: Integers, known: int) -> Postings:
        """The postings of forms, those of the corpus's tokens, out of so many known."""
        place = np.empty(known, np.int32)
        place[forms] = np.arange(len(forms), dtype=np.int32)
        starts, positions, tf = kernel.posting_lists(
            bounds(corpus.sizes), place[tokens], corpus.positions, len(forms)
        )
        return cls(starts, positions, small(tf))
