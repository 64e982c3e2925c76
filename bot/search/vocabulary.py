"""The words of an index, each with a number, and a thread's posts in those numbers."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from bot.search import kernel
from bot.search.analysis import Analyzer, Form, Known, Token, is_plain, parted
from bot.search.lexicon import Forms, grams, letters, may_slip
from bot.search.lists import Flags, Integers, Lists, bounds, places, small

_Numbered = tuple[int, int, int]  # form, start, length
_KEPT_LENGTH = 24  # characters of a chunk that may be met again
_CHUNKS_A_FORM = 2  # more are of posts that are gone, or hold no new word
_IN_PLACE = -1  # for the row of a longer one, and of one with a name that may go on
_DIGIT = re.compile(r"\d")


class Passage(NamedTuple):
    """A thread's posts as tokens, in order, one post's after the other's."""

    forms: Integers  #: the number of each token's form
    starts: Integers  #: where it stands in its post's text
    lengths: Integers  #: characters
    bounds: Integers  #: the tokens of post i are those from bounds[i] to before bounds[i + 1]
    numbered: Flags  #: whether each post holds a digit
    structure: bytes  #: the kernel's


class _Rows:
    """The tokens of pieces of text: one row each."""

    def __init__(self) -> None:
        self._ends = array("i", [0])
        self._forms, self._starts, self._lengths = array("i"), array("i"), array("i")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, tokens: Iterable[_Numbered]) -> int:
        """The number of a new row."""
        for form, start, length in tokens:
            self._forms.append(form)
            self._starts.append(start)
            self._lengths.append(length)
        self._ends.append(len(self._forms))
        return len(self) - 1

    def form(self, row: int) -> int:
        """The form of the first token of a row."""
        return self._forms[self._ends[row]]

    def shorten(self, count: int) -> None:
        """Keep so many rows."""
        del self._ends[count + 1 :]
        for numbers in (self._forms, self._starts, self._lengths):
            del numbers[self._ends[-1] :]

    def passage(
        self, rows: Integers, lengths: Integers, ends: Integers, numbered: Flags
    ) -> Passage:
        """Posts of pieces of such rows and lengths; post i has those from ends[i] to before
        ends[i + 1]."""
        row_ends = np.frombuffer(self._ends, np.int32)
        starts = bounds(lengths + 1)[:-1]
        starts -= starts[ends[:-1]].repeat(np.diff(ends))
        counts = row_ends[rows + 1] - row_ends[rows]
        at = places(row_ends[rows], counts)
        arrays = (
            np.frombuffer(self._forms, np.int32)[at],
            small(starts.repeat(counts) + np.frombuffer(self._starts, np.int32)[at]),
            small(np.frombuffer(self._lengths, np.int32)[at]),
            small(bounds(counts)[ends]),
        )
        return Passage(*arrays, numbered, kernel.passage(*arrays))


class Vocabulary:
    """Forms, numbered as they come.

    It grows as posts are read; `forms` are those of the moment.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: list[Form] = []
        self._numbers: dict[Form, int] = {}
        self._term_numbers: dict[str, int] = {}
        self._word_numbers: dict[str, int] = {}
        self._gram_numbers: dict[str, int] = {}
        self._terms, self._words, self._shares = array("i"), array("i"), array("d")
        self._grams, self._gram_counts = array("i"), array("i")
        self._letters, self._letter_counts = array("I"), array("H")
        self._plain: dict[str, Known] = {}
        self._chunks: dict[str, int] = {}  # the row of each
        self._rows = _Rows()

    def __len__(self) -> int:
        return len(self._known)

    def read(self, threads: Iterable[Sequence[str]]) -> Iterator[Passage]:
        """The posts of each thread in the numbers of their forms; new ones are added."""
        if len(self._chunks) > _CHUNKS_A_FORM * len(self):
            self._chunks, self._rows = {}, _Rows()
        for texts in threads:
            pieces = [parted(text) for text in texts]
            rows = [self._rows_of(chunks) for chunks in pieces]
            count = len(self._rows)
            for post, text in enumerate(texts):
                if _IN_PLACE in rows[post]:
                    pieces[post], rows[post] = self._in_place(text, pieces[post], rows[post])
            passage = self._rows.passage(
                np.array([*chain.from_iterable(rows)], np.int32),
                np.array([len(piece) for post in pieces for piece in post], np.int32),
                bounds([*map(len, rows)]),
                np.array([_DIGIT.search(text) is not None for text in texts], np.bool_),
            )
            self._rows.shorten(count)  # what was looked at in its place is hardly met again
            yield passage

    def _rows_of(self, chunks: Sequence[str]) -> list[int]:
        """The row of each chunk, or that it must be looked at in its place; new ones are added."""
        known = self._chunks
        try:
            return list(map(known.__getitem__, chunks))
        except KeyError:
            for chunk in chunks:
                if chunk not in known:
                    tokens = self._analyzer.piece(chunk) if len(chunk) <= _KEPT_LENGTH else None
                    known[chunk] = _IN_PLACE if tokens is None else self._row(tokens)
                    if tokens and len(tokens) == 1 and is_plain(chunk):
                        number = self._rows.form(known[chunk])
                        self._plain[chunk.lower()] = number, self._known[number]
            return [known[chunk] for chunk in chunks]

    def _in_place(
        self, text: str, chunks: Sequence[str], rows: Sequence[int]
    ) -> tuple[list[str], list[int]]:
        """The pieces of a post, and a row of each: chunks, or several where a name goes on."""
        starts = [0, *accumulate([len(chunk) + 1 for chunk in chunks])]
        pieces: list[str] = []
        own: list[int] = []
        at = 0
        while at < len(chunks):
            row, end, piece = rows[at], at + 1, chunks[at]
            while row == _IN_PLACE:
                tokens = self._analyzer.piece(piece)
                if tokens is None and end == len(chunks):
                    tokens = self._analyzer.post(piece)
                if tokens is not None:
                    row = self._row(tokens)
                else:
                    end = min(2 * end - at, len(chunks))  # twice as many: no time but the length's
                    piece = text[starts[at] : starts[end] - 1]
            pieces.append(piece)
            own.append(row)
            at = end
        return pieces, own

    def _row(self, tokens: Sequence[Token]) -> int:
        return self._rows.add(
            [
                (self._number(Form(term, word, kind)), start, end - start)
                for term, word, start, end, kind, _ in tokens
            ]
        )

    def forms(self) -> Forms:
        """The forms there are now."""
        return Forms(
            self._known,
            self._numbers,
            self._plain,
            self._term_numbers,
            len(self._term_numbers),
            np.array(self._terms, np.int32),
            np.array(self._shares, np.float64),
            self._word_numbers,
            len(self._word_numbers),
            np.array(self._words, np.int32),
            self._gram_numbers,
            len(self._gram_numbers),
            Lists(bounds(self._gram_counts), np.array(self._grams, np.int32)),
            Lists(bounds(self._letter_counts), np.array(self._letters, np.uint32)),
        )

    def _number(self, form: Form) -> int:
        number = self._numbers.get(form)
        return self._add(form) if number is None else number

    def _add(self, form: Form) -> int:
        number = len(self._known)
        self._terms.append(self._term_numbers.setdefault(form.term, len(self._term_numbers)))
        self._shares.append(self._analyzer.language.share(form.term))
        self._words.append(self._word_numbers.setdefault(form.word, len(self._word_numbers)))
        pieces = grams(form.word, form.kind) if form.kind != "name" else ()
        numbers = self._gram_numbers
        self._grams.extend([numbers.setdefault(gram, len(numbers)) for gram in pieces])
        self._gram_counts.append(len(pieces))
        before = len(self._letters)
        if may_slip(form.word, form.kind):
            self._letters.frombytes(letters(form.word))
        self._letter_counts.append(len(self._letters) - before)
        self._known.append(form)
        self._numbers[form] = number
        return number
