"""Questions as the scorer takes them: each term with its weight and the forms to look for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property, lru_cache, partial
from math import log
from operator import add
from typing import Any, NamedTuple
from weakref import proxy

import numpy as np

from bot.search.bm25 import Okapi
from bot.search.fuzzy import NgramIndex
from bot.search.language import RARE
from bot.search.letters import has_typos
from bot.search.tokenizer import CHUNK, LONGEST_KNOWN, Analyzer, Form, Token, one_word
from bot.search.vocabulary import COUNT, DIGIT, Vocabulary

EVERYDAY = 5e-3  #: a term of a larger relative frequency is no content word
EXPECTED_LENGTH = 50  #: words of a text that is expected to have a term
SHORTEST_PART = 4  #: letters of each half of a compound
CACHED_CHUNKS = 1 << 9  #: chunks of questions that are kept with their terms, if not long
RARE_INFORMATION = 4.0  #: nats, from which on a word of a follow-up is what it asks about
FOLLOWED = 0.15  #: what a term weighs that only the question before has


class TermStatistics(NamedTuple):
    """What an index knows of a term."""

    forms: range  #: the index's forms of the term
    relative_frequency: float  #: share of the term among running words of everyday language
    weight: float  #: idf
    information: float  #: nats that the term tells by being in a text of EXPECTED_LENGTH words
    may_be_typo: bool  #: whether forms a typo or two away are looked for


class Term(NamedTuple):
    """A term where it is asked for."""

    typed: str  #: as people wrote it
    form: Form
    number: int  #: the index's number of that form; that after the last if no post has the form
    is_content: bool  #: whether it is neither everyday nor a word that only asks
    new: TermStatistics | None  #: what the index knows of it, unless its table has the form


class Query:
    """A question: its distinct terms, and what the index knows of each."""

    def __init__(
        self, text: str, terms: Sequence[Term], followed: int, number: int, table: TermTable
    ) -> None:
        self.text, self.terms, self._table = text, terms, table
        self.followed = followed  #: from this term on, only the question before has them
        self.number = number  #: the kind of number that is asked for, or 0

    @property
    def has_content(self) -> bool:
        """Whether it asks for anything."""
        return any(term.is_content for term in self.terms)

    @cached_property
    def statistics(self) -> Sequence[TermStatistics]:
        """What the index knows of each term."""
        return [term.new or self._table.statistics(term.number) for term in self.terms]

    def weights(self) -> list[float]:
        """Return the weight of each term; those that only the question before has weigh less."""
        weights = [term.weight for term in self.statistics]
        weights[self.followed :] = [FOLLOWED * weight for weight in weights[self.followed :]]
        return weights


class TermTable:
    """What an index knows of the terms of its forms, in columns by form; never changes."""

    def __init__(
        self, vocabulary: Vocabulary, okapi: Okapi, ngrams: NgramIndex, question_words: Set[str]
    ) -> None:
        self.okapi, self.ngrams = okapi, ngrams
        forms = okapi.postings.forms
        terms, words = vocabulary.terms[forms], vocabulary.words[forms]
        self.first = okapi.postings.term_offsets[terms]  #: the forms of the term, half open
        self.end = okapi.postings.term_offsets[terms + 1]
        self.relative_frequency = vocabulary.frequencies[terms]
        self.weight = okapi.idf_of(okapi.frequencies[terms], self.relative_frequency)
        self.information = information(self.relative_frequency)
        asks = np.zeros(len(vocabulary.word_numbers) + 1, np.bool_)  # the last is of no word
        asks[[vocabulary.word_numbers.get(word, -1) for word in question_words]] = True
        is_content = (self.relative_frequency < EVERYDAY) & ~asks[words]
        # Views and bytes, which are quicker to read one by one than arrays.
        self.is_content = is_content.tobytes()
        self.numbers = okapi.postings.form_numbers.data
        has_word = np.zeros(len(vocabulary.word_numbers), np.bool_)
        has_word[words] = True
        self.has_word = has_word.tobytes()  #: of each word of the vocabulary

    def statistics(self, number: int) -> TermStatistics:
        """Return what is known of a form's term."""
        return TermStatistics(
            range(int(self.first[number]), int(self.end[number])),
            float(self.relative_frequency[number]),
            float(self.weight[number]),
            float(self.information[number]),
            may_be_typo=False,
        )


def information(relative_frequency: Any, log: Callable[[Any], Any] = np.log) -> Any:
    """Return the nats that terms tell by being in a text of EXPECTED_LENGTH words."""
    return -log(1 - (1 - relative_frequency) ** EXPECTED_LENGTH)


def _is_name(term: Term) -> bool:
    return term.form.kind == "name" or term.typed[:1].isupper()


def _word_before(terms: Sequence[Term], at: int) -> str:
    return terms[at - 1].form.word if at else ""


class QueryParser:
    """Parses questions for one index; never changes, its cache aside."""

    def __init__(self, analyzer: Analyzer, vocabulary: Vocabulary, table: TermTable) -> None:
        self._analyzer, self._language = analyzer, analyzer.language
        self._vocabulary, self._table = vocabulary, table
        self._absent = len(table.first)
        # Bound to this, the cache would keep an index in memory that nothing uses any more.
        parse_chunk = partial(QueryParser._parse_chunk, proxy(self))
        self._chunk = lru_cache(CACHED_CHUNKS)(parse_chunk)

    def parse(self, question: str, before: str = "") -> Query:
        """Return a question as a query, each term once.

        Terms that only `before` has, the question that this one follows up, weigh less.
        """
        text = f"{question}\n{before}" if before else question
        asked = self._parse(question)
        distinct: dict[str, Term] = {}
        for term in asked:
            distinct.setdefault(term.form.term, term)
        followed = len(distinct)
        for term in self._followed(asked, self._parse(before)) if before else ():
            distinct.setdefault(term.form.term, term)
        number = 0
        if self._language.asks_for_number(text):
            number = COUNT if self._language.asks_for_count(text) else DIGIT
        return Query(text, [*distinct.values()], followed, number, self._table)

    def _followed(self, asked: Sequence[Term], before: Sequence[Term]) -> Sequence[Term]:
        """Return the terms of the question before without the name that a follow-up replaces.

        "And China?" asks of China what was asked of another: of the name behind the same word, as
        in "and in China?", or else of the first one.
        """
        rare = [at for at, term in enumerate(asked) if self._is_rare(term)]
        names = [at for at, term in enumerate(before) if _is_name(term) and self._is_rare(term)]
        if len(rare) != 1 or not _is_name(asked[rare[0]]) or not names:
            return before
        behind = _word_before(asked, rare[0])
        at = next((at for at in names if _word_before(before, at) == behind), names[0])
        return [*before[:at], *before[at + 1 :]]

    def _is_rare(self, term: Term) -> bool:
        statistics = term.new or self._table.statistics(term.number)
        return term.is_content and statistics.information >= RARE_INFORMATION

    def _parse(self, text: str) -> list[Term]:
        terms: list[Term] = []
        for raw in CHUNK.findall(text):
            chunk = self._chunk(raw) if len(raw) <= LONGEST_KNOWN else self._parse_chunk(raw)
            if chunk is None:  # a name may go on in the next chunk
                terms = self._terms(text, self._analyzer.question(text))
                break
            terms += chunk
        words = [term.form.word for term in terms]
        if not self._vocabulary.word_numbers.keys().isdisjoint(map(add, words, words[1:])):
            return self._joined(terms)
        return terms

    def _parse_chunk(self, chunk: str) -> list[Term] | None:
        """Return the terms of a chunk, or None where a name may begin in it."""
        read = self._analyzer.chunk(chunk)
        opens = self._analyzer.may_open_name(chunk, read)
        return None if opens else self._terms(chunk, read.tokens)

    def _terms(self, text: str, tokens: Iterable[Token]) -> list[Term]:
        """Return the terms to look for, without those that only ask."""
        parts = [part for token in tokens for part in self._split(token)]
        ignored = self._language.ignored
        return [
            self._term(part.form, text[part.start : part.end])
            for part in parts
            if part.word not in ignored
        ]

    def _term(self, form: Form, typed: str) -> Term:
        known = self._vocabulary.form_numbers.get(form)
        number = self._absent if known is None else self._table.numbers[known]
        if number < self._absent and form.kind != "name":
            return Term(typed, form, number, self._table.is_content[number] == 1, None)
        new = self._look_up(form)
        asks = form.word in self._language.question_words
        is_content = new.relative_frequency < EVERYDAY and not asks
        return Term(typed, form, self._absent, is_content, new)

    def _look_up(self, form: Form) -> TermStatistics:
        """Return what is known of a form that no post has, or of a name."""
        okapi = self._table.okapi
        forms = okapi.forms_of(form.term)
        frequency = self._language.relative_frequency(form.term)
        return TermStatistics(
            forms,
            frequency,
            okapi.weight_of(form.term, frequency),
            information(frequency, log),
            may_be_typo=not forms and frequency <= RARE and has_typos(form),
        )

    def _has_word(self, word: str) -> bool:
        number = self._vocabulary.word_numbers.get(word)
        return number is not None and self._table.has_word[number] == 1

    def _joined(self, terms: Sequence[Term]) -> list[Term]:
        """Join neighbours that the posts only have as one word, "dragon bear" as "dragonbear"."""
        joined = [*terms]
        for i in range(len(joined) - 2, -1, -1):
            pair = joined[i : i + 2]
            forms = [term.form for term in pair]
            if (
                len(pair) > 1
                and self._has_word(one_word(forms))
                and not all(term.new is None or term.new.forms for term in pair)
            ):
                whole = self._analyzer.join(forms)
                joined[i : i + 2] = [self._term(whole, " ".join([term.typed for term in pair]))]
        return joined

    def _split(self, token: Token) -> list[Token]:
        """Split a compound that the posts only have as two words, such as "dragonbear".

        Where no list of words has it, but both of its words, the posts may lack one of them.
        """
        term, word, kind = token.form
        if kind == "word" and not self._has_word(word) and term not in self._table.okapi:
            frequency = self._language.relative_frequency
            is_rare = frequency(term) <= RARE
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                parts = word[:end], word[end:]
                found = [*map(self._has_word, parts)]
                if all(found) or (any(found) and is_rare and min(map(frequency, parts)) > RARE):
                    return [self._analyzer.part(token, part) for part in parts]
        return [token]
