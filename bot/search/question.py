"""Questions as the search takes them: each word by the number of a form, or by its letters."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from operator import add
from struct import Struct
from typing import NamedTuple

from bot.search import kernel
from bot.search.analysis import Analyzer, Form, Token, one_word
from bot.search.bm25 import Okapi
from bot.search.kernel import MOST_SAID, address
from bot.search.lexicon import NO_FORM, Forms, Lexicon, grams, letters, may_slip

EVERYDAY = 5e-3  #: a term of a larger share of running words says nothing by itself
SHORTEST_PART = 4  #: letters of each half of a compound
_WORD = Struct("3i4xd")  # the kernel's
_FORMS, _STARTS = 2, 2 + MOST_SAID  # in the kernel's structure
_SAID = array("i", [0]) * (2 + 3 * MOST_SAID)
_Spelled = tuple[bytes, bytes, bytes]


class Question(NamedTuple):
    """What is asked for, each term once."""

    text: str
    reader: QuestionReader
    forms: array[int]  #: of each word the number of its form; NO_FORM for one that is spelled
    spelled: _Spelled  #: of those the kernel's structures, their grams, and their letters
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
            words=forms.word_strings.address,
            forms=forms.alone,
            asks=forms.asks,
            held=lexicon.words,
            terms=forms.terms,
            shares=forms.shares,
            everyday=EVERYDAY,
            shortest=SHORTEST_PART,
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
        said = _SAID[:]
        count = kernel.read_question(self._table.address, text.encode(), address(said))
        if count < 0:
            return None
        something, forms = said[0] != 0, said[_FORMS : _FORMS + count]
        terms: set[str] = set()
        words: list[_Spelled] = []
        for at in range(_STARTS, _STARTS + said[1]):
            word = text[said[at] : said[at + MOST_SAID]].lower()
            term = self._language.term(word)
            number = self._forms.term_number(term)
            if term in terms or self._analyzer.may_name(term) or self._is_said(number, forms):
                return None
            terms.add(term)
            share = self._language.share(term)
            something |= self._says_something(word, share)
            words.append(self._spelled(word, "word", number, share))
        return Question(text, self, forms, _together(words), something)

    def in_full(self, text: str) -> Question:
        """A question in numbers, whatever it is."""
        something = False
        forms, words = array("i"), []
        for token in self.tokens(text):
            form = NO_FORM
            if token.kind != "name":
                form = self._forms.number(Form(token.term, token.word, token.kind))
            share = self._language.share(token.term)
            something |= self._says_something(token.word, share)
            forms.append(form)
            if form == NO_FORM:
                number = self._forms.term_number(token.term)
                words.append(self._spelled(token.word, token.kind, number, share))
        return Question(text, self, forms, _together(words), something)

    def _is_said(self, term: int, forms: Sequence[int]) -> bool:
        """Whether one of some forms is of a term."""
        terms = self._forms.terms
        return term >= 0 and any(terms[form] == term for form in forms if form != NO_FORM)

    def _says_something(self, word: str, share: float) -> bool:
        return share < EVERYDAY and word not in self._language.question_words

    def _spelled(self, word: str, kind: str, term: int, share: float) -> _Spelled:
        """A word that no post holds."""
        pieces = self._forms.numbered(grams(word, kind))
        spelled = letters(word) if may_slip(word, kind) else b""
        return (
            _WORD.pack(term, len(pieces), len(spelled) // 4, share),
            array("i", pieces).tobytes(),
            spelled,
        )

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


def _together(words: Sequence[_Spelled]) -> _Spelled:
    """Words one after the other."""
    if len(words) == 1:
        return words[0]
    structures, grams, letters = zip(*words, strict=True) if words else ((), (), ())
    return b"".join(structures), b"".join(grams), b"".join(letters)
