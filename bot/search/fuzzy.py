"""Similar words: the forms of an index that share character n-grams with a word of the question.

A word is compared with every word of the posts by its character 4-grams, word ends marked.  That
finds typos, compounds ("dragon" in "dragonbear") and derived forms ("Ukrainian", "Ukraine") in any
language.  Scripts without spaces are compared by single characters and pairs.  A word that no post
has is also compared with the forms at an edit distance of one (SymSpell's symmetric deletes), a
long one with similar forms at a distance of two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from bot.search.letters import deletes, deletes_of_all, grams, has_typos, letters_of
from bot.search.ragged import Flags, Floats, Integers, Ragged, weighted_counts
from bot.search.tokenizer import Form
from bot.search.vocabulary import Vocabulary

SHORTEST_TWO_TYPOS = 7  #: characters of the shorter of two words that are two typos apart
ONE_EDIT = 0.75  #: similarity of two words that are a typo apart
LEAST_SIMILARITY = 0.19  #: a form that is less similar to a word does not replace it
MAX_SIMILAR = 64  #: forms that replace a word, and those as similar as the last of them,
MAX_TIED = 256  #: unless they are more than this with the last,
MAX_POSTS = 4_096  #: or more posts than this have them, the most similar form aside
PRECISION = 1 << 23  #: similarities are in steps of 1 / PRECISION, however they were summed


class Word(NamedTuple):
    """A word to look for."""

    own: range  #: the forms of its term
    grams: Sequence[int]  #: the numbers of its grams, of those that forms have
    gram_count: int  #: of all its grams
    mistyped: Form | None = None  #: the word, where forms a typo or two away are looked for


class Sought(NamedTuple):
    """The forms to look for in place of words: their own, and the most similar others."""

    words: Integers  #: the place of the word of each form
    forms: Integers
    own: Flags  #: whether each form has the word's own term
    typo: Flags  #: whether it is a typo or two away from the word
    similarity: Floats  #: share of the word's grams, by weight, that each form has: 0..1


def two_typos(word: str, other: str) -> bool:
    """Tell whether two long words are at an edit distance of two or less (Levenshtein's).

    >>> two_typos("comitee", "committee"), two_typos("heliopuase", "heliopause")
    (True, True)
    >>> two_typos("committee", "commander")
    False
    """
    # A typo changes two letters at most of those that a word has.
    alike = len({*word} ^ {*other}) <= 4
    return min(len(word), len(other)) >= SHORTEST_TWO_TYPOS and alike and within(word, other, 2)


def within(word: str, other: str, edits: int) -> bool:
    """Tell whether two words are at that edit distance or less."""
    if abs(len(word) - len(other)) > edits:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if same is None or not edits:
        return same is None
    word, other = word[same:], other[same:]
    return (
        within(word[1:], other[1:], edits - 1)
        or within(word[1:], other, edits - 1)
        or within(word, other[1:], edits - 1)
    )


class NgramIndex:
    """Forms of a vocabulary by their grams and deletes; never changes.

    A gram weighs its idf among the forms.  `frequencies` are the forms' document frequencies.
    """

    def __init__(self, vocabulary: Vocabulary, forms: Integers, frequencies: Integers) -> None:
        self._vocabulary, self._forms, self._frequencies = vocabulary, forms, frequencies
        self.letters = vocabulary.letters
        grams = vocabulary.grams.take(forms)
        is_present = np.bincount(grams.values, minlength=len(vocabulary.codes)) > 0
        self.codes = vocabulary.codes[is_present]  #: of each gram, rising
        numbers = is_present.cumsum(dtype=np.int32) - 1
        self.by_form = Ragged(grams.offsets, numbers.take(grams.values))  #: the grams of each form
        self.grams, _ = self.by_form.invert(len(self.codes))  #: the forms with each gram
        # Views, which are quicker to read one by one than arrays.
        self._offsets, self._values = self.by_form.offsets.data, self.by_form.values.data
        spelled = np.count_nonzero(self.by_form.lengths())
        counts = np.arange(int(self.grams.lengths().max(initial=0)) + 1)
        #: the weight of a gram by the number of forms that have it
        self.rarity = np.log(1 + (spelled - counts + 0.5) / (counts + 0.5))

    @cached_property
    def deletes(self) -> Ragged:
        """The forms with deletes, in as many lists as there are deletes, by their hashes."""
        forms = self._vocabulary.has_typos[self._forms].nonzero()[0].astype(np.int32)
        hashes = deletes_of_all(self._vocabulary.letters.take(self._forms[forms]))
        count = max(1, len(hashes.values))
        lists, _ = Ragged(hashes.offsets, hashes.values % np.int32(count)).invert(count)
        return Ragged(lists.offsets, forms[lists.values])

    def word(self, form: int) -> str:
        """Return the folded characters of a form."""
        return self._vocabulary.forms[int(self._forms[form])].word

    def grams_of(self, form: int) -> Sequence[int]:
        """Return the numbers of the grams of one of the forms."""
        return self._values[self._offsets[form] : self._offsets[form + 1]]

    def known_grams(self, form: Form) -> tuple[Sequence[int], int]:
        """Return the numbers of a form's grams that the forms have, and how many grams it has."""
        codes = np.array(grams(form), np.uint64)
        numbers, ends = (np.searchsorted(self.codes, codes, side) for side in ("left", "right"))
        return numbers[numbers < ends].tolist(), len(codes)

    def one_edit_apart(self, form: Form) -> list[int]:
        """Return the forms at an edit distance of one or none from a word."""
        if not has_typos(form):
            return []
        hashes = deletes_of_all(letters_of([form.word])).values
        lists = self.deletes.take(hashes % (len(self.deletes.offsets) - 1))
        found = sorted({*lists.values.tolist()})
        wanted = deletes(form.word)
        return [n for n in found if not wanted.isdisjoint(deletes(self.word(n)))]

    def similar(self, words: Sequence[Word]) -> tuple[Sought, Floats]:
        """Return the forms to look for in place of words, and the weight of each word's grams."""
        shape = len(words), len(self._forms)
        numbers = np.array([*chain.from_iterable([word.grams for word in words])], np.int64)
        owners = np.arange(len(words)).repeat([len(word.grams) for word in words])
        lists = self.grams.take(numbers)
        counts = lists.lengths()
        weights = self.rarity[counts]
        unknown = np.array([word.gram_count - len(word.grams) for word in words])
        mass = weighted_counts(owners, weights, len(words)) + unknown * self.rarity[0]
        shares = (weights / mass[owners]).repeat(counts)
        cells = (owners * len(self._forms)).repeat(counts) + lists.values
        similarity = weighted_counts(cells, shares, math.prod(shape)).reshape(shape)
        is_own, is_typo = np.zeros((2, *shape), np.bool_)
        for row, word in enumerate(words):
            is_own[row, word.own.start : word.own.stop] = True
            if word.mistyped:
                typos = self._typos(word.mistyped, similarity[row])
                is_typo[row, typos] = True
                similarity[row, typos] = np.maximum(similarity[row, typos], ONE_EDIT)
        found = similarity >= LEAST_SIMILARITY
        rows, forms = divmod(found.reshape(-1).nonzero()[0], shape[1])  # quicker than of two axes
        posts = weighted_counts(rows, self._frequencies[forms], len(words))
        is_many = (np.bincount(rows, minlength=len(words)) > MAX_SIMILAR) | (posts > MAX_POSTS)
        for row in is_many.nonzero()[0].tolist():
            found[row] = False
            found[row, self._most_similar(similarity[row])] = True
        found |= is_own
        rows, forms = at = divmod(found.reshape(-1).nonzero()[0], shape[1])
        steps = _steps(similarity[at])
        return Sought(rows, forms, is_own[at], is_typo[at], steps / PRECISION), mass

    def _typos(self, form: Form, similarity: Floats) -> list[int]:
        """Return the forms that are a typo away from a word, or else two, of the most similar."""
        if typos := self.one_edit_apart(form):
            return typos
        most = self._most_similar(similarity).tolist()
        return [n for n in most if two_typos(form.word, self.word(n))]

    def _most_similar(self, similarity: Floats) -> Integers:
        """Return the most similar forms; of equally similar ones all are taken or none."""
        found = (similarity >= LEAST_SIMILARITY).nonzero()[0]
        steps = _steps(similarity[found])
        if len(found) > MAX_SIMILAR:
            last = np.partition(steps, len(steps) - MAX_SIMILAR)[len(steps) - MAX_SIMILAR]
            found, steps = found[steps >= last], steps[steps >= last]
        if len(found) <= MAX_TIED and self._frequencies[found].sum() <= MAX_POSTS:
            return found
        order = np.argsort(-steps, kind="stable")
        found, steps = found[order], steps[order]
        groups = np.append((steps[1:] != steps[:-1]).nonzero()[0] + 1, len(steps))
        posts = self._frequencies[found].cumsum()[groups - 1]
        fits = (groups == 1) | ((groups <= MAX_TIED) & (posts <= MAX_POSTS))
        kept = int(groups[: len(fits) if fits.all() else int(fits.argmin())].max(initial=0))
        return found[:kept]


def _steps(similarity: Floats) -> Floats:
    steps: Floats = np.rint(np.minimum(similarity, 1) * PRECISION)
    return steps
