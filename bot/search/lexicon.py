"""The distinct words of an index, found by their letters.

A question's word is compared with every word of the posts by its character 4-grams, word ends
marked.  That finds typos, compounds ("dragon" in "dragonbear") and derived forms ("Ukrainian",
"Ukraine") in any language; scripts without spaces are compared by single characters and pairs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.analysis import Form
from bot.search.languages import RARE
from bot.search.lists import Flags, Floats, Integers, Lists

GRAM = 4  #: letters of a gram
SLIP = 5  #: letters, from which on a word may have one wrong
SLIPPED = 0.75  #: how much alike two words are that differ by one letter
LIKE = 64  #: the likest forms that are looked for in place of a word, and those as like as the last
POSTS = 4_096  #: as far as no more posts hold them, or it is the first alone
TIED = 256  #: and as far as they are no more than these
NO_FORM, LEFT_OUT = -1, -2  #: what stands in place of a form, as the kernel has it
_CODE_POINTS = f"utf-32-{sys.byteorder[0]}e"


class Forms(NamedTuple):
    """Forms by their numbers.

    The sequence and the mappings may have grown since the counts were taken.
    """

    known: Sequence[Form]
    numbers: Mapping[Form, int]
    term_numbers: Mapping[str, int]
    term_count: int
    terms: Integers  #: of each form
    shares: Floats  #: of running words in everyday language, of each form's term
    word_numbers: Mapping[str, int]
    word_count: int
    words: Integers  #: of each form
    word_strings: kernel.Strings  #: the same for the kernel
    #: the form that each word is where it stands by itself in plain letters; NO_FORM where that was
    #: not met or may be a name, LEFT_OUT for one that no post is sought by
    alone: Integers
    asks: Flags  #: whether each word only asks
    gram_numbers: Mapping[str, int]
    gram_count: int
    gram_strings: kernel.Strings  #: the same for the kernel, numbered from 1
    grams: Lists  #: of each form
    letters: Lists  #: of each form that may have one wrong, as code points
    slips: kernel.Slips  #: of the same, and maybe of some that came later

    def numbered(self, grams: Iterable[str]) -> list[int]:
        """The number of each gram; -1 for one of no form."""
        numbers, count = self.gram_numbers, self.gram_count
        found = [numbers.get(gram, -1) for gram in grams]
        return found if len(numbers) == count else [n if n < count else -1 for n in found]

    def number(self, form: Form) -> int:
        """The number of a form; -1 for one that is not among them."""
        number = self.numbers.get(form, -1)
        return number if number < len(self.terms) else -1

    def term_number(self, term: str) -> int:
        """The number of a term; -1 for one of no form."""
        number = self.term_numbers.get(term, -1)
        return number if number < self.term_count else -1


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
    starts = [(word, at) for word in marked for at in range(max(1, len(word) - GRAM + 1))]
    return tuple(dict.fromkeys([word[at : at + GRAM] for word, at in starts]))


def may_slip(word: str, kind: str) -> bool:
    """Whether one letter of a word may be wrong.

    Two words differ by one letter where they are the same once each has lost one letter or none
    (symmetric deletes): it may be another, missing, added, swapped with its neighbor or moved.
    """
    return kind == "word" and len(word) >= SLIP


def letters(word: str) -> bytes:
    """The code points of a word, each in four bytes as the machine has them."""
    return word.encode(_CODE_POINTS, "surrogatepass")


class Lexicon:
    """Some forms, numbered anew from 0 in the order given; never changes.

    A gram weighs its idf among the forms.
    """

    def __init__(self, forms: Forms, held: Integers) -> None:
        self._word_numbers = forms.word_numbers
        self._word_count = forms.word_count
        #: whether each word of the vocabulary is spelled in one of the forms
        self.words = np.zeros(forms.word_count, np.bool_)
        self.words[forms.words[held]] = True
        gram_bounds, gram_forms = kernel.lists_of(held, *forms.grams, forms.gram_count)
        places = np.full(len(forms.terms), NO_FORM, np.int32)
        places[held] = np.arange(len(held))
        self.table = kernel.Letters(
            gram_bounds=gram_bounds,
            gram_forms=gram_forms,
            slips=forms.slips,
            numbers=held,
            places=places,
            form_grams=forms.grams.bounds,
            grams=forms.grams.values,
            form_letters=forms.letters.bounds,
            letters=forms.letters.values,
            terms=forms.terms,
            shares=forms.shares,
            rare=RARE,
            known=len(forms.terms),
            spelled=np.count_nonzero(forms.grams.lengths(held)),
            slipped=SLIPPED,
            like=LIKE,
            tied=TIED,
            held=POSTS,
        )

    def __contains__(self, word: str) -> bool:
        number = self._word_numbers.get(word)
        return number is not None and number < self._word_count and bool(self.words[number])

    def may_hold_any(self, words: Iterable[str]) -> bool:
        """Whether one of some words may be spelled in a form."""
        return not self._word_numbers.keys().isdisjoint(words)
