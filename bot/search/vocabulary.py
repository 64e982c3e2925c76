"""The vocabulary: every form of the posts with a number, and threads as arrays of those numbers.

A form is kept with what finds similar ones: its character 4-grams, and its deletes, which two words
share that are a typo apart.  A vocabulary is filled by one builder and never changes once an index
uses it; the next index is built with a copy.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.search.ragged import Floats, Integers, Ragged
from bot.search.tokenizer import CHUNK, Analyzer, Form, Token

GRAM = 4  #: characters of a gram
SHORTEST_TYPO = 5  #: characters; a shorter word has no typo
LONGEST_TYPO = 2048
MAX_CACHED_CHUNK = 24  #: characters; a longer chunk is hardly met twice
_CHUNKS_PER_FORM = 2  # a larger cache mostly has chunks of posts that are gone
DIGIT, COUNT = 1, 2  #: kinds of numbers: with a digit; and, in digits or words, none of a year
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")


NumberKinds: TypeAlias = NDArray[np.uint8]


class TokenizedThread(NamedTuple):
    """The posts of a thread as tokens, one post's after the other's."""

    forms: Integers  #: form number of each token
    starts: Integers  #: character offset of each token in its post
    ends: Integers
    sizes: Integers  #: number of tokens of each post
    numbers: NumberKinds  #: the kinds of numbers that each post has


#: The number of a form, and where it is in a text, half open.
Placed = tuple[int, int, int]


def grams(form: Form) -> list[str]:
    """Return the distinct grams of a form, word ends marked, in order.

    >>> grams(Form("putin", "putin", "word")), grams(Form("普京", "普京", "run"))
    (['<put', 'puti', 'utin', 'tin>'], ['普', '京', '普京'])
    """
    _, word, kind = form
    if kind == "run":
        pieces = [*word, *[word[at : at + 2] for at in range(len(word) - 1)]]
    else:
        pieces = []
        for part in word.split():
            marked = f"<{part}>"
            pieces += [marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1))]
    return [*dict.fromkeys(pieces)]


def is_count(form: Form) -> bool:
    """Tell whether a form is a number, in digits or in words, that is none of a year."""
    return form.term.isdigit() and not _YEAR.fullmatch(form.term)


def deletes(form: Form) -> set[str]:
    """Return a word and the word without each of its letters; nothing where no typo is looked for.

    Two words with a common element differ by one letter: another, missing, added or moved.
    """
    word = form.word
    if form.kind != "word" or not SHORTEST_TYPO <= len(word) <= LONGEST_TYPO:
        return set()
    return {word, *[word[:at] + word[at + 1 :] for at in range(len(word))]}


def hashed(words: Iterable[str]) -> list[int]:
    """Return words as numbers below 2^31, the same while the process runs."""
    return [hash(word) & 0x7FFFFFFF for word in words]


class Vocabulary:
    """Forms numbered from 0 in the order in which they are met."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.forms: list[Form] = []
        self.form_numbers: dict[Form, int] = {}
        self.term_numbers: dict[str, int] = {}
        self.word_numbers: dict[str, int] = {}
        self.gram_numbers: dict[str, int] = {}
        self._terms, self._words, self._counts = array("i"), array("i"), array("b")
        self._frequencies = array("d")
        self._grams, self._gram_offsets = array("i"), array("q", [0])
        self._deletes, self._delete_offsets = array("i"), array("q", [0])
        #: The forms of chunks of posts, from their start; None where a name may begin.
        self.chunks: dict[str, Sequence[Placed] | None] = {}

    def __len__(self) -> int:
        return len(self.forms)

    def copy(self) -> Vocabulary:
        """Return a vocabulary with the same numbers that grows by itself."""
        other = Vocabulary(self._analyzer)
        for name, value in vars(self).items():
            if name != "_analyzer":
                setattr(other, name, value.copy() if isinstance(value, dict) else value[:])
        if len(self.chunks) > _CHUNKS_PER_FORM * len(self):
            other.chunks = {}
        return other

    @property
    def terms(self) -> Integers:
        """The term number of each form."""
        return np.array(self._terms, np.int32)

    @property
    def frequencies(self) -> Floats:
        """The relative frequency of each term in everyday language."""
        return np.array(self._frequencies)

    @property
    def words(self) -> Integers:
        """The word number of each form."""
        return np.array(self._words, np.int32)

    @property
    def grams(self) -> Ragged:
        """The gram numbers of each form."""
        return Ragged(np.array(self._gram_offsets), np.array(self._grams, np.int32))

    @property
    def deletes(self) -> Ragged:
        """The hashes of each form's deletes."""
        return Ragged(np.array(self._delete_offsets), np.array(self._deletes, np.int32))

    def grams_of(self, form: Form) -> tuple[Sequence[int], int]:
        """Return the numbers of a form's grams that forms have, and how many grams it has."""
        pieces, numbers = grams(form), self.gram_numbers
        return [numbers[piece] for piece in pieces if piece in numbers], len(pieces)

    def tokenize(self, texts: Sequence[str]) -> TokenizedThread:
        """Return a thread's posts as tokens, and add the forms that are new."""
        posts = [self._tokenize_post(text) for text in texts]
        tokens = array("i", chain.from_iterable(chain.from_iterable(posts)))
        forms, starts, ends = np.array(tokens, np.int32).reshape(-1, 3).T.copy()
        sizes = np.array([*map(len, posts)], np.int64)
        numbers: NumberKinds = np.array(
            [DIGIT * bool(_DIGIT.search(text)) for text in texts], np.uint8
        )
        counts = np.frombuffer(self._counts, np.bool_)[forms]  # not a copy of the vocabulary's
        numbers[np.arange(len(posts)).repeat(sizes)[counts]] |= COUNT
        return TokenizedThread(forms, starts, ends, sizes, numbers)

    def _tokenize_post(self, text: str) -> list[Placed]:
        tokens: list[Placed] = []
        for raw in CHUNK.finditer(text):
            chunk, at = self._chunk(raw.group()), raw.start()
            if chunk is None:  # a name may go on in the next chunk
                return self._numbered(self._analyzer.post(text))
            for form, start, end in chunk:
                tokens.append((form, at + start, at + end))
        return tokens

    def _chunk(self, raw: str) -> Sequence[Placed] | None:
        if raw in self.chunks:
            return self.chunks[raw]
        opens = self._analyzer.may_open_name(raw, self._analyzer.tokens(raw))
        chunk = None if opens else self._numbered(self._analyzer.post(raw))
        if len(raw) <= MAX_CACHED_CHUNK:
            self.chunks[raw] = chunk
        return chunk

    def _numbered(self, tokens: Sequence[Token]) -> list[Placed]:
        return [(self._number(token.form), token.start, token.end) for token in tokens]

    def _number(self, form: Form) -> int:
        number = self.form_numbers.get(form)
        return self._add(form) if number is None else number

    def _add(self, form: Form) -> int:
        number = self.form_numbers[form] = len(self.forms)
        self.forms.append(form)
        if form.term not in self.term_numbers:
            self.term_numbers[form.term] = len(self.term_numbers)
            self._frequencies.append(self._analyzer.language.relative_frequency(form.term))
        self._terms.append(self.term_numbers[form.term])
        self._words.append(self.word_numbers.setdefault(form.word, len(self.word_numbers)))
        self._counts.append(is_count(form))
        known, pieces = self.gram_numbers, grams(form) if form.kind != "name" else ()
        self._grams.extend([known.setdefault(gram, len(known)) for gram in pieces])
        self._gram_offsets.append(len(self._grams))
        self._deletes.extend(hashed(deletes(form)))
        self._delete_offsets.append(len(self._deletes))
        return number
