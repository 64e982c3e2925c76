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
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import emoji
import msgpack
import regex
import wordfreq
from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.units import format_unit
from unicode_rbnf import RbnfEngine

from bot.search.folding import casefold
from bot.search.language import PIECED, SHARED, Language, primary_subtag
from bot.search.language_data import _FOLDER, LanguageData, SortedLines, written

FEWEST_NAMES = 100
"""Names of countries without which CLDR hardly knows a language."""

ARTICLE = "ال"
"""The article of Arabic, which is written with its word, as are "in", "and" and "for"."""

PREFIXES, SHORTEST_PREFIXED = {"ar": (ARTICLE, "ب", "و", "ل", "بال", "وال", "لل")}, 3
"""What words may begin with that are looked up by themselves, and the letters of the shortest."""

SHARED_LETTERS = 3
"""Letters at the start of a people's name and its country's, behind an article."""

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

OWN = "="
"""The mark of a term that is no stem; it is in no word."""

LONG_STEM = 5
"""Letters of a stem that is one word's alone; shorter ones are also those of others: "nueve" and
"nuevo", "August" and German "Augen", "mars" and "Maria"."""

SHARED_STEMS = {
    "ca": "mauric",
    "de": "gebet gebot gefall gehalt gelauf geleg geschoss gestand getrieb sprach stand verstand",
    "en": "polish",
    "fr": "trent",
    "hu": "franc hatvan huszon tizen",
    "it": "roman trent",
    "pt": "roman",
    "sv": "fjort",
}
"""Long stems that are those of other words as well: German "gehalten" and "Gehalt"."""

RARER_MONTH, COMMONER_PEOPLE = 50, 150
"""By how many hundredths of a power of ten a month's short name is rarer than the whole one, and a
people's name commoner than that of its country; if not, both are another word: "Jan", "nama"."""

SIGNS = {"%": "concentr-percent", "°": "temperature-generic"}
"""CLDR's units that have a sign."""

NO_WORD = re.compile(r"[%°\s]")
"""What no single word has."""

CURRENCIES = {"$": ("USD", "AUD", "CAD"), "£": ("GBP", "EGP", "GIP"), "€": ("EUR",)}
"""Currencies with a sign; what their names have in common is the sign's."""

COUNTED = range(2, 1001)
"""Numbers whose words are read; 1 is spelled like an article in many languages."""

INFLECTED = (*range(2, 100), *range(100, 1000, 100), 1000)
"""Numbers of which every form is read."""

COUNTING = re.compile("spellout-(?:numbering|cardinal(?:-(?:masculine|feminine|neuter|reale))?)")
"""CLDR's rules for the forms that are read of the others: those without cases."""

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
    listed = SortedLines(_section(words))
    synonyms, forms = _synonyms(Language(code, LanguageData(words=listed)), words)
    others = SortedLines(_section(synonyms)), SortedLines(_section(forms))
    own = Language(code, LanguageData(listed, synonyms=others[0], forms=others[1]))
    shares = Counter[str]()
    for term, hundredths in zip(own.terms([*map(casefold, words)]), words.values(), strict=True):
        shares[term] += 10 ** (-int(hundredths) / 100)
    yield words
    rarities = {term: -1000 * math.log10(share) for term, share in shares.items()}
    yield {
        term: f"{rarity:.0f}"
        for term, rarity in rarities.items()
        if not math.isclose(rarity, 10 * int(words.get(term, 0)), abs_tol=0.5)
    }
    yield synonyms
    yield forms
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


def _synonyms(
    stemming: Language, words: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the stems, and the words, that are looked up as another term.

    They are numbers, peoples, short names, adjectives and irregular forms. Where one has several
    meanings, a number goes before a people, a people before a month, a month before a unit, and
    that before an adjective or an irregular form. A long stem stands for all words that have it,
    unless it is one of other words, too. Some words have a term of their own.
    """
    code = stemming.code
    own = _own(stemming)
    forms = chain(
        _irregular(code),
        _adjectives(code, words),
        _units(code, words),
        [*_months(code, words)][::-1],
        _derived(code, words),
        [*_peoples(code, words)][::-1],
    )
    meant = {form: own.get(word) or stemming.term(word) for form, word in forms}
    meant |= {casefold(word): digits for word, digits in _numbers(code)}
    meant |= _prefixed(code, meant)
    shared = {*SHARED_STEMS.get(code, "").split(), *stemming.terms([*own])}
    forms_of = defaultdict[str, dict[str, str]](dict)
    for form, stem in zip(meant, stemming.terms([*meant]), strict=True):
        forms_of[stem][form] = meant[form]
    stems, single = dict[str, str](), dict[str, str]()
    for stem, terms in forms_of.items():
        is_shared = len(stem) < LONG_STEM or stem in shared
        if is_shared or len({*terms.values()}) > 1:
            single |= terms
        else:
            stems[stem] = meant[min(terms)]
    single |= own
    plain = {form: stemming.fold(form) for form in single}
    single |= {
        bare: single[form]
        for form, bare in plain.items()
        if bare not in single and (bare not in words or _rarer(bare, form, words) >= 0)
    }
    return (
        {stem: term for stem, term in stems.items() if stem != term},
        {form: term for form, term in single.items() if stemming.term(form) != term},
    )


def _own(stemming: Language) -> dict[str, str]:
    """Return the forms of words that the stemmer takes for others, each with a term of its own.

    It is the first of the forms with a mark, as that may be the stem of another word.
    """
    listed = written("own_words").get(stemming.code, "").split()
    groups = [casefold(forms).split("/") for forms in listed]
    own = {form: forms[0] + OWN for forms in groups for form in forms}
    return own | _prefixed(stemming.code, own)


def _prefixed(code: str, meant: Mapping[str, str]) -> dict[str, str]:
    """Return the words that have something in front, such as Arabic "in", each with its term."""
    return {
        prefix + form.removeprefix(ARTICLE): term
        for form, term in meant.items()
        for prefix in PREFIXES.get(code, ())
        if len(form) >= SHORTEST_PREFIXED
    }


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
        for short in _unit(code, unit, "short"):
            is_common = int(words.get(short, COMMONEST_UNIT)) < COMMONEST_UNIT
            if whole and short.isalpha() and not is_common and short not in whole:
                yield short, min(whole, key=len)


def _unit(code: str, unit: str, width: str) -> list[str]:
    """Return the names of a unit, in the forms that 1 and 5 have."""
    if (locale := _locale(code)) is None:
        return []
    names = [format_unit(number, unit, width, locale=locale) for number in (1, 5)]
    return sorted({casefold(name.strip("15.").strip()) for name in names})


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
        for number in INFLECTED if code in PIECED else COUNTED:
            for rules, text in engine.format_number(number).text_by_ruleset.items():
                word = text.translate(_JOINTS)
                is_read = number in INFLECTED or COUNTING.fullmatch(rules)
                if is_read and "ordinal" not in rules and _LETTERS.fullmatch(word):
                    yield word, str(number)
    except ValueError:  # a language without rules
        return


def _months(code: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the short names of months, folded, each with the whole name."""
    if (locale := _locale(code)) is None:
        return
    contexts = [locale.months[context] for context in ("format", "stand-alone")]
    for month, name in locale.months["format"]["wide"].items():
        whole = casefold(name)
        short = (names[width][month] for names in contexts for width in ("abbreviated", "wide"))
        for form in {casefold(other.rstrip(".")): None for other in short}:
            is_rare = form not in words or _rarer(form, whole, words) >= RARER_MONTH
            if form.isalpha() and is_rare:
                yield form, whole


def _peoples(code: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names of peoples that are made like those of their countries, each with that one.

    CLDR has the name of each language, and where most of its speakers live: "kk_Cyrl_KZ" for "kk".
    """
    if (locale := _locale(code)) is None:
        return
    countries, homes = _countries(code), get_global("likely_subtags")
    for language, name in locale.languages.items():
        country = casefold(countries.get(homes.get(language, "").rpartition("_")[2], ""))
        people = casefold(name)
        start = country.removeprefix(ARTICLE)[:SHARED_LETTERS]
        is_made = people.isalpha() and people.removeprefix(ARTICLE).startswith(start)
        is_rare = _rarer(people, country, words) > -COMMONER_PEOPLE
        if is_made and is_rare and country.isalpha():
            yield people, country


def _rarer(word: str, other: str, words: Mapping[str, str]) -> int:
    """Return by how many hundredths of a power of ten a word is rarer than another one."""
    unlisted = max(map(int, words.values()), default=0) + RARER_MONTH
    return int(words.get(word, unlisted)) - int(words.get(other, unlisted))


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
