"""Questions as the scorer takes them: each term with its weight and the forms to look for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from operator import add
from typing import NamedTuple

import numpy as np

from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.language import RARE
from bot.search.tokenizer import CHUNK, Analyzer, Form, Token, one_word
from bot.search.vocabulary import Vocabulary

EVERYDAY = 5e-3  #: a term of a larger relative frequency is no content word
EXPECTED_LENGTH = 50  #: words of a text that is expected to have a term
SHORTEST_PART = 4  #: letters of each half of a compound
CACHED_TERMS = 1 << 12
FOLLOWED = 0.15  #: what a term weighs that only the question before has


@dataclass(frozen=True, slots=True, eq=False)
class TermStatistics:
    """What an index knows of a term; compared by identity, which is what caches need."""

    form: Form  #: the term as the question has it
    forms: range  #: the index's forms of the term
    relative_frequency: float  #: share of the term among running words of everyday language
    everyday: bool  #: whether it is used too often to find candidates
    is_content: bool  #: whether it is neither that nor a word that only asks
    weight: float  #: idf
    information: float  #: nats that the term tells by being in a text of EXPECTED_LENGTH words
    grams: Sequence[int]  #: the numbers of its grams, if they have one
    gram_count: int  #: how many grams it has
    edits: tuple[int, ...]  #: forms a typo or two away, if it may have one


#: A term, and where it is in a text, half open.
Asked = tuple[TermStatistics, int, int]


class Query(NamedTuple):
    """A question: its distinct terms, and what the index knows of each."""

    text: str
    terms: Sequence[TermStatistics]
    spans: Sequence[tuple[int, int]]  #: where each term is in the text
    has_content_words: bool

    def typed(self, term: int) -> str:
        """Return a term as it was typed."""
        return self.text[slice(*self.spans[term])]


class QueryParser:
    """Parses questions for one index; never changes, its caches aside."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, ngrams: NgramIndex, okapi: Okapi
    ) -> None:
        self._analyzer, self._language = analyzer, analyzer.language
        self._vocabulary, self._ngrams, self._okapi = vocabulary, ngrams, okapi
        present = np.zeros(len(vocabulary.word_numbers), np.bool_)
        present[vocabulary.words[okapi.postings.forms]] = True
        self._present = present.tobytes()  # of each word whether the index has it
        self._statistics = lru_cache(CACHED_TERMS)(self._look_up)
        self._chunk = lru_cache(CACHED_TERMS)(self._parse_chunk)

    def parse(self, question: str, before: str = "") -> Query:
        """Return a question as a query, each term once.

        Terms that only `before` has, the question that this one follows up, weigh less.
        """
        text = f"{question}\n{before}" if before else question
        asked: list[Asked] = []
        for raw in CHUNK.finditer(text):
            chunk, at = self._chunk(raw.group()), raw.start()
            if chunk is None:  # a name may go on in the next chunk
                asked = self._asked(self._analyzer.question(text))
                break
            for term, start, end in chunk:
                asked.append((term, at + start, at + end))
        words = [term.form.word for term, _, _ in asked]
        if not self._vocabulary.word_numbers.keys().isdisjoint(map(add, words, words[1:])):
            asked = self._joined(asked)
        distinct: dict[str, Asked] = {}
        for one in asked:
            distinct.setdefault(one[0].form.term, one)
        terms = [term for term, _, _ in distinct.values()]
        spans = [(start, end) for _, start, end in distinct.values()]
        if before:
            followed = [start > len(question) for start, _ in spans]
            terms = [*map(_weaken, terms, followed)]
        return Query(text, terms, spans, any(term.is_content for term in terms))

    def _parse_chunk(self, chunk: str) -> list[Asked] | None:
        """Return the terms of a chunk, or None where a name may begin in it."""
        known = self._vocabulary.chunks.get(chunk)
        if known and len(known) == 1:  # a post has it: one form
            number, start, end = known[0]
            form = self._vocabulary.forms[number]
            if self._has_word(form.word) and form.word not in self._language.ignored:
                return [(self._statistics(form), start, end)]
        tokens = self._analyzer.tokens(chunk)
        return None if self._analyzer.may_open_name(chunk, tokens) else self._asked(tokens)

    def _asked(self, tokens: Iterable[Token]) -> list[Asked]:
        """Return the terms to look for, without those that only ask."""
        parts = [part for token in tokens for part in self._split(token)]
        ignored = self._language.ignored
        return [
            (self._statistics(part.form), part.start, part.end)
            for part in parts
            if part.word not in ignored
        ]

    def _look_up(self, form: Form) -> TermStatistics:
        forms = self._okapi.forms_of(form.term)
        frequency = self._language.relative_frequency(form.term)
        may_be_typo = not forms and frequency <= RARE
        return TermStatistics(
            form,
            forms,
            frequency,
            frequency >= EVERYDAY,
            frequency < EVERYDAY and form.word not in self._language.question_words,
            self._okapi.idf_of(forms, frequency),
            -log(1 - (1 - frequency) ** EXPECTED_LENGTH),
            *self._vocabulary.grams_of(form),
            self._ngrams.typos_apart(form) if may_be_typo else (),
        )

    def _has_word(self, word: str) -> bool:
        number = self._vocabulary.word_numbers.get(word)
        return number is not None and self._present[number] == 1

    def _joined(self, asked: Sequence[Asked]) -> list[Asked]:
        """Join neighbours that the posts only have as one word, "dragon bear" as "dragonbear"."""
        joined = [*asked]
        for i in range(len(joined) - 2, -1, -1):
            pair = joined[i : i + 2]
            forms = [term.form for term, _, _ in pair]
            if (
                len(pair) > 1
                and self._has_word(one_word(forms))
                and not all(form.term in self._okapi for form in forms)
            ):
                whole = self._statistics(self._analyzer.join(forms))
                joined[i : i + 2] = [(whole, pair[0][1], pair[1][2])]
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


def _weaken(term: TermStatistics, followed: bool) -> TermStatistics:
    return replace(term, weight=FOLLOWED * term.weight) if followed else term
