"""Questions as the scorer takes them: each term with its weight and the forms to look for."""

from __future__ import annotations

from collections.abc import Sequence
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

    forms: range  #: the index's forms of the term
    relative_frequency: float  #: share of the term among running words of everyday language
    everyday: bool  #: whether it is no content word
    weight: float  #: idf
    information: float  #: nats that the term tells by being in a text of EXPECTED_LENGTH words
    grams: tuple[int, ...]  #: those of the word's grams that the index has
    gram_count: int  #: how many grams the word has
    edits: tuple[int, ...]  #: forms a typo or two away, if the word may have one


class Query(NamedTuple):
    """A question: its distinct terms, and what the index knows of each."""

    text: str
    tokens: Sequence[Token]  #: of each term, placed from `starts` on
    starts: Sequence[int]
    terms: Sequence[TermStatistics]
    has_content_words: bool

    def typed(self, term: int) -> str:
        """Return a term as it was typed."""
        start, token = self.starts[term], self.tokens[term]
        return self.text[start + token.start : start + token.end]


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
        asked: list[tuple[int, Token]] = []
        for raw in CHUNK.finditer(text):
            tokens = self._chunk(raw.group())
            if tokens is None:  # a name may begin here, and go on in the next chunk
                asked = [(0, part) for part in self._split_all(self._analyzer.question(text))]
                break
            start = raw.start()
            for token in tokens:
                asked.append((start, token))
        words = [token[1] for _, token in asked]
        if not self._vocabulary.word_numbers.keys().isdisjoint(map(add, words, words[1:])):
            asked = self._joined(asked)
        distinct: dict[str, tuple[int, Token]] = {}
        for one in asked:
            distinct.setdefault(one[1][0], one)
        content, questions = False, self._language.question_words
        starts, found, terms = [], [], []
        for start, token in distinct.values():
            term, word, at, _, kind = token
            statistics = self._statistics(term, word, kind)
            if start + at > len(question):
                statistics = replace(statistics, weight=FOLLOWED * statistics.weight)
            starts.append(start)
            found.append(token)
            terms.append(statistics)
            content |= not statistics.everyday and word not in questions
        return Query(text, found, starts, terms, content)

    def _parse_chunk(self, chunk: str) -> list[Token] | None:
        """Return the tokens of a chunk, or None where its neighbours may matter."""
        tokens = self._analyzer.tokens(chunk)
        if self._analyzer.may_open_name(tokens):
            return None
        ignored = self._language.ignored
        return self._split_all([token for token in tokens if token.word not in ignored])

    def _look_up(self, term: str, word: str, kind: str) -> TermStatistics:
        forms = self._okapi.forms_of(term)
        frequency = self._language.relative_frequency(term)
        may_be_typo = not forms and frequency <= RARE
        pieces, count = self._ngrams.grams_of(word, kind)
        return TermStatistics(
            forms,
            frequency,
            frequency >= EVERYDAY,
            self._okapi.idf_of(forms, frequency),
            -log(1 - (1 - frequency) ** EXPECTED_LENGTH),
            pieces,
            count,
            self._ngrams.typos_apart(Form(term, word, kind)) if may_be_typo else (),
        )

    def _split_all(self, tokens: Sequence[Token]) -> list[Token]:
        return [part for token in tokens for part in self._split(token)]

    def _has_word(self, word: str) -> bool:
        number = self._vocabulary.word_numbers.get(word)
        return number is not None and self._present[number] == 1

    def _joined(self, asked: Sequence[tuple[int, Token]]) -> list[tuple[int, Token]]:
        """Join neighbours that the posts only have as one word, "dragon bear" as "dragonbear"."""
        placed = [token._replace(start=at + token.start, end=at + token.end) for at, token in asked]
        for i in range(len(placed) - 2, -1, -1):
            pair = placed[i : i + 2]
            if (
                len(pair) > 1
                and self._has_word(one_word(pair))
                and not all(token.term in self._okapi for token in pair)
            ):
                placed[i : i + 2] = [self._analyzer.join(pair)]
        return [(0, token) for token in placed]

    def _split(self, token: Token) -> list[Token]:
        """Split a compound that the posts only have as two words, such as "dragonbear"."""
        word = token.word
        if token.kind == "word" and not self._has_word(word) and token.term not in self._okapi:
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if self._has_word(word[:end]) and self._has_word(word[end:]):
                    return [
                        self._analyzer.part(token, word[:end]),
                        self._analyzer.part(token, word[end:]),
                    ]
        return [token]
