"""Compute the files of bot/search/language_data/: what the search looks up about each language.

The words are those of wordfreq's small lists. Unicode's CLDR has the spellout rules of numbers
(through unicode-rbnf), and the names of months, units, currencies, countries and peoples (through
Babel); the package emoji has the names of emoji. They take 100 MB, and the bot needs none of them.
The terms are those of the installed PyStemmer: run this again when it changes.
"""

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import emoji
import msgpack
import regex
import wordfreq
from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.units import format_unit
from unicode_rbnf import RbnfEngine

from bot.search.folding import casefold, strip_accents
from bot.search.language import (
    BEGINNING,
    PIECED,
    SHARED,
    SHORT_STEM,
    Language,
    primary_subtag,
)
from bot.search.language_data import _FOLDER, LanguageData, SortedLines, written

FEWEST_NAMES = 100
"""Names of countries without which CLDR hardly knows a language."""

SHARED_LETTERS = 3
"""Letters at the start of a people's name and its country's."""

ENDINGS = {
    "de": (
        "(?:n|i?an|es)?(?:i?er(?:in|innen|n|s)?|isch(?:e[mnrs]?)?)",
        "(?:(?<!i)an|än|i|es|at|ä)?(?:er(?:in|innen|n|s)?|isch(?:e[mnrs]?)?)",
    ),
    "en": ("(?:n|an|ian|i|ish|ese|nese)s?", "(?:ian|an|ish|ese)s?"),
    "es": ("(?:n|an|eñ)[oa]s?", "(?:(?:an|eñ|e)[oa]s?|és|es[ae]s?|ol(?:a|as|es)?|enses?)"),
    "fr": ("(?:ien|éen|en|ais|ain)(?:ne|e)?s?", "(?:ien|éen|en|ais|ain)(?:ne|e)?s?"),
    "it": ("n[oaei]", "(?:ian|an|es|e)[oaei]"),
    "pt": ("(?:n|an|eir)[oa]s?", "(?:(?:ian|an|eir)[oa]s?|ês|es[ae]s?|enses?|eus?|eias?)"),
    "ru": ("(?:ск\\w{2,3}|ц(?:ы|ев|ам|а))", "(?:ей|ий)?(?:ск\\w{2,3}|ц(?:ы|ев|ам|а))"),
}
"""What makes a people's name of its country's, and of that without what it ends in."""

ENDS_IN = re.compile("(?<=i)en$|[aeiouаяы]$|(?<=..)[aeiou]{2}$")

WORLD = "001"
"""CLDR's number for all countries."""

SHORTEST_PLACE = 4
"""Letters of what a people's name is made of."""

ADJECTIVES = {
    "da": ("i", "isk"),
    "de": ("ie", "isch"),
    "en": ("y", "ic"),
    "nb": ("i", "isk"),
    "nl": ("ie", "isch"),
    "pl": ("ia", "iczny"),
    "ru": ("ия", "ический"),
    "sv": ("i", "isk"),
}
"""What learned nouns end in, where their adjectives have another stem: "economy", "economic"."""

SHORTEST_NOUN = 7
"""Letters of such a noun; a shorter one, such as "tony", is no kin of "tonic"."""

UNITS = (
    *("length-kilometer", "length-meter", "length-centimeter", "length-millimeter"),
    *("mass-kilogram", "mass-gram", "mass-milligram", "volume-liter", "volume-milliliter"),
    *("duration-hour", "duration-minute", "duration-second"),
)
"""CLDR's names of units that are written short."""

COMMONEST_UNIT = 375
"""The rarity of a short unit; a commoner one, such as "m" and "in", is another word as well."""

SIGNS = {"%": "concentr-percent", "°": "temperature-generic"}
"""CLDR's units that have a sign."""

NO_WORD = re.compile(r"[%°\s]")
"""What no single word has."""

CURRENCIES = {"$": ("USD", "AUD", "CAD"), "£": ("GBP", "EGP", "GIP"), "€": ("EUR",)}
"""Currencies with a sign; what their names have in common is the sign's."""

COUNTED = (*range(2, 100), *range(100, 1000, 100), 1000)
"""Numbers whose words are read; 1 is spelled like an article in many languages."""

LIKE_NUMBERS = {
    "lo": ("ສາມາດ", "ຫ້າມ"),
    "th": ("สามารถ", "สามเณร", "ห้าม", "ห้าง", "โกหก", "เก้าอี้"),
}
"""Words with the letters of a number, in languages without blanks and a list of words."""

LISTED = "400"
"""The rarity of these words and of the numbers there."""

_JOINTS = str.maketrans("", "", "-\u00ad\u200b")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_SPELLOUT = {"nb": "no", "sh": "hr"}
_WORD_LISTS = wordfreq.available_languages("small")


def main() -> None:
    """Replace all files."""
    for old in _FOLDER.glob("*.gz"):
        old.unlink()
    for code in sorted(_languages()):
        content = b"\n\n".join(map(_section, _tables(code)))
        (_FOLDER / f"{code}.gz").write_bytes(gzip.compress(content, mtime=0))


def _languages() -> set[str]:
    known = {primary_subtag(locale) for locale in localedata.locale_identifiers()}
    named = {code for code in known if len(_countries(code)) >= FEWEST_NAMES}
    return named | set(_WORD_LISTS)


def _tables(code: str) -> Iterator[Mapping[str, str]]:
    """Yield the tables of a language in the order of LanguageData."""
    words = dict(_words(SHARED.get(code, code)))
    stemming = Language(code, LanguageData(words=SortedLines(_section(words))))
    synonyms = dict(_synonyms(stemming, words))
    shares = Counter[str]()
    for word, hundredths in sorted(words.items(), key=lambda one: int(one[1])):
        stem = stemming.term(casefold(word))
        shares[synonyms.get(stem, stem)] += 10 ** (-int(hundredths) / 100)
    yield words
    rarities = {term: -1000 * math.log10(share) for term, share in shares.items()}
    yield {
        term: f"{rarity:.0f}"
        for term, rarity in rarities.items()
        if not math.isclose(rarity, 10 * int(words.get(term, 0)), abs_tol=0.5)
    }
    yield synonyms
    yield dict(chain(_emoji(code), _flags(code), _signs(code)))
    yield dict(_characters()) if code == "zh" else {}


def _section(table: Mapping[str, str]) -> bytes:
    lines = {key.encode(): value.encode() for key, value in table.items()}
    return b"\n".join(b"%b\t%b" % line for line in sorted(lines.items()))


def _words(code: str) -> Iterator[tuple[str, str]]:
    """Yield each word, and in hundredths of a power of ten how much rarer it is than all words."""
    if code in _WORD_LISTS:
        with gzip.open(_WORD_LISTS[code]) as packed:
            _header, *buckets = msgpack.load(packed)
        for hundredths, words in enumerate(buckets):
            yield from ((word, str(hundredths)) for word in words)
    if code in LIKE_NUMBERS:
        numbers = [casefold(word) for word, _ in _numbers(code)]
        yield from ((word, LISTED) for word in chain(LIKE_NUMBERS[code], numbers))


def _synonyms(stemming: Language, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the stems of numbers, peoples, short names, adjectives and irregular forms.

    Each comes with its term. Where a stem has several meanings, a number goes before a people, a
    people before a month, a month before a unit, and that before an adjective or an irregular form.
    """
    rare = len(words) and max(map(int, words.values())) + 1
    months = (
        (short, name)
        for short, name in _months(stemming.code)
        if short.isalpha() and int(words.get(short, rare)) >= int(words.get(name, rare))
    )
    forms = chain(
        _irregular(stemming.code),
        _adjectives(stemming.code, words),
        _units(stemming.code, words),
        [*months][::-1],
        _derived(stemming.code, words),
        [(casefold(one), casefold(other)) for one, other in [*_peoples(stemming.code)][::-1]],
    )
    meant = [(form, stemming.term(word)) for form, word in forms]
    meant += [(casefold(word), digits) for word, digits in _numbers(stemming.code)]
    alike = defaultdict[str, list[str]](list)
    for word, stem in zip(words, stemming.terms([*map(casefold, words)]), strict=True):
        alike[stem].append(word)
    stems = {stemming.term(form): other for form, other in meant}
    forms_of = defaultdict[str, list[str]](list)
    for form, _ in meant:
        forms_of[stemming.term(form)].append(form)
    return (
        (stem, other)
        for stem, other in stems.items()
        if stem != other and not _is_shared(stem, forms_of[stem], alike[stem], words)
    )


def _is_shared(
    stem: str, forms: Sequence[str], alike: Iterable[str], words: Mapping[str, str]
) -> bool:
    """Tell whether a short stem is that of commoner words: ιανουάριος and ιός both have ι.

    These begin otherwise than all forms that are looked up as another term.
    """
    begins = {strip_accents(form)[:BEGINNING] for form in forms}
    shares = Counter[bool]()
    for word in alike if len(stem) <= SHORT_STEM else ():
        begin = strip_accents(word)[:BEGINNING]
        is_like = begin in begins and (len(begin) == BEGINNING or strip_accents(word) == begin)
        shares[is_like] += 10 ** (-int(words[word]) / 100)
    return shares[False] > shares[True]


def _irregular(code: str) -> Iterator[tuple[str, str]]:
    """Yield the forms of words that no stemmer brings together, each with its word."""
    for forms in written("irregular_words").get(code, "").split():
        word, *others = map(casefold, forms.split("/"))
        yield from ((other, word) for other in others)


def _adjectives(code: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield adjectives that are made of a noun, each with that one."""
    ending, other = ADJECTIVES.get(code, ("", ""))
    for word in words if ending else ():
        adjective = word.removesuffix(ending) + other
        if len(word) >= SHORTEST_NOUN and word.endswith(ending) and adjective in words:
            yield adjective, word


def _units(code: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield short names of units, each with the whole one."""
    for unit in UNITS if code not in PIECED else ():
        whole = _unit(code, unit, "long")
        for short in sorted(_unit(code, unit, "short")):
            is_common = int(words.get(short, COMMONEST_UNIT)) < COMMONEST_UNIT
            if whole and short.isalpha() and not is_common and short not in whole:
                yield short, min(whole, key=len)


def _unit(code: str, unit: str, width: str) -> set[str]:
    """Return the names of a unit, in the forms that 1 and 5 have."""
    if (locale := _locale(code)) is None:
        return set()
    names = [format_unit(number, unit, width, locale=locale) for number in (1, 5)]
    return {casefold(name.strip("15.").strip()) for name in names}


def _signs(code: str) -> Iterator[tuple[str, str]]:
    """Yield signs that come with a number, each with its name."""
    for sign, unit in SIGNS.items():
        yield from ((sign, name) for name in _unit(code, unit, "long") if not NO_WORD.search(name))
    currencies = locale.currencies if (locale := _locale(code)) else {}
    for sign, codes in CURRENCIES.items():
        names = [currencies[one] for one in codes if one in currencies]
        common = set.intersection(*[{*re.split(r"[ \xa0-]", name)} for name in names or [""]])
        yield from ((sign, name) for name in sorted(common) or names[:1])


def _numbers(code: str) -> Iterator[tuple[str, str]]:
    """Yield the single words for numbers, each with its digits."""
    try:
        engine = RbnfEngine.for_language(_SPELLOUT.get(code, code))
        for number in COUNTED:
            for rules, text in engine.format_number(number).text_by_ruleset.items():
                word = text.translate(_JOINTS)
                if "ordinal" not in rules and _LETTERS.fullmatch(word):
                    yield word, str(number)
    except ValueError:  # a language without rules
        return


def _months(code: str) -> Iterator[tuple[str, str]]:
    """Yield the short names of months, folded, each with the whole name."""
    if (locale := _locale(code)) is None:
        return
    contexts = [locale.months[context] for context in ("format", "stand-alone")]
    for month, name in locale.months["format"]["wide"].items():
        short = (names[width][month] for names in contexts for width in ("abbreviated", "wide"))
        for other in chain(short, [name[:4]] if code == "en" else []):  # "Sept"
            yield casefold(other.rstrip(".")), casefold(name)


def _peoples(code: str) -> Iterator[tuple[str, str]]:
    """Yield the names of peoples that are made like those of their countries, each with that one.

    CLDR has the name of each language, and where most of its speakers live: "kk_Cyrl_KZ" for "kk".
    """
    if (locale := _locale(code)) is None:
        return
    countries, homes = _countries(code), get_global("likely_subtags")
    for language, people in locale.languages.items():
        country = countries.get(homes.get(language, "").rpartition("_")[2], "")
        start = country.casefold()[:SHARED_LETTERS]
        if people.isalpha() and country.isalpha() and people.casefold().startswith(start):
            yield people, country


def _derived(code: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the words that are made of the name of a country or continent, each with that one.

    Such a word is rarer than the name: "European" than "Europe", while "Dominican" is commoner than
    "Dominica". Of several names the longest is the one: "Nigerian" is of Nigeria.
    """
    countries = {casefold(name) for id, name in _countries(code).items() if id != WORLD}
    for name in sorted(countries & words.keys(), key=len):
        short = ENDS_IN.sub("", name)
        made = [
            re.escape(stem) + ending
            for stem, ending in zip((name, short), ENDINGS.get(code, ()), strict=False)
            if len(stem) >= SHORTEST_PLACE
        ]
        pattern = re.compile("|".join(made) or "(?!)")
        for word in words:
            is_rarer = word[0] == name[0] and int(words[word]) >= int(words[name])
            if is_rarer and word not in countries and pattern.fullmatch(word):
                yield word, name


def _emoji(code: str) -> Iterator[tuple[str, str]]:
    if code in emoji.LANGUAGES:
        emoji.config.load_language(code)
        for symbol, names in emoji.EMOJI_DATA.items():
            if name := names.get(code):
                yield symbol.rstrip("\ufe0f"), name.strip(":").replace("_", " ")


def _flags(code: str) -> Iterable[tuple[str, str]]:
    """Yield the flag and the name of each country: a flag is its code in regional indicators."""
    for country, name in _countries(code).items():
        if len(country) == 2 and country.isalpha():
            yield "".join(chr(ord(c) - ord("A") + 0x1F1E6) for c in country), name


def _characters() -> Iterator[tuple[str, str]]:
    with gzip.open(wordfreq.DATA_PATH / "_chinese_mapping.msgpack.gz") as packed:
        mapping = msgpack.load(packed, strict_map_key=False)
    return ((chr(other), simplified) for other, simplified in mapping.items())


def _countries(code: str) -> Mapping[str, str]:
    return locale.territories if (locale := _locale(code)) else {}


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


if __name__ == "__main__":
    main()
