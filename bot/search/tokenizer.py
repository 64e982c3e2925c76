"""Text to tokens, each with its place in the text as stored.

Words are found in the original text and folded one by one (`bot.search.folding`), so offsets are
exact whatever folding does.  Names of several words, abbreviations, flags and emoji become one
term, the same for all ways of writing them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from bot.search.folding import INVISIBLE, casefold, plain_number, strip_accents
from bot.search.language import Language, language

_RUN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
_TOKEN = regex.compile(
    rf"""(?V1)(?x)
    (?P<emoji> \p{{Regional_Indicator}}{{2}}
             | \p{{Extended_Pictographic}}
               (?:\p{{Emoji_Modifier}}|\uFE0F|[\U000E0020-\U000E007F]
                 |\u200D\p{{Extended_Pictographic}})*+ )
  | (?P<initials> (?<![\p{{L}}\p{{N}}]) (?:[\p{{Lu}}\p{{Ll}}]\.){{2,}}+ )
  | (?P<number> (?<![\p{{L}}\p{{N}}])
        (?: \d{{1,3}}(?:[.,'’٬\u00A0\u202F]\d{{3}})++(?!\d) | \d++ )
        (?:[kK]|st|nd|rd|th|er|ème|[eºª])?+ (?![\p{{L}}\p{{N}}]) )
  | (?P<run> [{_RUN}][{_RUN}\p{{M}}{INVISIBLE}]*+ )
  | (?P<word> [[\p{{L}}\p{{N}}]--[{_RUN}]]
              (?: [[\p{{L}}\p{{N}}\p{{M}}{INVISIBLE}]--[{_RUN}]] | (?<=[nN])['’](?=[tT]\b) )*+ )
      (?: ['’][sS]\b )?+
    """
)
CHUNK = re.compile(r"[^ \t\r\n]+")  # what is between blanks: no token reaches beyond
_PARTS = regex.compile(
    r"\p{Lu}++(?!\p{Ll})|\p{Lu}?+\p{Ll}++|[\p{L}\p{M}--[\p{Lu}\p{Ll}]]++|\p{N}++", regex.V1
)
_CLUSTER = regex.compile(rf".[\p{{M}}{INVISIBLE}]*+", regex.DOTALL)

_JOINTS = ("", "-", "\u2010", "\u2011")
#: Abbreviations that need no glossary in English.
ENGLISH = {
    "EU": "European Union", "UAE": "United Arab Emirates", "UK": "United Kingdom",
    "UN": "United Nations", "US": "United States", "USA": "United States",
}  # fmt: skip
LONGEST = 64  #: characters of a word that are looked at; no language's words are longer
LONGEST_NAME = 16  #: words of a name, or of what an abbreviation stands for, that are looked at
EVERYDAY = 1e-4  #: from this share of running words a lower-case word is no abbreviation


class Form(NamedTuple):
    """A token without its place: what a word is looked up by, and how it is spelled."""

    term: str
    word: str
    kind: str


class Token(NamedTuple):
    """One word, number or name of a text."""

    term: str  #: what is looked up: a stem, digits, or a name (stems split by spaces)
    word: str  #: the folded characters, which are compared to find typos and compounds
    start: int  #: where it is in the original text, half open
    end: int
    kind: str  #: word, number, run (of a script without spaces), initials, emoji or name

    @property
    def form(self) -> Form:
        """The token without its place."""
        return Form(self.term, self.word, self.kind)


class _Chunk(NamedTuple):
    """The tokens of a chunk, placed from its start."""

    tokens: tuple[Token, ...]  #: joined words in their parts
    joined: tuple[Token, ...]  #: the same with hyphens, or the joints of camel case, left out


class Analyzer:
    """Turns posts and questions into tokens.

    `glossary` maps abbreviations to what they stand for; either is found by the other.  Make one
    with `analyzer`, which shares it among the threads of one language and glossary.
    """

    def __init__(self, tag: str, glossary: Mapping[str, str]) -> None:
        self.language: Language = language(tag)
        # What is meant, by the terms of a name; by the letters of an abbreviation; and, with its
        # terms, by those of one that looks like no everyday word.
        self._names: dict[str, tuple[Token, ...]] = {}
        self._abbreviations: dict[str, tuple[Token, ...]] = {}
        self._rare: dict[str, tuple[list[str], tuple[Token, ...]]] = {}
        known = ENGLISH if self.language.code == "en" else {}
        for short, long in {**known, **glossary}.items():
            if meaning := tuple(self.tokens(long)[:LONGEST_NAME]):
                self._names["".join([token.term for token in meaning])] = meaning
                self._abbreviate(short, meaning)
        self._keys = sorted({*self._names, *self._abbreviations, *self._rare})

    def _abbreviate(self, short: str, meaning: tuple[Token, ...]) -> None:
        tokens = self.tokens(short)
        if letters := "".join([_letters(short, token) for token in tokens]):
            self._abbreviations[letters] = meaning
            terms = [token.term for token in tokens]
            if self.language.relative_frequency("".join(terms)) < EVERYDAY:
                self._rare["".join(terms)] = terms, meaning

    def tokens(self, text: str) -> list[Token]:
        """The words, numbers and emoji of a text in order, joined words in their parts."""
        return self._parts(text)[0]

    def post(self, text: str) -> list[Token]:
        """The tokens of a post, with all that they may also be found by: names, joined words."""
        return self._with_names(text, *self._parts(text))

    def _with_names(self, text: str, tokens: list[Token], extras: list[Token]) -> list[Token]:
        """Some tokens, and extras, with those of the names among them."""
        for first, last, meaning in self._find_names(text, tokens):
            start, end = tokens[first].start, tokens[last - 1].end
            if len(meaning) > 1:
                extras.append(_name(meaning, start, end))
            if [t.term for t in tokens[first:last]] != [t.term for t in meaning]:
                # An abbreviation is not the word it looks like: "US" is not "us".
                for i in range(first, last):
                    tokens[i] = tokens[i]._replace(term=text[tokens[i].start : tokens[i].end])
                extras += (t._replace(start=start, end=end) for t in meaning)
        return tokens + extras

    def question(self, text: str) -> list[Token]:
        """Return the tokens of a question in order, names as one token each."""
        tokens = self.tokens(text)
        for first, last, meaning in reversed(self._find_names(text, tokens)):
            tokens[first:last] = [_name(meaning, tokens[first].start, tokens[last - 1].end)]
        return tokens

    def may_open_name(self, text: str, tokens: Sequence[Token]) -> bool:
        """Tell whether a name may begin among the tokens of a text."""
        return any(
            token.kind == "emoji"
            or self._begins_key(token.term)
            or self._begins_key(_letters(text, token))
            for token in tokens
        )

    def join(self, forms: Sequence[Form]) -> Form:
        """Return neighboring words as one word."""
        word = one_word(forms)
        return Form(self.language.term(word), word, "word")

    def part(self, token: Token, word: str) -> Token:
        """A word that is part of another one."""
        return token._replace(term=self.language.term(word), word=word)

    def _parts(self, text: str) -> tuple[list[Token], list[Token]]:
        """Return the tokens of a text, joined words in their parts, and the joined words."""
        tokens: list[Token] = []
        joined: list[Token] = []
        for raw in CHUNK.finditer(text):
            chunk, at = _chunk(self.language, raw.group()), raw.start()
            tokens += [Token(t, word, at + a, at + b, kind) for t, word, a, b, kind in chunk.tokens]
            if chunk.joined:
                joined += [t._replace(start=at + t.start, end=at + t.end) for t in chunk.joined]
        return tokens, joined

    def _find_names(
        self, text: str, tokens: Sequence[Token]
    ) -> list[tuple[int, int, tuple[Token, ...]]]:
        """Where names stand among the tokens (half-open ranges), and what they mean."""
        found: list[tuple[int, int, tuple[Token, ...]]] = []
        first = 0
        while first < len(tokens):
            last, meaning = self._name_at(text, tokens, first)
            if meaning:
                found.append((first, last, meaning))
            first = last
        return found

    def _name_at(
        self, text: str, tokens: Sequence[Token], first: int
    ) -> tuple[int, tuple[Token, ...]]:
        """The end and the meaning of the longest name that begins at a token, or (next, ())."""
        if tokens[first].kind == "emoji":
            symbol = text[tokens[first].start : tokens[first].end]
            return first + 1, tuple(self.tokens(self.language.symbol_name(symbol)))
        terms = letters = ""
        found: tuple[int, tuple[Token, ...]] = first + 1, ()
        for last in range(first, min(first + LONGEST_NAME, len(tokens))):
            terms, letters = terms + tokens[last].term, letters + _letters(text, tokens[last])
            meaning = self._abbreviations.get(letters) or self._names.get(terms)
            if not meaning and terms in self._rare:
                meaning = self._meant_rarely(text, tokens[first : last + 1], terms)
            if meaning:
                found = (last + 1, meaning)
            if not (self._begins_key(terms) or self._begins_key(letters)):
                break
        return found

    def _begins_key(self, text: str) -> bool:
        """Tell whether a key begins with a text; a set of all beginnings takes quadratic memory."""
        at = bisect_left(self._keys, text)
        return at < len(self._keys) and self._keys[at].startswith(text)

    def _meant_rarely(self, text: str, tokens: Sequence[Token], terms: str) -> tuple[Token, ...]:
        """What is meant by a rare abbreviation, unless its word is spread: "us a" is no USA."""
        own, meaning = self._rare[terms]
        spread = CHUNK.fullmatch(text, tokens[0].start, tokens[-1].end) is None
        return () if spread and [token.term for token in tokens] != own else meaning


def _is_plain(chunk: str) -> bool:
    return chunk.isascii() and chunk.isalpha() and (chunk.islower() or chunk.istitle())


def one_word(parts: Sequence[Form | Token]) -> str:
    """Return how neighboring words are spelled as one."""
    return "".join([part.word for part in parts])[:LONGEST]


def analyzer(tag: str, glossary: Mapping[str, str]) -> Analyzer:
    """The analyzer of a BCP 47 tag and a glossary, the same for all that ask for it."""
    return _analyzer(tag, tuple(glossary.items()))


@lru_cache(maxsize=256)
def _analyzer(tag: str, glossary: tuple[tuple[str, str], ...]) -> Analyzer:
    return Analyzer(tag, dict(glossary))


def _letters(text: str, token: Token) -> str:
    """A token as it is spelled; initials, however they are, in capitals without points."""
    spelled = text[token.start : token.end]
    return spelled.replace(".", "").upper() if token.kind == "initials" else spelled


def _chunk(language: Language, raw: str) -> _Chunk:
    # A longer one is hardly seen twice, nor worth its memory.
    return _known_chunk(language, raw) if len(raw) <= LONGEST else _new_chunk(language, raw)


def _new_chunk(language: Language, raw: str) -> _Chunk:
    if _is_plain(raw):
        return _Chunk((_plain(language, raw),), ())
    tokens = _tokens(language, raw)
    chains: list[list[Token]] = []
    for token in tokens:
        before = chains[-1][-1] if chains else None
        if (
            before is not None
            and before.kind == token.kind == "word"
            and raw[before.end : token.start] in _JOINTS
        ):
            chains[-1].append(token)
        else:
            chains.append([token])
    joined = [(chain, _join(language, chain)) for chain in chains if len(chain) > 1]
    for chain, whole in joined:
        if whole.term.isdigit():  # "twenty-three" is one number
            first = tokens.index(chain[0])
            tokens[first : first + len(chain)] = [whole]
    return _Chunk(tuple(tokens), tuple([one for _, one in joined if not one.term.isdigit()]))


def _plain(language: Language, raw: str) -> Token:
    """A plain chunk, as the patterns have it, but sooner."""
    word = raw[:LONGEST].lower()
    return Token(language.term(word), word, 0, len(raw), "word")


_known_chunk = lru_cache(maxsize=1 << 12)(_new_chunk)


def _tokens(language: Language, text: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        raw, start, end = match.group(kind), *match.span(kind)
        if kind == "word":
            tokens += _word_tokens(language, raw, start)
        elif kind == "run":
            tokens += _run_tokens(language, raw, start)
        elif kind == "number":
            number = plain_number(raw)
            tokens.append(Token(number, number, start, end, kind))
        else:
            word = casefold(raw).replace(".", "")
            tokens.append(Token(word, word, start, end, kind))
    return tokens


def _word_tokens(language: Language, raw: str, start: int) -> list[Token]:
    """The parts of a camel-case or letter-and-digit word, or the word itself."""
    spans = [m.span() for m in _PARTS.finditer(raw[:LONGEST])]
    if len(spans) < 2 or (raw.islower() and not raw[0].isdigit()):
        spans = [(0, len(raw))]
    cased = [(casefold(raw[a:b][:LONGEST]), a, b) for a, b in spans]
    return [
        Token(language.term(word), strip_accents(word), start + a, start + b, "word")
        for word, a, b in cased
    ]


def _run_tokens(language: Language, raw: str, start: int) -> list[Token]:
    clusters = [m.span() for m in _CLUSTER.finditer(raw)]
    characters = [language.character(raw[a:b]) for a, b in clusters]
    tokens = []
    for a, b in language.segment(characters):
        word = "".join(characters[a:b])
        tokens.append(
            Token(
                language.run_term(word),
                word,
                start + clusters[a][0],
                start + clusters[b - 1][1],
                "run",
            )
        )
    return tokens


def _join(language: Language, tokens: Sequence[Token]) -> Token:
    word = one_word(tokens)
    return Token(language.term(word), word, tokens[0].start, tokens[-1].end, "word")


def _name(meaning: Sequence[Token], start: int, end: int) -> Token:
    term, word = " ".join(t.term for t in meaning), " ".join(t.word for t in meaning)
    return Token(term, word, start, end, "name")
