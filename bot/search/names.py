"""Names: of emoji and flags, of what abbreviations mean, of countries and their peoples."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import emoji
from babel import Locale, UnknownLocaleError
from babel.core import get_global

SHARED_LETTERS = 3  #: at the start of a people's name and its country's

#: Abbreviations that need no glossary in English.
ENGLISH = {
    "EU": "European Union", "UAE": "United Arab Emirates", "UK": "United Kingdom",
    "UN": "United Nations", "US": "United States", "USA": "United States",
}  # fmt: skip


@lru_cache(maxsize=4096)
def emoji_name(symbol: str, language: str) -> str:
    """The name of a flag or emoji in a language, in English where it has none there, or "".

    >>> emoji_name("🇰🇿", "de"), emoji_name("🐻", "en"), emoji_name("🇽🇽", "en")
    ('Kasachstan', 'bear', '')
    """
    if 0x1F1E6 <= ord(symbol[0]) <= 0x1F1FF:
        code = "".join(chr(ord(c) - 0x1F1E6 + ord("A")) for c in symbol)
        return territories(language).get(code, "")
    if language not in emoji.LANGUAGES:
        language = "en"
    emoji.config.load_language(language)
    names = emoji.EMOJI_DATA.get(symbol) or emoji.EMOJI_DATA.get(symbol.rstrip("\ufe0f")) or {}
    return str(names.get(language, names.get("en", ""))).strip(":").replace("_", " ")


@cache
def territories(language: str) -> dict[str, str]:
    """The names of countries and territories by their ISO 3166 codes (Unicode's CLDR)."""
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale.parse("en").territories)


def peoples(language: str) -> Iterator[tuple[str, str]]:
    """List the names of peoples that are made like those of their countries, each with that one.

    Unicode's CLDR has the name of each language, and where most of its speakers live.

    >>> dict(peoples("en"))["Kazakh"], dict(peoples("de"))["Russisch"]
    ('Kazakhstan', 'Russland')
    """
    try:
        languages, countries = Locale.parse(language).languages, territories(language)
    except (UnknownLocaleError, ValueError):
        return
    homes = get_global("likely_subtags")  # "kk_Cyrl_KZ" for "kk"
    for code, people in languages.items():
        country = countries.get(homes.get(code, "").rpartition("_")[2], "")
        start = country.casefold()[:SHARED_LETTERS]
        if people.isalpha() and country.isalpha() and people.casefold().startswith(start):
            yield people, country
