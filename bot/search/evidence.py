"""What the words of a question find in posts, as numbers between 0 and about 1.

Evidence is an array (2, words, 2, posts): what a post holds itself, and what it holds with what the
posts around it lend; of each word, BM25 at an idf of 1 and the share of the word's letters that one
word of the post has.

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
    20 likest forms, not 64: left out                                1.12    1.8, -0.2 nDCG
    forms less alike than .3 left out: not done                               -0.26 nDCG
    posts by position, sorted, for arrays of all posts; lists of
    more than 1,024 posts looked through, more only if they decide   1.08    1.7
    letters compared in dictionaries, word by word: left out         1.5

Up to 1,000 posts it takes less to look at all of them: 0.8 of the time, 0.4 where the words of a
question were asked lately.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bot.search.bm25 import Found, Okapi
from bot.search.inverted import GAP
from bot.search.lists import Flags, Floats, Integers, Lists, among, distinct, in_order, least, runs

BEFORE, AFTER = (0.5, 0.25, 0.125), (0.3, 0.09)  #: what a term counts in the 1st, 2nd … post on
FEW = 1_000  #: posts that are all looked at closely
CANDIDATES = 100  #: those of more that are, at most
LONG = 1_024  #: a list of more posts waits for the candidates, if that will do
ENOUGH = 10  #: posts that promise more than long lists could add, so that these may wait

_NEAR = np.array([0, *range(-1, -len(BEFORE) - 1, -1), *range(1, len(AFTER) + 1)])[:, None]
_LENT = np.array([1.0, *BEFORE, *AFTER])[:, None]
_ON, _BACK = np.zeros((2, GAP + 2))  # what the post so many posts before, or after, counts
_ON[1 : len(BEFORE) + 1], _BACK[1 : len(AFTER) + 1] = BEFORE, AFTER
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


def are_few(okapi: Okapi) -> bool:
    """Whether all posts are looked at closely."""
    return okapi.corpus_size <= FEW


def everywhere(okapi: Okapi, sought: Sought) -> Floats:
    """The evidence in every post."""
    near = okapi.corpus.positions + _NEAR
    found = okapi.find(sought.forms)
    return _evidence(okapi, sought, sought.rows(), found, np.arange(okapi.corpus.span), near)


def in_candidates(
    okapi: Okapi, sought: Sought, gains: Floats, preferred: Flags, more: float
) -> tuple[Integers, Floats]:
    """The positions, rising, of the posts that promise most, and the evidence there.

    `gains`, shape (words, 2), is what whole evidence gives to a score; `more` is what `preferred`
    positions have beside.
    """
    row = sought.rows()
    by_term = gains[:, 0][row] * sought.own
    by_letters = gains[:, 1][row] * sought.alike
    at_most = by_term * (okapi.k1 + 1) + by_letters

    def closely(waiting: Integers) -> tuple[Integers, Floats]:
        """The candidates that the lists promise which do not wait."""
        listed = np.ones(len(row), np.bool_)
        listed[waiting] = False
        held = _Held.of(okapi, sought, row, by_term, by_letters, listed.nonzero()[0])
        hoped = _lent(held.positions, held.promise)
        if more:
            hoped += more * preferred[held.positions]
        best = held.positions[_greatest(hoped, CANDIDATES)]
        near = best + _NEAR
        positions = distinct(near.ravel())
        found = held.at(positions)
        if len(waiting):
            there = okapi.look_for(sought.forms[waiting], positions)
            there = there._replace(which=waiting[there.which])
            found = Found(*map(np.concatenate, zip(found, there, strict=True)))
        near = positions.searchsorted(near)
        return best, _evidence(okapi, sought, row, found, positions, near)

    long = (okapi.df[sought.forms] > LONG).nonzero()[0]
    long = long[at_most[long].argsort(kind="stable")]
    best, evidence = closely(long)
    # Long lists waited for the candidates; not those that by themselves, whatever posts around
    # lend, could yet make others as good.
    if len(long):
        enough = max(least(scores(evidence, gains), ENOUGH), at_most[long[-1]] / 2)
        waiting = _within(enough, row[long].tolist(), at_most[long].tolist())
        if waiting < len(long):
            best, evidence = closely(long[:waiting])
    return best, evidence


def scores(evidence: Floats, gains: Floats) -> Floats:
    """What the evidence makes of posts, those around them included."""
    found: Floats = gains.ravel() @ evidence[1].reshape(gains.size, -1)
    return found


def _within(limit: float, words: Sequence[int], at_most: Sequence[float]) -> int:
    """How many forms, given by what they give at most, rising, can together not give more.

    Of the forms of one word the best counts.
    """
    best: dict[int, float] = {}
    together = 0.0
    for count, (word, gives) in enumerate(zip(words, at_most, strict=True)):
        together += gives - best.get(word, 0.0)
        best[word] = gives
        if together > limit:
            return count
    return len(words)


class _Held(NamedTuple):
    """What the posts that hold any of some forms promise, and what they hold."""

    positions: Integers  # rising
    promise: Floats
    listed: Lists  # places in `found`, of what each post holds
    found: Found

    @classmethod
    def of(
        cls,
        okapi: Okapi,
        sought: Sought,
        row: Integers,
        by_term: Floats,
        by_letters: Floats,
        forms: Integers,
    ) -> _Held:
        """The forms are given by their places in `sought`.

        What a post promises by a word is what the form gives that gives most.
        """
        found = okapi.find(sought.forms[forms])
        found = found._replace(which=forms[found.which])
        gain = by_letters[found.which]
        own = sought.own[found.which].nonzero()[0]
        part = okapi.part(found.tf[own], found.positions[own])
        gain[own] += by_term[found.which[own]] * part
        words, count = len(sought.counts), len(gain)
        keys: Integers = found.positions * np.int64(words)
        keys += row[found.which]
        order, keys = in_order(keys)
        cells = runs(keys)
        best = np.maximum.reduceat(gain[order], cells)
        positions = keys[cells] // words
        first = runs(positions)
        each = Lists(np.append(cells[first], count), order)
        return cls(positions[first], np.add.reduceat(best, first), each, found)

    def at(self, positions: Integers) -> Found:
        """What is found at some positions, given rising and told by their places."""
        there, posts = among(self.positions, positions)
        at, counts = self.listed.places(posts)
        held = self.listed.values[at]
        return Found(self.found.which[held], there.repeat(counts), self.found.tf[held])


def _lent(positions: Integers, promise: Floats) -> Floats:
    """The most that each post promises, or has lent by one near it."""
    most = promise.copy()
    for step in range(1, GAP + 1):
        apart = np.minimum(positions[step:] - positions[:-step], GAP + 1)
        np.maximum(most[step:], promise[:-step] * _ON[apart], out=most[step:])
        np.maximum(most[:-step], promise[step:] * _BACK[apart], out=most[:-step])
    return most


def _greatest(values: Floats, count: int) -> Integers:
    """The places of so many greatest values, the first of equal ones, in order."""
    if len(values) <= count:
        return np.arange(len(values))
    smallest = least(values, count)
    greater = np.flatnonzero(values > smallest)
    equal = np.flatnonzero(values == smallest)
    return np.sort(np.concatenate([greater, equal[: count - len(greater)]]))


def _evidence(
    okapi: Okapi,
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
    own[:, 0] = okapi.part(tf.reshape(words, width), positions)
    own[:, 1] = letters.reshape(words, width)
    near_by = own.reshape(2 * words, width).take(near, axis=1)
    evidence = np.empty((2, 2 * words, near.shape[1]))
    evidence[0] = near_by[:, 0]
    near_by *= _LENT
    near_by.max(axis=1, out=evidence[1])
    return evidence.reshape(2, words, 2, -1)
