"""The words of an index, each with a number, and a thread's posts in those numbers."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bot.search.analysis import CHUNK, Analyzer, Token
from bot.search.lexicon import Form, Forms, grams, slip_hashes
from bot.search.lists import Flags, Integers, Lists, bounds, small

_Numbered = list[tuple[int, int, int]]  # form, start, length
_DIGIT = re.compile(r"\d")


class Passage(NamedTuple):
    """A thread's posts as tokens, in order, one post's after the other's."""

    forms: Integers  #: the number of each token's form
    starts: Integers  #: where it stands in its post's text
    lengths: Integers  #: characters
    bounds: Integers  #: the tokens of post i are those from bounds[i] to before bounds[i + 1]
    numbered: Flags  #: whether each post holds a digit

    def post(self, number: int) -> tuple[list[int], list[int], list[int]]:
        """The forms, starts and lengths of the tokens of a post, given by its place from 0."""
        here = slice(self.bounds[number], self.bounds[number + 1])
        return self.forms[here].tolist(), self.starts[here].tolist(), self.lengths[here].tolist()


class Vocabulary:
    """Forms, numbered as they come.

    It grows as posts are read; `forms` are those of the moment.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: list[Form] = []
        self._numbers: dict[Form, int] = {}
        self._term_numbers: dict[str, int] = {}
        self._gram_numbers: dict[str, int] = {}
        self._terms = array("i")
        self._grams, self._gram_counts = array("i"), array("i")
        self._slips, self._slip_counts = array("i"), array("H")

    def __len__(self) -> int:
        return len(self._known)

    def read(self, threads: Iterable[Sequence[str]]) -> Iterator[Passage]:
        """The posts of each thread in the numbers of their forms; new ones are added."""
        known: dict[str, _Numbered | None] = {}
        for texts in threads:
            tokens: list[int] = []  # form, start and length of each
            add = tokens.append
            ends = [0]
            for text in texts:
                for match in CHUNK.finditer(text):
                    raw = match[0]
                    if raw not in known:
                        chunk = self._analyzer.chunk(raw)
                        known[raw] = None if chunk is None else self._numbered(chunk)
                    if (numbered := known[raw]) is None:
                        del tokens[ends[-1] :]
                        for token in self._numbered(self._analyzer.post(text)):
                            tokens.extend(token)
                        break
                    for form, start, length in numbered:
                        add(form)
                        add(match.start() + start)
                        add(length)
                ends.append(len(tokens))
            forms, starts, lengths = np.array(tokens, np.int32).reshape(-1, 3).T
            yield Passage(
                forms.copy(),
                small(starts),
                small(lengths),
                small(np.array(ends) // 3),
                np.array([_DIGIT.search(text) is not None for text in texts], np.bool_),
            )

    def _numbered(self, tokens: Iterable[Token]) -> _Numbered:
        return [
            (self._number(Form(term, word, kind)), start, end - start)
            for term, word, start, end, kind in tokens
        ]

    def forms(self) -> Forms:
        """The forms there are now."""
        return Forms(
            self._known,
            np.array(self._terms, np.int32),
            self._gram_numbers,
            Lists(bounds(self._gram_counts), np.array(self._grams, np.int32)),
            Lists(bounds(self._slip_counts), np.array(self._slips, np.int32)),
        )

    def _number(self, form: Form) -> int:
        number = self._numbers.get(form)
        return self._add(form) if number is None else number

    def _add(self, form: Form) -> int:
        number = len(self._known)
        self._terms.append(self._term_numbers.setdefault(form.term, len(self._term_numbers)))
        pieces = grams(form.word, form.kind) if form.kind != "name" else ()
        numbers = self._gram_numbers
        self._grams.extend([numbers.setdefault(gram, len(numbers)) for gram in pieces])
        self._gram_counts.append(len(pieces))
        hashes = slip_hashes(form.word, form.kind)
        self._slips.extend(hashes)
        self._slip_counts.append(len(hashes))
        self._known.append(form)
        self._numbers[form] = number
        return number
