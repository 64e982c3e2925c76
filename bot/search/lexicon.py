"""The distinct words of an index, found by their letters.

A question's word is compared with every word of the posts by its character 4-grams, word ends
marked.  That finds typos, compounds ("dragon" in "dragonbear") and derived forms ("Ukrainian",
"Ukraine") in any language; scripts without spaces are compared by single characters and pairs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.search.lists import (
    HALF,
    Flags,
    Floats,
    Integers,
    Lists,
    distinct,
    in_order,
    place,
    runs,
    sorted_pairs,
)

SLIP = 5  #: letters, from which on a word may have one wrong
SLIPPED = 0.75  #: how much alike two words are that differ by one letter
LIKE = 64  #: the likest forms that are looked for in place of a word, and those as like as the last
POSTS = 4_096  #: as far as no more posts hold them, or it is the first alone
TIED = 256  #: and as far as they are no more than these
_BITS = 16  # of the number of a gram among those of all words of a question
_MASK = (1 << _BITS) - 1
_MARK_SLIPPED, _MARK_OWN = 16.0, 64.0  # more than all likeness; and again
_PLACES = 24  # binary ones, by which shares are compared
_31_BITS = 2**31 - 1


class Form(NamedTuple):
    """A token without its place: what a word is looked up by, and how it is spelled."""

    term: str
    word: str
    kind: str


class Forms(NamedTuple):
    """Forms by their numbers; the sequence and the mappings may have grown since."""

    known: Sequence[Form]
    term_numbers: Mapping[str, int]
    terms: Integers  #: of each form
    word_numbers: Mapping[str, int]
    words: Integers  #: of each form
    gram_numbers: Mapping[str, int]
    grams: Lists  #: of each form
    slips: Lists  #: of each form, hashed


def grams(word: str, kind: str) -> tuple[str, ...]:
    """The distinct pieces of a word by which it is compared, in order.

    >>> grams("putin", "word")
    ('<put', 'puti', 'utin', 'tin>')
    >>> grams("普京", "run")
    ('普', '京', '普京')
    """
    return _grams(word, kind == "run")


@lru_cache(maxsize=1 << 14)
def _grams(word: str, run: bool) -> tuple[str, ...]:
    if run:
        return tuple(dict.fromkeys([*word, *(word[i : i + 2] for i in range(len(word) - 1))]))
    marked = [f"<{part}>" for part in word.split()]
    return tuple(dict.fromkeys([w[i : i + 4] for w in marked for i in range(max(1, len(w) - 3))]))


def slips(word: str) -> set[str]:
    """A word, and the word with each of its letters left out in turn.

    Two words that share one of these differ by one letter wrong, missing, added, swapped with its
    neighbor or moved (symmetric deletes).

    >>> sorted(slips("tawain") & slips("taiwan"))
    ['tawan']
    """
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


def slip_hashes(word: str, kind: str) -> list[int]:
    """31 bits of each slip; none of a word that is too short to have one wrong."""
    return [hash(slip) & _31_BITS for slip in slips(word)] if may_slip(word, kind) else []


def may_slip(word: str, kind: str) -> bool:
    """Whether one letter of a word may be wrong."""
    return kind == "word" and len(word) >= SLIP


class Word(NamedTuple):
    """A word to look for."""

    word: str
    kind: str  #: as a token's
    own: range  #: the forms that are known as its own
    may_slip: bool  #: whether a form that differs by one letter is alike by SLIPPED at least


class Likeness(NamedTuple):
    """How some words are spelled among others."""

    masses: list[float]  #: how much of each there is to compare: the sum of its grams' weights
    bounds: list[int]  #: what is below from bounds[i] to before bounds[i + 1] is of word i
    forms: Integers  #: a word's own, and the likest others; rising
    own: Flags
    shares: Floats  #: how much each looks like it: the part 0..1 of the mass that it holds


class Lexicon:
    """Some forms, numbered anew from 0 in the order given; never changes.

    `df` tells how many posts hold each.  A gram weighs its idf among the forms.
    """

    def __init__(self, forms: Forms, held: Integers, df: Integers) -> None:
        self._df = df
        self._forms = forms
        self._held = held
        self._words: Sequence[int] = distinct(forms.words[held]).data  # quicker one by one
        at, counts = forms.grams.places(held)
        owners = np.arange(len(held)).repeat(counts)
        present, lists = Lists.of(sorted_pairs(forms.grams.values[at], owners))
        # The last stands for grams that no word has.
        self._grams = np.append(present, _31_BITS)
        self._lists = Lists(np.append(lists.bounds, len(owners)), lists.values)
        holders = np.diff(self._lists.bounds)
        spelled = np.count_nonzero(counts)
        self._weights: Floats = np.log(1 + (spelled - holders + 0.5) / (holders + 0.5))
        at, counts = forms.slips.places(held)
        owners = np.arange(len(held)).repeat(counts)
        slips = np.append(sorted_pairs(forms.slips.values[at], owners), ~np.uint64(0))
        self._slips: Sequence[int] = slips.data

    def __contains__(self, word: str) -> bool:
        number = self._forms.word_numbers.get(word)
        return number is not None and place(self._words, number) is not None

    def compare(self, words: Sequence[Word]) -> Likeness:
        """What looks like each of some words."""
        pieces = [grams(word.word, word.kind) for word in words]
        number = self._forms.gram_numbers.get
        asked = np.array([number(gram, _31_BITS) for each in pieces for gram in each], np.int32)
        keys = self._grams.searchsorted(asked)
        keys[self._grams[keys] != asked] = len(self._grams) - 1
        weights = self._weights[keys]
        rows = np.arange(len(words)).repeat([len(each) for each in pieces])
        masses = np.bincount(rows, weights, len(words))
        at, counts = self._lists.places(keys)
        # Every form that holds a gram of a word, differs from it by a letter, or is its own, each
        # with the place, in `parts`, of what that adds to their likeness.
        parts = np.concatenate([weights / masses[rows], (_MARK_SLIPPED, _MARK_OWN)])
        size = len(self._held)
        held = (rows * size << _BITS) + np.arange(len(rows))
        more: list[int] = []
        for row, word in enumerate(words):
            near: Iterable[int] = word.own
            part = len(rows) + 1
            if not near and word.may_slip:
                near, part = self._differing_by_a_letter(word.word), len(rows)
            more += [(row * size + form) << _BITS | part for form in near]
        together = np.concatenate(
            [held.repeat(counts) + (self._lists.values[at].astype(np.int64) << _BITS), more],
            dtype=np.int64,
            casting="unsafe",
        )
        together.sort()
        cells = together >> _BITS
        starts = runs(cells)
        shares = np.add.reduceat(parts[together & _MASK], starts)
        cells = cells[starts]
        own = shares >= _MARK_OWN
        shares[own] -= _MARK_OWN
        slipped = shares >= _MARK_SLIPPED
        shares[slipped] = np.maximum(shares[slipped] - _MARK_SLIPPED, SLIPPED)
        firsts = np.arange(len(words) + 1) * size
        ends = cells.searchsorted(firsts)
        counts = ends[1:] - ends[:-1]
        forms = cells - firsts[:-1].repeat(counts)
        if counts.max(initial=0) > LIKE or self._df[forms].sum() > POSTS:
            kept = own | self._likest(ends, forms, shares)
            ends = cells[kept].searchsorted(firsts)
            forms, own, shares = forms[kept], own[kept], shares[kept]
        return Likeness(masses.tolist(), ends.tolist(), forms, own, np.minimum(shares, 1.0))

    def _likest(self, ends: Integers, forms: Integers, shares: Floats) -> Flags:
        """Which are the likest forms of each word; those of equal shares go together."""
        row = np.arange(len(ends) - 1).repeat(ends[1:] - ends[:-1])
        falling: Integers = (row + 1 << _PLACES) - (shares * (1 << _PLACES - 1)).astype(np.int64)
        order, falling = in_order(falling)
        first = runs(falling)
        after = np.append(first[1:], len(row))
        begin = ends[row[first]]  # of the word
        posts = np.append(0, self._df[forms[order]].cumsum())
        few = (after - begin <= TIED) & (posts[after] - posts[begin] <= POSTS)
        fit = (first - begin < LIKE) & (few | (after - begin == 1))
        likest = np.empty(len(row), np.bool_)
        likest[order] = fit.repeat(after - first)
        return likest

    def _differing_by_a_letter(self, word: str) -> list[int]:
        """The forms that share a slip with a word."""
        wanted = slips(word)
        near: set[int] = set()
        for slip in wanted:
            key = (hash(slip) & _31_BITS) << HALF
            at = bisect_left(self._slips, key)
            while (other := self._slips[at]) >> HALF == key >> HALF:
                near.add(other & (1 << HALF) - 1)
                at += 1
        known, held = self._forms.known, self._held
        return [form for form in near if not wanted.isdisjoint(slips(known[held[form]].word))]
