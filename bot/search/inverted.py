"""The posts of threads in an inverted index: of each form, which posts hold it, and how often.

It stands in flat arrays.  When threads change, it is made from the one before: positions move, and
the posts of new threads are inserted; only where much has changed, all is sorted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search.lists import (
    Integers,
    Lists,
    bounds,
    distinct,
    gaps,
    joined,
    places,
    places_within,
    repeated,
    runs,
    small,
    sorted_pairs,
)
from bot.search.vocabulary import Passage

GAP = 3  #: positions without a post before, between and after threads
CHANGED = 8  #: where more than one post in so many is new, all is sorted anew


class Postings(NamedTuple):
    """Of each form the positions of the posts that hold it."""

    forms: Integers  #: rising
    bounds: Integers  #: those of forms[i] are from bounds[i] to before bounds[i + 1]
    positions: Integers  #: rising for each form
    tf: Integers  #: how often the form stands in the post

    @classmethod
    def of(cls, forms: Integers, positions: Integers) -> Postings:
        """The postings of tokens, given by form and position."""
        held = sorted_pairs(forms, positions)
        once = runs(held)
        tf = small(gaps(once, len(held)))
        held = held[once]
        known, lists = Lists.of(held)
        return cls(known, *lists, tf)

    def changed(self, moved: Integers, others: Postings) -> Postings:
        """These and those of other posts together.

        Positions become what `moved` says, which keeps their order; where it is -1 they are gone.
        """
        positions = moved[self.positions]
        stay = positions >= 0
        gone = self.bounds.searchsorted((~stay).nonzero()[0], side="right") - 1
        counts = np.diff(self.bounds) - np.bincount(gone, minlength=len(self.forms))
        positions, tf = positions[stay], self.tf[stay]
        forms = distinct(np.concatenate([self.forms, others.forms]))
        old, new = forms.searchsorted(self.forms), forms.searchsorted(others.forms)
        each = np.zeros((2, len(forms)), np.int64)  # what stays of each form, and what is new
        each[0, old] = counts
        each[1, new] = np.diff(others.bounds)
        ends = bounds(each[0])
        of_form = new.repeat(each[1, new])
        at = places_within(positions, ends[of_form], ends[of_form + 1], others.positions)
        each = each.sum(axis=0)
        kind = np.result_type(tf, others.tf)
        return Postings(
            forms[each > 0],
            bounds(each[each > 0]),
            np.insert(positions, at, others.positions),
            np.insert(tf.astype(kind, copy=False), at, others.tf),
        )


class Corpus:
    """The posts of threads, each at a position, and their postings; never changes.

    A post's position is its number, from 0, among all posts, with GAP more before each thread: what
    is next to a post is next to it in its thread.
    """

    def __init__(self, passages: Sequence[Passage], before: Corpus | None = None) -> None:
        """What `before`, whose forms have the same numbers, knows of these passages is used."""
        self.passages = passages
        posts = np.array([len(passage.numbered) for passage in passages], np.int64)
        self._posts = posts  # of each passage
        self.firsts = bounds(posts + GAP)[:-1] + GAP  #: the position of each passage's first post
        self.positions = places(self.firsts, posts).astype(np.int32)  #: of the posts
        self.span = GAP + int((posts + GAP).sum())  #: positions in all
        ends = joined([passage.bounds for passage in passages], np.int32)
        at = places(bounds(posts + 1)[:-1], posts)
        self.sizes = ends[at + 1] - ends[at]  #: tokens of each post
        self.postings = self._changed(before) or self._read(np.arange(len(passages)))

    def _read(self, numbers: Integers) -> Postings:
        """The postings of some passages."""
        posts = self._posts[numbers]
        at = places(bounds(self._posts)[numbers], posts)
        forms = joined([self.passages[number].forms for number in numbers.tolist()], np.int32)
        return Postings.of(forms, repeated(self.positions[at], self.sizes[at]))

    def _changed(self, before: Corpus | None) -> Postings | None:
        """The postings made from those before; None where too little of them is left."""
        if before is None:
            return None
        known = {id(passage): number for number, passage in enumerate(before.passages)}
        was = np.array([known.get(id(passage), -1) for passage in self.passages], np.int64)
        old = was >= 0
        new = np.flatnonzero(~old)
        was = was[old]
        if self._posts[new].sum() * CHANGED > len(self.positions) or (np.diff(was) <= 0).any():
            return None
        moved = np.full(before.span, -1, np.int32)
        moved[places(before.firsts[was], self._posts[old])] = places(
            self.firsts[old], self._posts[old]
        )
        return before.postings.changed(moved, self._read(new))
