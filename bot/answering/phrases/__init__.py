"""Phrases: lines with a fixed meaning that is no search, in the bot's languages.

A phrase is a whole line. Case, accents, politeness and closing marks do not count, nor do words
such as "show me" in front.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import count

from bot.answering.phrases import english, german, spanish
from bot.answering.phrases.meaning import Meaning

__all__ = ["Meaning", "is_prepared", "meanings", "prepare", "without_lead"]

MAX_LENGTH = 200
"""Characters of the longest phrase; a longer line is none."""

_LANGUAGES = (english, german, spanish)
_CONTRACTED = re.compile(r"\b(what|who|where|when|how|it|that)['’]s\b", re.IGNORECASE)
_MARKS = r"[\s?!.…,;¿¡]"


def prepare() -> None:
    """Compile the phrases, which takes some 60 ms once."""
    _patterns()


def is_prepared() -> bool:
    """Return whether the phrases are compiled."""
    return _patterns.cache_info().currsize > 0


@lru_cache(maxsize=16)  # a line is read for its request, and again for a term in it
def meanings(line: str) -> tuple[tuple[Meaning, Mapping[str, str]], ...]:
    """Return what a line may mean, with the words of the line in each group of the phrase."""
    return tuple(_meanings(line))


def _meanings(line: str) -> Iterator[tuple[Meaning, Mapping[str, str]]]:
    line = _plain(line)
    for words in dict.fromkeys((line, without_lead(line))):
        folded = _without_accents(words)
        for meaning, pattern in _patterns().items():
            if match := pattern.fullmatch(folded):
                spans = {name: match.span(name) for name in pattern.groupindex}
                yield (
                    meaning,
                    {
                        name.rpartition("_")[0]: words[start:end]
                        for name, (start, end) in spans.items()
                        if start >= 0
                    },
                )


def without_lead(line: str) -> str:
    """Return the line without words in front such as "show me"."""
    match = _lead().match(_without_accents(line))
    return line[match.end() :] if match else line


def _plain(line: str) -> str:
    """Return the line without politeness and closing marks; nothing if it is too long."""
    if len(line) > MAX_LENGTH:
        return ""
    line = unicodedata.normalize("NFC", " ".join(line.split()))
    line = _CONTRACTED.sub(r"\1 is", line)
    before, after = _politeness()
    if match := before.match(_without_accents(line)):
        line = line[match.end() :]
    if match := after.search(_without_accents(line)):
        line = line[: match.start()]
    return line


@cache
def _patterns() -> Mapping[Meaning, re.Pattern[str]]:
    """Compile the phrases of all languages, once they are needed."""
    return {
        meaning: _compile(
            _filled(phrase, language.PARTS)
            for language in _LANGUAGES
            for phrase in language.PHRASES[meaning]
        )
        for meaning in Meaning
    }


def _filled(phrase: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda part: parts[part[1]], phrase)


def _compile(phrases: Iterator[str]) -> re.Pattern[str]:
    """Compile alternatives; a group may be in several, so its name gets a number."""
    number = count()
    pattern = _without_accents("|".join(phrases))
    numbered = re.sub(r"\?P<([a-z]+)>", lambda name: f"?P<{name[1]}_{next(number)}>", pattern)
    return re.compile(numbered, re.IGNORECASE)


@cache
def _lead() -> re.Pattern[str]:
    leads = "|".join(language.LEAD for language in _LANGUAGES)
    return re.compile(rf"(?:{_without_accents(leads)}) ", re.IGNORECASE)


@cache
def _politeness() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile what may stand before and after a phrase."""
    words = _without_accents("|".join(language.POLITE for language in _LANGUAGES))
    return (
        re.compile(rf"{_MARKS}*(?:(?:{words}){_MARKS}+)*", re.IGNORECASE),
        re.compile(rf"(?:{_MARKS}+(?:{words}))*{_MARKS}*$", re.IGNORECASE),
    )


def _without_accents(text: str) -> str:
    """Return the text, as long as before, with each letter's accents removed."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", character)[0] for character in text)
