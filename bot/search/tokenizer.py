"""Text to tokens, each with its place in the text as stored.

Words are found in the original text and folded one by one (`bot.search.folding`), so offsets are
exact whatever folding does.  Names of several words, abbreviations, flags and emoji become one
term, the same for all ways of writing them.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count, islice, repeat
from operator import attrgetter
from typing import NamedTuple
from unicodedata import normalize
from weakref import proxy

import regex
from cachetools import LRUCache, cached

from bot.search.folding import INVISIBLE, casefold, plain_number, strip_accents
from bot.search.language import Language, language

_RUN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\."  # and month, as in "24.12."
_POINT = r"(?:[.,٫]|:(?=\d\d(?!\d)))"  # before decimals, and between hours and minutes
_WHOLE = r"(?>(?!0)\d{1,3}(?:[.,'’٬\u00A0\u202F]\d{3})++(?!\d)|\d++)"
_TOKEN = regex.compile(
    rf"""(?V1)(?x)
    (?P<emoji> \p{{Regional_Indicator}}{{2}}
             | \p{{Extended_Pictographic}}
               (?:\p{{Emoji_Modifier}}|\uFE0F|[\U000E0020-\U000E007F]
                 |\u200D\p{{Extended_Pictographic}})*+
             | [%°$£€] )
  | (?P<initials> (?<![\p{{L}}\p{{N}}]) (?:[\p{{Lu}}\p{{Ll}}]\.){{2,}}+ )
  | (?P<number> (?<![\p{{L}}\p{{N}}])
        (?: (?: (?<!\d[.,:])(?!{_DAY})(?P<whole>{_WHOLE}){_POINT} | (?<![^\s(])\. )
              (?P<decimals>\d++)(?![.,:]?\d)(?:[kK](?!\p{{L}}))?+
          | (?P<whole>{_WHOLE})
              (?:[kK]|st|nd|rd|th|er|ème|e\u0300me|[eºª])?+ (?![\p{{L}}\p{{Nd}}\p{{Nl}}]) ) )
  | (?P<run> [{_RUN}][{_RUN}\p{{M}}{INVISIBLE}]*+ )
  | (?P<word> \p{{Lu}}{{2,}}+(?=s(?![\p{{L}}\p{{N}}])) | [[\p{{L}}\p{{N}}]--[{_RUN}]]
              (?: [[\p{{L}}\p{{N}}\p{{M}}{INVISIBLE}]--[{_RUN}]] | (?<=[nN])['’](?=[tT]\b) )*+ )
      (?: ['’][sS]\b | (?<=\p{{Lu}})s\b )?+
    """
)
CHUNK = re.compile(r"[^ \t\r\n]+")  # what is between blanks: no token reaches beyond
#: A word of Latin, Greek or Cyrillic letters in one case, or with a capital first, and the signs
#: around it: one token, as the patterns have it, but sooner.
_PLAIN = re.compile(
    '[("“„‘]*+([A-ZÀ-ÖØ-ÞΑ-ΡΣ-ΩА-Я][a-zß-öø-ÿα-ωа-џ]*+|[a-zß-öø-ÿα-ωа-џ]++)[.,;:!?)"“”…]*+'
)
_PARTS = regex.compile(
    r"(?:\p{Lu}\p{M}*+)++(?!\p{Ll})|(?:\p{Lu}\p{M}*+)?+(?:\p{Ll}\p{M}*+)++"
    r"|[\p{L}\p{M}--[\p{Lu}\p{Ll}]]++|\p{N}++",
    regex.V1,
)
_JAMO = r"[\u1100-\u115F][\u1160-\u11A7][\u11A8-\u11FF]?+"  # a decomposed syllable of Hangul
_CLUSTER = regex.compile(rf"(?:{_JAMO}|.)[\p{{M}}{INVISIBLE}]*+", regex.DOTALL)

_JOINTS = ("", "-", "\u2010", "\u2011")
#: Abbreviations that need no glossary in English.
ENGLISH = {
    "EU": "European Union", "UAE": "United Arab Emirates", "UK": "United Kingdom",
    "UN": "United Nations", "US": "United States", "USA": "United States",
}  # fmt: skip
MOST_SYMBOLS = 1000  #: emoji whose names are remembered
LONGEST = 64  #: characters of a word that are looked at; no language's words are longer
LONGEST_NAME = 16  #: words of a name, or of what an abbreviation stands for, that are looked at
LONGEST_SPREAD = 2  #: words of what an abbreviation stands for that are looked up one by one
MOST_KNOWN = 1 << 16  #: chunks of all languages that are kept with their tokens, 0.5 kB each,
LONGEST_KNOWN = 24  #: of this many characters at most; a longer one is hardly met twice
BEGINNING = 3  #: characters of a name that are looked at first
MOST_ANALYZERS = 256  #: analyzers that are kept,
GLOSSARY = 8_000  #: of which each counts once more for this many characters of its glossary
EVERYDAY = 1e-4  #: from this share of running words a lower-case word is no abbreviation


class Form(NamedTuple):
    """A token without its place: what a word is looked up by, and how it is spelled."""

    term: str
    word: str
    kind: str


class Token(NamedTuple):
    """One word, number or name of a text."""

    form: Form
    start: int  #: where it is in the original text, half open
    end: int

    @property
    def term(self) -> str:
        """What is looked up: a stem, digits, or a name (stems split by spaces)."""
        return self.form.term

    @property
    def word(self) -> str:
        """The folded characters, which are compared to find typos and compounds."""
        return self.form.word

    @property
    def kind(self) -> str:
        """One of: word, number, run (of a script without spaces), initials, emoji, name."""
        return self.form.kind


class Chunk(NamedTuple):
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
        #: As how many analyzers it counts where these are kept.
        self.weight = 1 + sum(len(a) + len(b) for a, b in glossary.items()) // GLOSSARY
        # What is meant, by the terms of a name; by the letters of an abbreviation; and, with its
        # terms, by those of one that looks like no everyday word.
        self._names: dict[str, tuple[Token, ...]] = {}
        self._abbreviations: dict[str, tuple[Token, ...]] = {}
        self._rare: dict[str, tuple[list[str], tuple[Token, ...]]] = {}
        # Chats use the same few symbols again and again.
        symbol_tokens = partial(Analyzer._symbol_tokens, proxy(self))
        self._meaning_of = lru_cache(MOST_SYMBOLS)(symbol_tokens)
        known = ENGLISH if self.language.code == "en" else {}
        for short, long in {**known, **glossary}.items():
            if meaning := tuple(self.tokens(long)[:LONGEST_NAME]):
                self._names["".join([token.term for token in meaning])] = meaning
                self._abbreviate(short, meaning)
        self._keys = sorted({*self._names, *self._abbreviations, *self._rare})
        self._beginnings = {key[:end] for key in self._keys for end in range(1, BEGINNING + 1)}

    def _abbreviate(self, short: str, meaning: tuple[Token, ...]) -> None:
        tokens = self.tokens(short)
        if letters := "".join(
            [_letters(short[start:end], form.kind) for form, start, end in tokens]
        ):
            self._abbreviations[letters] = meaning
            terms = [token.term for token in tokens]
            if self.language.relative_frequency("".join(terms)) < EVERYDAY:
                self._rare["".join(terms)] = terms, meaning

    def tokens(self, text: str) -> list[Token]:
        """The words, numbers and emoji of a text in order, joined words in their parts."""
        chunks = self.chunks(CHUNK.findall(text))
        return [
            token
            for raw in CHUNK.finditer(text)
            for token in _placed(chunks[raw.group()].tokens, raw.start())
        ]

    def post(self, text: str) -> list[Token]:
        """The tokens of a post, with all that they may also be found by: names, joined words."""
        chunks = self.chunks(CHUNK.findall(text))
        places = [(raw.start(), chunks[raw.group()]) for raw in CHUNK.finditer(text)]
        return self.read(text, places, len(places))[1]

    def read(
        self, text: str, chunks: Iterable[tuple[int, Chunk]], wanted: int
    ) -> tuple[int, list[Token]]:
        """Read chunks of a post: those wanted, and those in which a name goes on that begins there.

        `chunks` are those from the first on, with their places.  Return how many are read, and
        their tokens, with all that these may also be found by.
        """
        ahead = _Ahead(chunks)
        tokens = ahead.tokens
        extras: list[Token] = []
        first = 0
        while first < ahead.end(wanted):
            length, meaning = self._name_at(text, ahead.since(first))
            last = first + length
            while ahead.end(wanted) < last:
                wanted += 1
            if meaning:
                extras += self._explain(text, tokens, slice(first, last), meaning)
            first = last
        return wanted, [*tokens[: ahead.end(wanted)], *ahead.joined(wanted), *extras]

    def _explain(
        self, text: str, tokens: list[Token], name: slice, meaning: Sequence[Token]
    ) -> list[Token]:
        """Return what a name among tokens is also found by."""
        start, end = tokens[name][0].start, tokens[name][-1].end
        names = [_name(meaning, start, end)] if len(meaning) > 1 else []
        if [token.term for token in tokens[name]] == [token.term for token in meaning]:
            return names
        # An abbreviation is not the word it looks like: "US" is not "us".
        tokens[name] = [
            Token(form._replace(term=_composed(text[start:end])), start, end)
            for form, start, end in tokens[name]
        ]
        # Of a long name, a single word says little: the CSTO is not what is said of security.
        words = meaning if len(meaning) <= LONGEST_SPREAD else ()
        return names + [Token(form, start, end) for form, *_ in words]

    def question(self, text: str) -> list[Token]:
        """Return the tokens of a question in order, names as one token each."""
        tokens, named = self.tokens(text), []
        first = 0
        while first < len(tokens):
            length, meaning = self._name_at(text, islice(tokens, first, None))
            some = tokens[first : first + length]
            named += [_name(meaning, some[0].start, some[-1].end)] if meaning else some
            first += length
        return named

    def chunk(self, raw: str) -> Chunk:
        """Return the tokens of a chunk of a text."""
        return _known_chunks[self.language].get(raw) or self.chunks([raw])[raw]

    def chunks(self, raws: Iterable[str]) -> dict[str, Chunk]:
        """Return distinct chunks of texts, in order, each with its tokens."""
        known = _known_chunks[self.language]
        found = {raw: known.get(raw) for raw in raws}
        new = [raw for raw, chunk in found.items() if chunk is None]
        read = dict(zip(new, _new_chunks(self.language, new), strict=True))
        short = [raw for raw in new if len(raw) <= LONGEST_KNOWN][:MOST_KNOWN]
        if sum(map(len, [*_known_chunks.values()])) + len(short) > MOST_KNOWN:
            _known_chunks.clear()
        _known_chunks[self.language].update({raw: read[raw] for raw in short})
        return {raw: chunk or read[raw] for raw, chunk in found.items()}

    def openers(self, chunks: Mapping[str, Chunk]) -> list[tuple[int, str, Chunk]]:
        """Return the chunks, with their places, in which a name may begin; they are few."""
        known = self._beginnings
        maybe = {
            at
            for at, (raw, chunk) in enumerate(chunks.items())
            for (term, _, kind), start, end in chunk.tokens
            if term[:BEGINNING] in known
            or _composed(raw[start:end])[:BEGINNING] in known
            or kind in ("emoji", "initials")
        }
        some = [(at, raw, chunk) for at, (raw, chunk) in enumerate(chunks.items()) if at in maybe]
        return [one for one in some if self.may_open_name(*one[1:])]

    def may_open_name(self, raw: str, chunk: Chunk) -> bool:
        """Tell whether a name may begin in a chunk."""
        return any(
            kind == "emoji"
            or self._begins_key(term)
            or self._begins_key(_letters(raw[start:end], kind))
            for (term, _, kind), start, end in chunk.tokens
        )

    def open_ends(self, raw: str, chunk: Chunk) -> list[tuple[str, str]]:
        """Return what a longer name may begin with at the end of a chunk: its terms and letters."""
        ends = []
        terms = letters = ""
        for form, start, end in reversed(chunk.tokens[-LONGEST_NAME:]):
            terms = form.term + terms
            letters = _letters(raw[start:end], form.kind) + letters
            if self._begins_key(terms) or self._begins_key(letters):
                ends.append((terms, letters))
        return ends

    def goes_on(self, ends: Iterable[tuple[str, str]], raw: str, token: Token) -> bool:
        """Tell whether a name may go on with the next token, which is in the next chunk."""
        (term, _, kind), start, end = token
        letters = _letters(raw[start:end], kind)
        for terms, spelled in ends:
            if self._begins_key(terms + term) or self._begins_key(spelled + letters):
                return True
        return False

    def join(self, forms: Sequence[Form]) -> Form:
        """Return neighboring words as one word."""
        word = one_word(forms)
        return Form(self.language.term(word), word, "word")

    def part(self, token: Token, word: str) -> Token:
        """A word that is part of another one."""
        return token._replace(form=Form(self.language.term(word), word, token.kind))

    def _name_at(self, text: str, ahead: Iterator[Token]) -> tuple[int, tuple[Token, ...]]:
        """The length and the meaning of the longest name that tokens begin with, or (1, ())."""
        found: tuple[int, tuple[Token, ...]] = 1, ()
        terms = letters = ""
        tokens: list[Token] = []
        for token in islice(ahead, LONGEST_NAME):
            if token.kind == "emoji" and not tokens:
                symbol = text[token.start : token.end]
                return 1, self._meaning_of(symbol)
            tokens.append(token)
            terms, letters = (
                terms + token.term,
                letters + _letters(text[token.start : token.end], token.kind),
            )
            meaning = self._abbreviations.get(letters) or self._names.get(terms)
            if not meaning and terms in self._rare:
                meaning = self._meant_rarely(text, tokens, terms)
            if meaning:
                found = (len(tokens), meaning)
            if not (self._begins_key(terms) or self._begins_key(letters)):
                break
        return found

    def _symbol_tokens(self, symbol: str) -> tuple[Token, ...]:
        """Return the tokens of an emoji's name."""
        return tuple(self.tokens(self.language.symbol_name(symbol)))

    def _begins_key(self, text: str) -> bool:
        """Tell whether a key begins with a text; a set of all beginnings takes quadratic memory."""
        if text[:BEGINNING] not in self._beginnings:
            return False  # few words begin as a name does
        at = bisect_left(self._keys, text)
        return at < len(self._keys) and self._keys[at].startswith(text)

    def _meant_rarely(self, text: str, tokens: Sequence[Token], terms: str) -> tuple[Token, ...]:
        """What is meant by a rare abbreviation, unless its word is spread: "us a" is no USA."""
        own, meaning = self._rare[terms]
        spread = CHUNK.fullmatch(text, tokens[0].start, tokens[-1].end) is None
        return () if spread and [token.term for token in tokens] != own else meaning


class _Ahead:
    """The tokens of chunks of a text, read when they are asked for."""

    def __init__(self, chunks: Iterable[tuple[int, Chunk]]) -> None:
        self._chunks = iter(chunks)
        self.tokens: list[Token] = []
        self._joined: list[list[Token]] = []  #: of each chunk
        self._ends = [0]  #: how many tokens chunks have, by how many these are

    def _read_on(self) -> bool:
        for at, chunk in self._chunks:
            self.tokens += _placed(chunk.tokens, at)
            self._joined.append(_placed(chunk.joined, at))
            self._ends.append(len(self.tokens))
            return True
        return False

    def since(self, first: int) -> Iterator[Token]:
        """Yield the tokens from one on."""
        for place in count(first):
            while place == len(self.tokens):  # a chunk may have none
                if not self._read_on():
                    return
            yield self.tokens[place]

    def end(self, chunks: int) -> int:
        """Return how many tokens the first chunks have."""
        while len(self._ends) <= chunks and self._read_on():
            pass
        return self._ends[min(chunks, len(self._joined))]

    def joined(self, chunks: int) -> list[Token]:
        """Return the joined words of the first chunks."""
        return [token for tokens in self._joined[:chunks] for token in tokens]


def _placed(tokens: Iterable[Token], at: int) -> list[Token]:
    """Return the tokens of a chunk where it is."""
    return [Token(form, at + start, at + end) for form, start, end in tokens]


def one_word(parts: Sequence[Form | Token]) -> str:
    """Return how neighboring words are spelled as one."""
    return "".join([part.word for part in parts])[:LONGEST]


def analyzer(tag: str, glossary: Mapping[str, str]) -> Analyzer:
    """The analyzer of a BCP 47 tag and a glossary, the same for all that ask for it."""
    return _analyzer(tag, tuple(glossary.items()))


@cached(LRUCache(MOST_ANALYZERS, attrgetter("weight")), lock=threading.Lock())
def _analyzer(tag: str, glossary: tuple[tuple[str, str], ...]) -> Analyzer:
    return Analyzer(tag, dict(glossary))


def _letters(spelled: str, kind: str) -> str:
    """A token as it is spelled; initials, however they are, in capitals without points."""
    return spelled.replace(".", "").upper() if kind == "initials" else _composed(spelled)


def _composed(spelled: str) -> str:
    """Letters in one form, however their accents and width are written."""
    return spelled if spelled.isascii() else normalize("NFKC", spelled)


#: The chunks of each language that were read last.
_known_chunks = defaultdict[Language, dict[str, Chunk]](dict)


def _new_chunks(language: Language, raws: Sequence[str]) -> list[Chunk]:
    found = [*map(_PLAIN.fullmatch, raws)]
    plain = [match for match in found if match]
    words = [casefold(match[1][:LONGEST]) for match in plain]
    forms = map(Form, language.terms(words), map(strip_accents, words), repeat("word"))
    tokens = map(
        Token, forms, [match.start(1) for match in plain], [match.end(1) for match in plain]
    )
    chunks = map(Chunk, zip(tokens), repeat(()))
    return [
        next(chunks) if match else _chunk(language, raw)
        for raw, match in zip(raws, found, strict=True)
    ]


def _chunk(language: Language, raw: str) -> Chunk:
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
    return Chunk(tuple(tokens), tuple([one for _, one in joined if not one.term.isdigit()]))


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
            whole, decimals = match.group("whole", "decimals")
            number = plain_number(whole, decimals, raw[-1] in "kK")
            tokens.append(Token(Form(number, number, kind), start, end))
        else:
            word = casefold(raw).replace(".", "")
            tokens.append(Token(Form(word, word, kind), start, end))
    return tokens


def _word_tokens(language: Language, raw: str, start: int) -> list[Token]:
    """The parts of a camel-case or letter-and-digit word, or the word itself."""
    spans = [m.span() for m in _PARTS.finditer(raw[:LONGEST])]
    if len(spans) < 2 or (raw.islower() and not raw[0].isdigit()):
        spans = [(0, len(raw))]
    cased = [(casefold(raw[a:b][:LONGEST]), a, b) for a, b in spans]
    return [
        Token(Form(language.term(word), strip_accents(word), "word"), start + a, start + b)
        for word, a, b in cased
    ]


def _run_tokens(language: Language, raw: str, start: int) -> list[Token]:
    clusters = [m.span() for m in _CLUSTER.finditer(raw)]
    characters = [language.character(raw[a:b]) for a, b in clusters]
    tokens = []
    for a, b in language.segment(characters):
        word = "".join(characters[a:b])
        form = Form(language.run_term(word), word, "run")
        tokens.append(Token(form, start + clusters[a][0], start + clusters[b - 1][1]))
    return tokens


def _join(language: Language, tokens: Sequence[Token]) -> Token:
    word = one_word(tokens)
    return Token(Form(language.term(word), word, "word"), tokens[0].start, tokens[-1].end)


def _name(meaning: Sequence[Token], start: int, end: int) -> Token:
    term, word = " ".join(t.term for t in meaning), " ".join(t.word for t in meaning)
    return Token(Form(term, word, "name"), start, end)
