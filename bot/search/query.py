"""Questions as the scorer takes them: each term with its weight and the forms to look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import log
from operator import add
from typing import Any, NamedTuple

import numpy as np

from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.language import RARE
from bot.search.tokenizer import CHUNK, Analyzer, Form, Token, one_word
from bot.search.vocabulary import Vocabulary

EVERYDAY = 5e-3  #: a term of a larger relative frequency is no content word
EXPECTED_LENGTH = 50  #: words of a text that is expected to have a term
SHORTEST_PART = 4  #: letters of each half of a compound
CACHED_CHUNKS = 1 << 12
FOLLOWED = 0.15  #: what a term weighs that only the question before has


class TermStatistics(NamedTuple):
    """What an index knows of a term."""

    form: Form  #: the term as the question has it
    number: int  #: the index's number of that form; that after the last if no post has the form
    forms: range  #: the index's forms of the term
    relative_frequency: float  #: share of the term among running words of everyday language
    weight: float  #: idf
    information: float  #: nats that the term tells by being in a text of EXPECTED_LENGTH words
    is_content: bool  #: whether it is neither everyday nor a word that only asks
    grams: Sequence[int]  #: the numbers of its grams, if they have one
    gram_count: int  #: how many grams it has
    edits: Sequence[int]  #: forms a typo or two away, if it may have one


class Asked(NamedTuple):
    """A term where it is asked for."""

    term: TermStatistics
    typed: str  #: as people wrote it
    key: str  #: what is looked up: the same for all forms of the term
    word: str  #: the folded characters


class Query(NamedTuple):
    """A question: its distinct terms, and what the index knows of each."""

    text: str
    terms: Sequence[TermStatistics]
    typed: Sequence[str]
    followed: int  #: from this term on, only the question before has them: they weigh less

    def weights(self) -> list[float]:
        """Return the weight of each term."""
        weights = [term.weight for term in self.terms]
        weights[self.followed :] = [FOLLOWED * weight for weight in weights[self.followed :]]
        return weights


class TermTable:
    """What an index knows of the terms of its forms, in columns by form; never changes."""

    def __init__(self, vocabulary: Vocabulary, okapi: Okapi) -> None:
        forms = okapi.postings.forms
        terms = vocabulary.terms[forms]
        self.first = okapi.postings.term_offsets[terms]  #: the forms of the term, half open
        self.end = okapi.postings.term_offsets[terms + 1]
        self.relative_frequency = vocabulary.frequencies[terms]
        self.weight = okapi.idf_of(okapi.frequencies[terms], self.relative_frequency)
        self.information = information(self.relative_frequency)
        self.numbers = np.full(len(vocabulary), len(forms), np.int32)
        self.numbers[forms] = np.arange(len(forms))


def information(relative_frequency: Any, log: Callable[[Any], Any] = np.log) -> Any:
    """Return the nats that terms tell by being in a text of EXPECTED_LENGTH words."""
    return -log(1 - (1 - relative_frequency) ** EXPECTED_LENGTH)


class QueryParser:
    """Parses questions for one index; never changes, its cache aside."""

    def __init__(
        self,
        analyzer: Analyzer,
        vocabulary: Vocabulary,
        ngrams: NgramIndex,
        okapi: Okapi,
        table: TermTable,
    ) -> None:
        self._analyzer, self._language = analyzer, analyzer.language
        self._vocabulary, self._ngrams, self._okapi = vocabulary, ngrams, okapi
        present = np.zeros(len(vocabulary.word_numbers), np.bool_)
        present[vocabulary.words[okapi.postings.forms]] = True
        self._present = present.tobytes()  # of each word whether the index has it
        # Views, which are quicker to read one by one than arrays.
        self._numbers, self._first, self._end = table.numbers.data, table.first.data, table.end.data
        self._frequency, self._weight = table.relative_frequency.data, table.weight.data
        self._information = table.information.data
        self._chunk = lru_cache(CACHED_CHUNKS)(self._parse_chunk)

    def parse(self, question: str, before: str = "") -> Query:
        """Return a question as a query, each term once.

        Terms that only `before` has, the question that this one follows up, weigh less.
        """
        distinct: dict[str, Asked] = {}
        for one in self._parse(question):
            distinct.setdefault(one.key, one)
        followed = len(distinct)
        for one in self._parse(before) if before else ():
            distinct.setdefault(one.key, one)
        terms = [one.term for one in distinct.values()]
        typed = [one.typed for one in distinct.values()]
        return Query(f"{question}\n{before}" if before else question, terms, typed, followed)

    def _parse(self, text: str) -> list[Asked]:
        asked: list[Asked] = []
        for raw in CHUNK.findall(text):
            chunk = self._chunk(raw)
            if chunk is None:  # a name may go on in the next chunk
                asked = self._asked(text, self._analyzer.question(text))
                break
            asked += chunk
        words = [one.word for one in asked]
        if not self._vocabulary.word_numbers.keys().isdisjoint(map(add, words, words[1:])):
            return self._joined(asked)
        return asked

    def _parse_chunk(self, chunk: str) -> list[Asked] | None:
        """Return the terms of a chunk, or None where a name may begin in it."""
        known = self._vocabulary.chunks.get(chunk)
        if known and len(known) == 1:  # a post has it: one form
            number, start, end = known[0]
            form = self._vocabulary.forms[number]
            if self._has_word(form.word) and form.word not in self._language.ignored:
                return [self._one(form, chunk[start:end])]
        tokens = self._analyzer.tokens(chunk)
        if self._analyzer.may_open_name(chunk, tokens):
            return None
        return self._asked(chunk, tokens)

    def _asked(self, text: str, tokens: Iterable[Token]) -> list[Asked]:
        """Return the terms to look for, without those that only ask."""
        parts = [part for token in tokens for part in self._split(token)]
        ignored = self._language.ignored
        return [
            self._one(part.form, text[part.start : part.end])
            for part in parts
            if part.word not in ignored
        ]

    def _one(self, form: Form, typed: str) -> Asked:
        return Asked(self._look_up(form), typed, form.term, form.word)

    def _look_up(self, form: Form) -> TermStatistics:
        number = self._vocabulary.form_numbers.get(form)
        number = len(self._first) if number is None else self._numbers[number]
        if number == len(self._first) or form.kind == "name":
            return self._look_up_new(form)
        frequency = self._frequency[number]
        grams = self._ngrams.grams_of(number)
        return TermStatistics(
            form,
            number,
            range(self._first[number], self._end[number]),
            frequency,
            self._weight[number],
            self._information[number],
            self._is_content(form, frequency),
            grams,
            len(grams),
            (),
        )

    def _look_up_new(self, form: Form) -> TermStatistics:
        """Return what is known of a form that no post has, or of a name."""
        forms = self._okapi.forms_of(form.term)
        frequency = self._language.relative_frequency(form.term)
        may_be_typo = not forms and frequency <= RARE
        return TermStatistics(
            form,
            len(self._first),
            forms,
            frequency,
            self._okapi.weight_of(form.term, frequency),
            information(frequency, log),
            self._is_content(form, frequency),
            *self._vocabulary.grams_of(form),
            self._ngrams.typos_apart(form) if may_be_typo else (),
        )

    def _is_content(self, form: Form, frequency: float) -> bool:
        return frequency < EVERYDAY and form.word not in self._language.question_words

    def _has_word(self, word: str) -> bool:
        number = self._vocabulary.word_numbers.get(word)
        return number is not None and self._present[number] == 1

    def _joined(self, asked: Sequence[Asked]) -> list[Asked]:
        """Join neighbours that the posts only have as one word, "dragon bear" as "dragonbear"."""
        joined = [*asked]
        for i in range(len(joined) - 2, -1, -1):
            pair = joined[i : i + 2]
            forms = [one.term.form for one in pair]
            if (
                len(pair) > 1
                and self._has_word(one_word(forms))
                and not all(one.term.forms for one in pair)
            ):
                whole = self._analyzer.join(forms)
                joined[i : i + 2] = [self._one(whole, " ".join([one.typed for one in pair]))]
        return joined

    def _split(self, token: Token) -> list[Token]:
        """Split a compound that the posts only have as two words, such as "dragonbear"."""
        word = token.word
        if token.kind == "word" and token.term not in self._okapi and not self._has_word(word):
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if self._has_word(word[:end]) and self._has_word(word[end:]):
                    return [
                        self._analyzer.part(token, word[:end]),
                        self._analyzer.part(token, word[end:]),
                    ]
        return [token]
