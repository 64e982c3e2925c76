"""What the words of a question find in posts, as numbers between 0 and about 1.

Evidence is an array (words, 2, 2, posts): of each word, what a post holds itself and what it holds
with what the posts around it lend; of either, BM25 at an idf of 1 and the share of the word's
letters that one word of the post has.

Among many posts only the CANDIDATES are looked at closely: those that promise most by what they
hold or by what a post next to them lends.  Forms that very many posts hold have no say in that,
unless they could decide.

What was tried for speed, in milliseconds a question of five words over 10,000 posts and 200,000, on
two cores, each beside what came before it:

    each thread searched by itself                                  107
    all at once, dense arrays of all posts replaced by candidates    1.9
    pairs sorted, not hashed (numpy's unique)                        1.4     3.1
    words looked up side by side, not one by one                     1.25    2.5
    lists of more than 4,096 posts only looked through               1.23    2.4
    likest forms as far as 4,096 posts hold them, not 64 always      1.16    2.0
    20 likest forms, not 64                                          1.12    1.8, -0.2 nDCG
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.search.bm25 import GAP, Found, Postings
from bot.search.lists import Flags, Floats, Integers, joined, least, runs

BEFORE, AFTER = (0.5, 0.25, 0.125), (0.3, 0.09)  #: what a term counts in the 1st, 2nd … post on
CANDIDATES = 100  #: posts that are looked at closely, at most
PROMISING = 1_000  #: posts among which those are chosen
ENOUGH = 10  #: posts that promise more than long lists could add, so that these may wait

_NEAR = np.array([0, *range(-1, -len(BEFORE) - 1, -1), *range(1, len(AFTER) + 1)])[:, None]
_LENT = np.array([1.0, *BEFORE, *AFTER])[:, None]
assert max(len(BEFORE), len(AFTER)) <= GAP


class Sought(NamedTuple):
    """The forms that are looked for in place of words: the words' own, and what looks like them."""

    counts: Sequence[int]  #: forms of each word
    forms: Integers
    own: Flags  #: whether it is the word's own
    alike: Floats  #: how much a form looks like the word

    def rows(self) -> Integers:
        """Which word each form is for."""
        return np.arange(len(self.counts)).repeat(self.counts)

    @classmethod
    def all(cls, each: Sequence[Sought]) -> Sought:
        """What some words look for, together."""
        counts = [count for one in each for count in one.counts]
        return cls(counts, *map(np.concatenate, zip(*[one[1:] for one in each], strict=True)))


def everywhere(postings: Postings, sought: Sought) -> Floats:
    """The evidence in every post."""
    near = postings.positions + _NEAR
    found = postings.find(sought.forms)
    return _evidence(postings, sought, sought.rows(), found, np.arange(postings.span), near)


def in_candidates(
    postings: Postings, sought: Sought, gains: Floats, preferred: Flags, more: float
) -> tuple[Integers, Floats]:
    """The positions, rising, of the posts that promise most, and the evidence there.

    `gains`, shape (words, 2), is what whole evidence gives to a score; `more` is what `preferred`
    positions have beside.
    """
    row = sought.rows()
    gives = gains[row] * np.stack([sought.own, sought.alike], axis=1)
    at_most = gives[:, 0] * (postings.k1 + 1) + gives[:, 1]
    order = np.lexsort((at_most, row))
    is_long = postings.are_long(sought.forms)
    found, touched, promise = _promise(postings, sought, row, gives, order[~is_long[order]])
    # Long lists wait for the candidates, save those that could yet make the best of other posts.
    long = np.flatnonzero(is_long)
    long = long[at_most[long].argsort(kind="stable")]
    enough = max(least(promise[touched], ENOUGH), at_most[long].max(initial=0.0) / 2)
    waiting = int((at_most[long].cumsum() <= enough).sum())
    if waiting < len(long):
        is_long[long[waiting:]] = False
        long = long[:waiting]
        found, touched, promise = _promise(postings, sought, row, gives, order[~is_long[order]])
    alone = promise[touched] + more * preferred[touched]
    best = np.sort(touched[alone >= least(alone, PROMISING)])
    hoped = (promise[best + _NEAR] * _LENT).max(axis=0) + more * preferred[best]
    best = np.sort(best[(-hoped).argsort(kind="stable")[:CANDIDATES]])

    near = best + _NEAR
    positions = _distinct(near.ravel())
    wanted = np.zeros(postings.span, np.bool_)
    wanted[positions] = True
    inside = np.flatnonzero(wanted[found.positions])
    there = postings.look_for(sought.forms[long], positions)
    found = Found(
        np.concatenate([found.which[inside], long[there.which]]),
        np.concatenate([positions.searchsorted(found.positions[inside]), there.positions]),
        np.concatenate([found.tf[inside], there.tf]),
    )
    near = positions.searchsorted(near)
    return best, _evidence(postings, sought, row, found, positions, near)


def _promise(
    postings: Postings, sought: Sought, row: Integers, gives: Floats, forms: Integers
) -> tuple[Found, Integers, Floats]:
    """Where some forms are found, the posts that hold any, and what each position promises.

    The forms are given by their places, word by word, those that give most last; what a post holds
    of a word is the last of them.
    """
    found = postings.find(sought.forms[forms])
    found = found._replace(which=forms[found.which])
    last = np.empty(postings.span, np.int32)
    ends = row[found.which].searchsorted(np.arange(len(sought.counts) + 1)).tolist()
    kept = [start + _last(found.positions[start:end], last) for start, end in pairwise(ends)]
    one = joined(kept, np.int64)
    which, positions = found.which[one], found.positions[one]
    gain = gives[which, 1]
    own = sought.own[which].nonzero()[0]
    gain[own] += gives[which[own], 0] * postings.part(found.tf[one[own]], positions[own])
    promise = np.bincount(positions, gain, postings.span).astype(np.float64, copy=False)
    return found, positions[_last(positions, last)], promise


def _last(numbers: Integers, scratch: Integers) -> Integers:
    """The places at which each distinct number stands for the last time."""
    at = np.arange(len(numbers))
    scratch[numbers] = at
    places: Integers = (scratch[numbers] == at).nonzero()[0]
    return places


def _distinct(numbers: Integers) -> Integers:
    """Each number once, rising."""
    rising = np.sort(numbers)
    return rising[runs(rising)]


def _evidence(
    postings: Postings,
    sought: Sought,
    row: Integers,
    found: Found,
    positions: Integers,
    near: Integers,
) -> Floats:
    """The evidence from what is found at some positions (given by their places in `positions`);
    `near`, shape (6, posts), are the places of each post and of those it may borrow from."""
    words, width = len(sought.counts), len(positions)
    cells = row[found.which] * width + found.positions
    tf = np.bincount(cells, sought.own[found.which] * found.tf, words * width)
    letters = np.zeros(words * width)
    np.maximum.at(letters, cells, sought.alike[found.which])
    own = np.empty((words, 2, width))
    own[:, 0] = postings.part(tf.reshape(words, width), positions)
    own[:, 1] = letters.reshape(words, width)
    near_by = own.reshape(2 * words, width).take(near, axis=1)
    evidence = np.empty((words, 2, 2, near.shape[1]))
    evidence[:, 0] = near_by[:, 0].reshape(words, 2, -1)
    near_by *= _LENT
    evidence[:, 1] = near_by.max(axis=1).reshape(words, 2, -1)
    return evidence
