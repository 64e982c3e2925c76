"""Questions as the scorer takes them: each term with its weight and the forms to look for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log
from operator import add
from typing import NamedTuple

import numpy as np

from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.language import RARE
from bot.search.tokenizer import Analyzer, Form, Token, one_word
from bot.search.vocabulary import Vocabulary

EVERYDAY = 5e-3  #: a term of a larger relative frequency is no content word
EXPECTED_LENGTH = 50  #: words of a text that is expected to have a term
SHORTEST_PART = 4  #: letters of each half of a compound


class TermStatistics(NamedTuple):
    """What an index knows of a term."""

    forms: range  #: the index's forms of the term
    relative_frequency: float  #: share of the term among running words of everyday language
    weight: float  #: idf
    information: float  #: nats that the term tells by being in a text of EXPECTED_LENGTH words
    grams: tuple[int, ...]  #: those of the word's grams that the index has
    gram_count: int  #: how many grams the word has
    edits: tuple[int, ...]  #: forms at an edit distance of one, if the word may have a typo


class Query(NamedTuple):
    """A question: its distinct terms, and what the index knows of each."""

    text: str
    tokens: tuple[Token, ...]
    terms: tuple[TermStatistics, ...]
    has_content_words: bool


class QueryParser:
    """Parses questions for one index; never changes."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, ngrams: NgramIndex, okapi: Okapi
    ) -> None:
        self._analyzer, self._language = analyzer, analyzer.language
        self._vocabulary, self._ngrams, self._okapi = vocabulary, ngrams, okapi
        present = np.zeros(len(vocabulary.word_numbers), np.bool_)
        present[vocabulary.words[okapi.postings.forms]] = True
        self._present = present.tobytes()  # of each word whether the index has it
        self._statistics = lru_cache(1 << 12)(self._look_up)

    def parse(self, text: str) -> Query:
        """Return a question as a query."""
        tokens = self._tokens(text)
        terms = [self._statistics(token.term, token.word, token.kind) for token in tokens]
        questions = self._language.question_words
        content = any(
            term.relative_frequency < EVERYDAY and token.word not in questions
            for term, token in zip(terms, tokens, strict=True)
        )
        return Query(text, tuple(tokens), tuple(terms), content)

    def _look_up(self, term: str, word: str, kind: str) -> TermStatistics:
        forms = self._okapi.forms_of(term)
        frequency = self._language.relative_frequency(term)
        may_be_typo = not forms and frequency <= RARE
        pieces, count = self._ngrams.grams_of(word, kind)
        return TermStatistics(
            forms,
            frequency,
            self._okapi.weight(term),
            -log(1 - (1 - frequency) ** EXPECTED_LENGTH),
            pieces,
            count,
            tuple(self._ngrams.one_edit_apart(Form(term, word, kind))) if may_be_typo else (),
        )

    def _tokens(self, text: str) -> list[Token]:
        """Return what a question asks for, each term once."""
        tokens = [part for token in self._analyzer.question(text) for part in self._split(token)]
        words = [token.word for token in tokens]
        if not self._vocabulary.word_numbers.keys().isdisjoint(map(add, words, words[1:])):
            tokens = self._joined(tokens)
        return list({token.term: token for token in tokens}.values())

    def _has_word(self, word: str) -> bool:
        number = self._vocabulary.word_numbers.get(word)
        return number is not None and self._present[number] == 1

    def _joined(self, tokens: Sequence[Token]) -> list[Token]:
        """Join neighbours that the posts only have as one word, "dragon bear" as "dragonbear"."""
        joined = list(tokens)
        for i in range(len(joined) - 2, -1, -1):
            pair = joined[i : i + 2]
            if (
                len(pair) > 1
                and self._has_word(one_word(pair))
                and not all(token.term in self._okapi for token in pair)
            ):
                joined[i : i + 2] = [self._analyzer.join(pair)]
        return joined

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
