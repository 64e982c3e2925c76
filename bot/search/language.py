"""What is known of a language: its stemmer, its everyday words, where its words part.

A language is named by a BCP 47 tag, of which the primary subtag decides.  Snowball (PyStemmer)
stems the languages it covers; `bot.search.language_data` tells how often words are used.  A
language that one of them lacks does without it.  Its data is read when it is first used, never at
import.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from functools import cache, cached_property, lru_cache, partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Protocol

import Stemmer

from bot.search.folding import NUMBER, bare, casefold, spelling, strip_accents
from bot.search.language_data import WORD_LISTS, LanguageData, read, written
from bot.search.spelling import american

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Languages with names of their own that share a stemmer and a list of words.
SHARED = {"bs": "sh", "hr": "sh", "sr": "sh"}
#: What a question for a count has: it is not answered by a post without a number, while "when" and
#: "how long" may be.
COUNT_QUESTIONS = re.compile(
    r"how (?:many|much)|wie ?viele?|cu[aá]nt[oa]|combien|quant[oaie]|hoeveel|\bil[eu]\b|сколько"
    r"|كم\b|عدد|多少|几|กี่|เท่าไ|bao nhiêu|mấy"
)
#: What a question for a year or a date by that name has: no post without a number answers it.
DATE_QUESTIONS = re.compile(
    r"\b(?:(?:what|which) (?:year|date)|welche\w* (?:jahr|datum)|qué (?:año|fecha)"
    r"|quel(?:le)? (?:année|date)|(?:che|quale|qual) (?:anno|data)|que (?:ano|data)"
    r"|welke? (?:jaar|datum)|którym roku|каком году|(?:năm|ngày) nào)\b"
    r"|أي (?:عام|سنة)|哪[一]?年|何年|몇 ?년|ปีไหน"
)
#: What a question for the members of something has: a post that names nobody does not answer it.
MEMBER_QUESTIONS = re.compile(
    r"\W*(?:who|wer|qui[eé]n(?:es)?)\b.*\b(?:on|in|at|im|am|an|en|del?)\b", re.DOTALL
)
RARE = 1e-7  #: the share of running words given to a word that the list lacks
PIECED = ("km", "lo", "my", "th")  #: written without spaces, and no list tells words apart
PIECE = 3e-4  #: the share given to a pair of characters in such a language
LONGER, RARER = 3, 30  #: letters more, and times as rare, is a word of which another is a part
SHORT_STEM, BEGINNING = 2, 3  #: letters of a stem that tells little, and of what a word begins with
CARELESS = 5  #: times as rare is a spelling in which accents were left out
#: What tells words apart that are alike otherwise: the gender of "puerta" and "puerto", and in
#: Dutch the beginning of what is no participle, as in "zin" and "gezin".
TELLING = {
    "es": re.compile("([oa])s?$"),
    "it": re.compile("([oa])$"),
    "nl": re.compile("^(ge|)(?!.*(?:[dt]e?|en|aan)$)"),
    "pt": re.compile("([oa])s?$"),
}
#: What words for measures and for many begin with, in the letters that they are written with.
MEASURES = {
    spelled: group
    for group in (
        *("tera/тера/τερα", "peta/пета/πετα", "giga/гига/гіга/γιγα", "mega/мега/μεγα"),
        *("kilo/quilo/кило/кіло/χιλιο/κιλο", "hecto/hekto", "deci/dezi/деци", "centi/zenti/санти"),
        *("milli/mili/милли/мили/мілі", "micro/mikro/микро/мікро/μικρο", "nano/нано/νανο"),
        *("pico/piko/пико/піко", "bi", "tri", "quadr", "quint", "sext", "sept"),
    )
    for spelled in group.split("/")
}
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
SHORTEST_PART, LONGEST_PART = 2, 16  #: letters of what words are looked through for
COMMON = 1e-3  #: the share above which a single character is a word of its own
#: Languages in which a tenth of running words are another word, commoner, without their accents.
ACCENTS_TELL = ("vi",)
MAX_DETECTED = 100_000  #: characters of a text that tell its language
MANY = 1 << 12  #: terms whose frequencies are kept; of more, all are read at once
LONGEST_WORD = 8  #: characters, of a word in a run without spaces
#: A number of two to 16 characters, or of one before what it counts; 1 is read with that.
NUMBERS = re.compile(
    "[二三四五六七八九十百千][一二三四五六七八九十百千零〇]{1,15}+"
    "|[二两三四五六七八九十](?=[年月日号个位人天岁次条只张元块米斤倍层小])"
)


class Table(Protocol):
    """What is known of words."""

    def get(self, key: str, /) -> str | None:
        """Return the value of a key, or None."""


def primary_subtag(tag: str) -> str:
    """Return the language of a BCP 47 tag, the same for all its names.

    >>> primary_subtag("pt-BR"), primary_subtag("no"), primary_subtag("yue-Hant-HK")
    ('pt', 'nb', 'zh')
    """
    subtag = tag.replace("_", "-").partition("-")[0].lower()
    return written("aliases").get(subtag, subtag)


class Language:
    """A language's way with words.  Make one with `language`, which keeps one for each subtag."""

    def __init__(self, code: str, data: LanguageData) -> None:
        self.code = code
        #: Words that only ask, folded.  A question of nothing else asks for nothing.
        self.question_words = frozenset(written("question_words").get(code, "").split())
        #: Words that are not looked for; other languages were measured to lose more than they gain.
        self.ignored = self.question_words if code == "en" else frozenset()
        pattern = written("number_questions").get(code)
        #: What a question has, case-folded, that wants a number or a date for an answer.
        self.number_questions = re.compile(pattern) if pattern else None
        self._negations = re.compile(written("negations").get(code, "(?!)"))
        #: Whether accents tell words apart.
        self.accents_tell = code in ACCENTS_TELL
        self._unlisted = PIECE if code in PIECED else RARE
        self._data = data
        frequency = partial(self._frequency, words=data.words, terms=data.terms)
        self._known_frequency: Callable[[str], float] = lru_cache(MANY)(frequency)
        self._known_others = lru_cache(MANY)(self._have_others)
        self._synonyms = dict(data.synonyms.items())
        self._forms = dict(data.forms.items())
        algorithm = written("stemmers").get(SHARED.get(code, code))
        # A Snowball object works in a buffer of its own: one OS thread at a time.
        self._snowball = Stemmer.Stemmer(algorithm, 0) if algorithm else None
        self._lock = threading.Lock()

    def term(self, word: str) -> str:
        """The form under which all forms of a case-folded word are looked up.

        A number that is written out has the term of its digits, a short month that of its whole
        name, a people, in whatever form, that of its country or continent, and an irregular form,
        such as "kept", that of its word.
        """
        return self.terms([word])[0]

    def terms(self, words: Sequence[str]) -> list[str]:
        """Return the term of each word."""
        words = [*map(american, words)] if self.code == "en" else words
        stems = self._stems(words)
        if not self.accents_tell:
            stems = [*map(strip_accents, stems)]
        return [*map(self._forms.get, words, map(self._synonyms.get, stems, stems))]

    def run_term(self, word: str) -> str:
        """The form under which a word, or a pair, of a run without spaces is looked up."""
        return self._forms.get(word) or self._synonyms.get(word, word)

    def synonyms_of(self, terms: Collection[str]) -> dict[str, str]:
        """Return the stems that are looked up as one of these terms, each with that one."""
        return {stem: term for stem, term in self._synonyms.items() if term in terms}

    def forms_of(self, terms: Collection[str]) -> dict[str, str]:
        """Return the folded words that by themselves are looked up as one of these terms."""
        return {self.fold(word): term for word, term in self._forms.items() if term in terms}

    def _stems(self, words: Sequence[str]) -> Sequence[str]:
        if self._snowball is None:
            return words
        with self._lock:
            stems = self._snowball.stemWords(words)
        return [
            stem or word for stem, word in zip(stems, words, strict=True)
        ]  # Greek has empty ones

    def is_part(self, word: str, longer: str) -> bool:
        """Tell whether a folded word is only a part of another one of the same term.

        "capital" is part of the much rarer "capitalize", while "walk" and "walking" are two forms.
        """
        if not longer.startswith(word) or len(longer) < len(word) + LONGER:
            return False
        return self._share(word) > RARER * max(self._share(longer), RARE)

    def are_apart(self, word: str, other: str) -> bool:
        """Tell whether two words of one term, as they are spelled, are hardly the same word.

        "miljon" and "miljön", a million and the environment in Swedish, differ by their accents,
        and either is common, while "policia" is "polícia" typed in haste.  "kraj" and "Krym",
        a country and the Crimea in Polish, share a stem that tells little, and begin otherwise.
        """
        words = spelling(word), spelling(other)
        if self.accents_tell or words[0] == words[1]:
            return False
        # Without a stemmer, the accent of a last letter belongs to an ending.
        stems = self._stems(words) if self._snowball else [one[:-1] for one in words]
        stem, same = map(bare, stems)
        if stem != same:
            return False
        plain = [*map(bare, words)]
        begins = {one[:BEGINNING] for one in plain}
        if len(stem) <= SHORT_STEM < min(map(len, plain)) and len(begins) > 1:
            return True
        if _differ_by(TELLING.get(self.code), plain):
            return True
        return stems[0] != stems[1] and self._are_common(words, plain)

    def _are_common(self, words: Sequence[str], plain: Sequence[str]) -> bool:
        """Tell whether two words with other accents are listed, or one without them."""
        accented = [pair for pair in zip(words, plain, strict=True) if pair[0] != pair[1]]
        if len(accented) > 1:
            return all(self._share(one) for one in words)
        return all(CARELESS * self._share(b) > self._share(a) for a, b in accented)

    def have_others(self, word: str, other: str) -> bool:
        """Tell whether words that are spelled alike have other numbers, measures or names in them.

        "Gambia" is no typo of "Zambia", nor is "gigawatt" one of "megawatt", nor in Italian, where
        each number is one word, "duemilasedici" (2016) one of "duemilatredici" (2013).
        """
        one, two = casefold(word), casefold(other)
        return bare(one) != bare(two) and self._known_others(one, two)

    def _have_others(self, word: str, other: str) -> bool:
        shortest = min(len(word), len(other))
        first = next((at for at in range(shortest) if word[at] != other[at]), shortest)
        last = next((at for at in range(shortest) if word[~at] != other[~at]), shortest)
        cuts = [
            (start, end)
            for start in range(first + 1)
            for end in range(last + 1)
            if SHORTEST_PART <= shortest - start - end <= LONGEST_PART
        ]
        meant = zip(cuts, self._meanings(word, cuts), strict=True)
        known = {cut: things for cut, things in meant if things}
        return any(map(_differ, known.values(), self._meanings(other, [*known])))

    def _meanings(
        self, word: str, cuts: Sequence[tuple[int, int]]
    ) -> Sequence[Set[tuple[str, str]]]:
        """Return the kind and the name of what parts of a word may be, each what cuts leave."""
        parts = [word[start : len(word) - end] for start, end in cuts]
        meanings = []
        for (start, _), part, term in zip(cuts, parts, self.terms(parts), strict=True):
            measure = None if start else MEASURES.get(bare(part))
            things = {
                "number": term if NUMBER.fullmatch(term) else None,
                "name": term if term in self._names else None,
                "measure": measure,
            }
            meanings.append({(kind, name) for kind, name in things.items() if name})
        return meanings

    @cached_property
    def _names(self) -> Set[str]:
        """The terms of countries, and of months and days that are alike and in no list of words."""
        flags = (name for symbol, name in self._data.names.items() if FLAG.match(symbol))
        names = [*flags, *written("calendar").get(self.code, "").split()]
        return {*self.terms([casefold(name) for name in names if " " not in name])}

    def asks_for_count(self, question: str) -> bool:
        """Tell whether a question for a number wants to know how many."""
        return COUNT_QUESTIONS.search(question.casefold()) is not None

    def asks_for_date(self, question: str) -> bool:
        """Tell whether a question wants a year or a date, and says so."""
        return DATE_QUESTIONS.search(question.casefold()) is not None

    def denies(self, text: str) -> bool:
        """Tell whether a text has a word such as "not", "never" or "without"."""
        return self._negations.search(text.casefold()) is not None

    def asks_for_members(self, question: str) -> bool:
        """Tell whether a question wants to know who is in something."""
        return MEMBER_QUESTIONS.match(question.casefold()) is not None

    def asks_for_number(self, question: str) -> bool:
        """Tell whether a question wants a number or a date for an answer."""
        pattern = self.number_questions
        return pattern is not None and pattern.search(question.casefold()) is not None

    def most_common_words(self, count: int) -> list[str]:
        """Return the words that are used most, folded, the most frequent first."""
        words = sorted(self._data.words.items(), key=lambda one: int(one[1]))[:count]
        return list(dict.fromkeys(self.fold(word) for word, _ in words))

    def fold(self, word: str) -> str:
        """Return a word without case, and without accents where they tell no words apart."""
        folded = casefold(word)
        return folded if self.accents_tell else strip_accents(folded)

    def symbol_name(self, symbol: str) -> str:
        """Return the name of a flag, an emoji or a sign, in English where it has none here, or "".

        >>> language("de").symbol_name("🇰🇿"), language("en").symbol_name("🐻")
        ('Kasachstan', 'bear')
        """
        symbol = symbol.rstrip("\ufe0f")
        if (name := self._data.names.get(symbol)) is None and self.code != "en":
            return language("en").symbol_name(symbol)
        return name or ""

    def character(self, cluster: str) -> str:
        """A character of a script without spaces, folded; Chinese ones to simplified script."""
        folded = bare(cluster)
        return folded.translate(self._simplified) if self._simplified else folded

    @cached_property
    def _simplified(self) -> dict[int, str]:
        return {ord(other): simple for other, simple in self._data.characters.items()}

    def _share(self, word: str) -> float:
        """Return the share of a word among running words; 0 for one that is not listed."""
        return _share(self._data.words, word)

    def relative_frequency(self, term: str) -> float:
        """The share of running words, in everyday language, that are forms of a term: 0..0.5."""
        return self._known_frequency(term)

    def relative_frequencies(self, terms: Sequence[str]) -> list[float]:
        """Return the relative frequency of each term."""
        if len(terms) < MANY:
            return [*map(self._known_frequency, terms)]
        tables = dict(self._data.words.items()), dict(self._data.terms.items())
        return [self._frequency(term, *tables) for term in terms]

    def _frequency(self, term: str, words: Table, terms: Table) -> float:
        if len(term) > 1 and NUMBER.fullmatch(term):
            # The lists count numbers by their digits; years are fewer than others of four.
            form = re.sub(r"\d", "0", term)
            spread = 100 if form == "0000" and term[0] in "12" else 10.0 ** min(form.count("0"), 20)
            return max(_share(words, form) / spread, RARE)
        if " " in term:  # a name of several words is no commoner than the rarest of them
            return min([self._frequency(part, words, terms) for part in term.split()])
        thousandths = terms.get(term)
        share = 10 ** (-int(thousandths) / 1000) if thousandths else _share(words, term)
        return min(max(share, self._unlisted), 0.5)

    def segment(self, characters: Sequence[str]) -> list[tuple[int, int]]:
        """The words of a run of characters written without spaces, as half-open ranges.

        The likeliest division into listed words; where it leaves rare single characters side by
        side, and in a language without a list, overlapping pairs.  A number is a word of its own.
        """
        firsts = "".join([character[:1] or " " for character in characters])
        words: list[tuple[int, int]] = []
        last = 0
        for start, end in [m.span() for m in NUMBERS.finditer(firsts)]:
            words += [*self._words(characters, last, start), (start, end)]
            last = end
        return [*words, *self._words(characters, last, len(characters))]

    def _words(self, characters: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
        divided = [(first + a, first + b) for a, b in self._divide(characters[first:last])]
        for loose, pieces in groupby(divided, lambda p: self._loose(characters, p)):
            found = list(pieces)
            pairs = [(start, end) for (start, _), (_, end) in pairwise(found)]
            yield from pairs if loose and pairs else found

    @cached_property
    def _shares(self) -> dict[str, float]:
        """The shares of all words: to divide a run looks up dozens for each character."""
        return {word: 10 ** (-int(rarer) / 100) for word, rarer in self._data.words.items()}

    def _divide(self, characters: Sequence[str]) -> list[tuple[int, int]]:
        """The division into words that makes the product of their shares greatest (Viterbi)."""
        best, starts = [0.0], [0]
        for end in range(1, len(characters) + 1):
            scored = []
            for start in range(max(0, end - LONGEST_WORD), end):
                share = self._shares.get("".join(characters[start:end]), 0.0)
                if share or end - start == 1:
                    scored.append((best[start] + math.log(share or RARE / 100), -start))
            score, start = max(scored)
            best.append(score)
            starts.append(-start)
        words, end = [], len(characters)
        while end:
            words.append((starts[end], end))
            end = starts[end]
        return words[::-1]

    def _loose(self, characters: Sequence[str], word: tuple[int, int]) -> bool:
        start, end = word
        return end - start == 1 and self._shares.get(characters[start], 0.0) < COMMON


def _differ(one: Set[tuple[str, str]], other: Set[tuple[str, str]]) -> bool:
    """Tell whether two parts of words are of one kind and mean other things."""
    kinds = {kind for kind, _ in one} & {kind for kind, _ in other}
    return any(kind in kinds for kind, _ in one ^ other)


def _differ_by(pattern: re.Pattern[str] | None, words: Sequence[str]) -> bool:
    """Tell whether words are the same but for what a pattern finds in each."""
    found = [one for word in words if pattern and (one := pattern.search(word))]
    rests = {one.string[: one.start()] + one.string[one.end() :] for one in found}
    return len({one[1] for one in found}) > 1 == len(rests)


def _share(words: Table, word: str) -> float:
    hundredths = words.get(word)
    return 10 ** (-int(hundredths) / 100) if hundredths else 0.0


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag, shared by all that ask for it."""
    code = primary_subtag(tag)
    return Language(code, read(code))


def detect(text: str) -> str:
    """Guess the language of a text, among those with a stemmer or a list of words.

    Return its primary subtag, "en" for a text that tells nothing, such as one without letters.  A
    whole thread is guessed better than a single post.
    """
    from py3langid.langid import RAW_FLOOR  # most threads name their language

    if not any(map(str.isalpha, text)):
        return "en"
    clean = text[:MAX_DETECTED].encode("utf-8", "ignore").decode("utf-8")  # no lone surrogates
    subtag, score = _identifier().classify(clean)
    return primary_subtag(subtag) if score > RAW_FLOOR else "en"


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([label for label in identifier.labels if _is_analyzed(label)])
    return identifier


def _is_analyzed(subtag: str) -> bool:
    code = primary_subtag(subtag)
    shared = SHARED.get(code, code)
    return shared in written("stemmers") or shared in WORD_LISTS or code in PIECED
