"""What the words of a question find in posts, as numbers between 0 and about 1.

Evidence is an array (words, 2, 2, posts): of each word, what a post holds itself and what it holds
with what the posts around it lend; of either, BM25 at an idf of 1 and the share of the word's
letters that one word of the post has.

Among many posts only the CANDIDATES are looked at closely: those that promise most by what they
hold or by what a post next to them lends.  Forms that very many posts hold have no say in that,
unless they could decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search.bm25 import GAP, Found, Postings
from bot.search.lists import Flags, Floats, Integers, least, runs

BEFORE, AFTER = (0.5, 0.25, 0.125), (0.3, 0.09)  #: what a term counts in the 1st, 2nd … post on
CANDIDATES = 100  #: posts that are looked at closely, at most
PROMISING = 1_000  #: finds, among whose posts those are chosen
ENOUGH = 30  #: finds that promise more than long lists could add, so that these may wait

_NEAR = np.array([0, *range(-1, -len(BEFORE) - 1, -1), *range(1, len(AFTER) + 1)])[:, None]
_LENT = np.array([1.0, *BEFORE, *AFTER])[:, None]
assert max(len(BEFORE), len(AFTER)) <= GAP


class Sought(NamedTuple):
    """The forms that are looked for in place of words: the words' own, and what looks like them."""

    counts: Sequence[int]  #: forms of each word
    forms: Integers
    own: Flags  #: whether it is the word's own
    alike: Floats  #: how much a form looks like the word

    @classmethod
    def all(cls, each: Sequence[Sought]) -> Sought:
        """What some words look for, together."""
        counts = [count for one in each for count in one.counts]
        return cls(counts, *map(np.concatenate, zip(*[one[1:] for one in each], strict=True)))


def everywhere(postings: Postings, sought: Sought) -> Floats:
    """The evidence in every post."""
    near = postings.positions + _NEAR
    found = postings.find(sought.forms)
    return _evidence(postings, sought, found, np.arange(postings.span), near)


def in_candidates(postings: Postings, sought: Sought, gains: Floats) -> tuple[Integers, Floats]:
    """The positions, rising, of the posts that promise most, and the evidence there.

    `gains`, shape (words, 2), is what whole evidence gives to a score.
    """
    by_term, by_letters = gains.repeat(sought.counts, axis=0).T
    by_term, by_letters = by_term * sought.own, by_letters * sought.alike
    is_long = postings.are_long(sought.forms)
    short, long = np.flatnonzero(~is_long), np.flatnonzero(is_long)
    found, promise = _promise(postings, sought, short, by_term, by_letters)
    held = promise[found.positions]
    # Long lists wait for the candidates, save those that could yet make the best of other posts.
    more = by_term[long] * (postings.k1 + 1) + by_letters[long]
    long = long[more.argsort()]
    more.sort()
    enough = max(least(held, ENOUGH), more.max(initial=0.0) / 2)
    waiting = int((more.cumsum() <= enough).sum())
    if waiting < len(long):
        short, long = np.append(short, long[waiting:]), long[:waiting]
        found, promise = _promise(postings, sought, short, by_term, by_letters)
        held = promise[found.positions]
    best = _distinct(found.positions[held >= least(held, PROMISING)])
    hoped = (promise[best + _NEAR] * _LENT).max(axis=0)
    kept = np.flatnonzero(hoped >= least(hoped, CANDIDATES))
    best = np.sort(best[kept[(-hoped[kept]).argsort(kind="stable")[:CANDIDATES]]])

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
    return best, _evidence(postings, sought, found, positions, positions.searchsorted(near))


def _promise(
    postings: Postings, sought: Sought, forms: Integers, by_term: Floats, by_letters: Floats
) -> tuple[Found, Floats]:
    """Where some of the forms are found, and what they promise at each position."""
    found = postings.find(sought.forms[forms])
    which = forms[found.which]
    gain = by_letters[which]
    own = np.flatnonzero(sought.own[which])
    part = postings.part(found.tf[own], found.positions[own])
    gain[own] += by_term[which[own]] * part
    promise = np.bincount(found.positions, gain, postings.span).astype(np.float64, copy=False)
    return found._replace(which=which), promise


def _distinct(numbers: Integers) -> Integers:
    """Each number once, rising."""
    rising = np.sort(numbers)
    return rising[runs(rising)]


def _evidence(
    postings: Postings, sought: Sought, found: Found, positions: Integers, near: Integers
) -> Floats:
    """The evidence from what is found at some positions (given by their places in `positions`);
    `near`, shape (6, posts), are the places of each post and of those it may borrow from."""
    words, width = len(sought.counts), len(positions)
    row = np.arange(words).repeat(sought.counts)
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
