"""Questions as the search takes them: each word by the number of a form, or by its letters."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from operator import add
from typing import NamedTuple

from bot.search import kernel
from bot.search.analysis import Analyzer, Form, Token, one_word
from bot.search.bm25 import Okapi
from bot.search.kernel import Said, Word, Words
from bot.search.lexicon import GRAM, NO_FORM, SLIP, Forms, Lexicon, grams, letters, may_slip

EVERYDAY = 5e-3  #: a term of a larger share of running words says nothing by itself
SHORTEST_PART = 4  #: letters of each half of a compound


class Question(NamedTuple):
    """What is asked for, each term once."""

    text: str
    reader: QuestionReader
    words: Words  #: as the kernel takes them
    says_something: bool  #: whether any word does by itself

    def tokens(self) -> list[Token]:
        """The words as tokens."""
        return self.reader.tokens(self.text)


class QuestionReader:
    """Reads questions to the posts of an index.

    Most questions are read by the kernel at a glance: words in plain letters, which posts hold as
    they are, or not at all. The others are read in full, to the same end.
    """

    def __init__(self, analyzer: Analyzer, forms: Forms, lexicon: Lexicon, okapi: Okapi) -> None:
        self._analyzer, self._forms = analyzer, forms
        self._lexicon, self._okapi = lexicon, okapi
        self._language = analyzer.language
        self._table = kernel.Spellings(
            words=forms.word_strings,
            forms=forms.alone,
            asks=forms.asks,
            held=lexicon.words,
            terms=forms.terms,
            shares=forms.shares,
            everyday=EVERYDAY,
            shortest=SHORTEST_PART,
            grams=forms.gram_strings,
            gram=GRAM,
            slip=SLIP,
        )

    def form(self, number: int) -> Form:
        """A form by its number."""
        return self._forms.known[number]

    def read(self, text: str) -> Question:
        """A question in numbers."""
        return self.at_a_glance(text) or self.in_full(text)

    def at_a_glance(self, text: str) -> Question | None:
        """A question in numbers, or None where it must be read in full."""
        if not text.isascii():
            return None
        said = Said()
        count = kernel.read_question(self._table, text.encode(), said)
        if count < 0:
            return None
        something = said.something != 0
        terms: set[str] = set()
        for at in range(said.new):
            new = said.new_words[at]
            word = text[new.start : new.end].lower()
            term = self._language.term(word)
            number = self._forms.term_number(term)
            if (
                term in terms
                or self._analyzer.may_name(term)
                or (number >= 0 and self._is_said(number, said.forms[:count]))
            ):
                return None
            terms.add(term)
            new.term, new.share = number, self._language.share(term)
            something |= self._says_something(word, new.share)
        return Question(text, self, said.words, something)

    def in_full(self, text: str) -> Question:
        """A question in numbers, whatever it is."""
        something, known = False, self._forms
        forms, pieces, spelled = array("i"), array("i"), array("I")
        new: list[Word] = []
        tokens = self.tokens(text)
        for term, word, start, end, kind in tokens:
            form = known.number(Form(term, word, kind)) if kind != "name" else NO_FORM
            forms.append(form)
            share = self._language.share(term)
            something |= self._says_something(word, share)
            if form == NO_FORM:
                own = known.numbered(grams(word, kind))
                slip = letters(word) if may_slip(word, kind) else b""
                new.append(
                    Word(known.term_number(term), len(own), len(slip) // 4, start, end, share)
                )
                pieces.extend(own)
                spelled.frombytes(slip)
        others = (Word * len(new))(*new)
        words = Words(
            count=len(tokens), numbers=forms, others=others, grams=pieces, letters=spelled
        )
        return Question(text, self, words, something)

    def _is_said(self, term: int, forms: Sequence[int]) -> bool:
        """Whether one of some forms is of a term."""
        terms = self._forms.terms
        return any(terms[form] == term for form in forms if form != NO_FORM)

    def _says_something(self, word: str, share: float) -> bool:
        return share < EVERYDAY and word not in self._language.question_words

    def tokens(self, text: str) -> list[Token]:
        """What is asked for, each term once."""
        tokens = [part for token in self._analyzer.question(text) for part in self._parted(token)]
        words = [token.word for token in tokens]
        if self._lexicon.may_hold_any(map(add, words, words[1:])):
            tokens = self._joined(tokens)
        return list({token.term: token for token in tokens}.values())

    def _joined(self, tokens: Sequence[Token]) -> list[Token]:
        """Neighbors that the posts have only as one word, "dragon bear" as "dragonbear"."""
        joined = list(tokens)
        for i in range(len(joined) - 2, -1, -1):
            pair = joined[i : i + 2]
            if len(pair) > 1 and one_word(pair) in self._lexicon and not all(map(self._has, pair)):
                joined[i : i + 2] = [self._analyzer.join(pair)]
        return joined

    def _has(self, token: Token) -> bool:
        return token.term in self._okapi

    def _parted(self, token: Token) -> list[Token]:
        """A compound that the posts have only as its two words, such as "dragonbear", as those."""
        word, known = token.word, self._lexicon
        if token.kind == "word" and word not in known and not self._has(token):
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if word[:end] in known and word[end:] in known:
                    return [
                        self._analyzer.part(token, word[:end]),
                        self._analyzer.part(token, word[end:]),
                    ]
        return [token]
