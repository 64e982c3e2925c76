"""References to posts as people write them: ``7``, ``[7-9, 12]``, ``dragonbear#7``, ``7/17``."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.search.folding import casefold, strip_accents

MAX_LENGTH = 200
"""Characters of the longest reference; a longer text is none."""

_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte",
    "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
)
NUMBER_WORDS = {
    word: number
    for words in (*_CARDINALS, *_ORDINALS)
    for number, word in enumerate(words.split(), 1)
}
"""The numbers up to twelve as words."""

_ORDINAL_FORMS = {f"{word}{end}": word for word in _ORDINALS[1].split() for end in "rns"}
_ORDINAL_FORMS |= {f"{word}o": word for word in ("primer", "tercer")}


def number_of(word: str) -> int:
    """Return the number that a word says, in any case and without accents too."""
    return _NUMBER_OF[_folded(word)]


def _folded(word: str) -> str:
    return strip_accents(casefold(word))


_NUMBER_OF = {_folded(word): number for word, number in NUMBER_WORDS.items()}
_NUMBER_OF |= {_folded(form): number_of(word) for form, word in _ORDINAL_FORMS.items()}


def _any_of(words: Iterator[str] | tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


NOUN = (
    r"(?:posts?|tweets?|toots?|messages?|beitr(?:ags?|äge)|nachricht(?:en)?|mensajes?"
    r"|publicaci(?:ón|ones)|entradas?|tuits?|numbers?|nummern?|números?|nos?\.?|nr\.?|n\.?[º°])"
)
"""What a numbered post is called, in English, German and Spanish."""

ARTICLE = r"(?:the|der|die|das|den|dem|el|la|los|las)"

_WORD = _any_of((*NUMBER_WORDS, *_ORDINAL_FORMS))
_ORDINAL = _any_of(tuple(" ".join(_ORDINALS).split()) + tuple(_ORDINAL_FORMS))
_SUFFIX = r"(?:st|nd|rd|th|º|ª|\.(?![.0-9]))"
_DIGITS = rf"[0-9]{{1,9}}(?:/[0-9]{{1,9}}|/n|/)?{_SUFFIX}?"
_NUMBER = rf"(?:{NOUN}\s*){{0,2}}(?:[#/]\s?)?(?:{_DIGITS}|\b(?:{_WORD})\b)"
_TO = r"(?:\s*(?:[-–—]|\.{2,3}|…)\s*|\s+(?:to|through|thru|until|bis|al?|hasta)\s+)"
_RANGE = rf"{_NUMBER}(?:{_TO}{_NUMBER}|\s*[-–—](?!\s*[0-9#/]))?"
_AND = r"(?:\s*[,;&+]\s*(?:(?:and|und|y|e)\s+)?|\s+(?:and|und|y|e)\s+)"
_LIST = rf"{_RANGE}(?:{_AND}{_RANGE})*"
_FROM = r"(?:(?:from|von|del|de|desde)\s+)?"

_REFERENCE = rf"(?:{ARTICLE}\s+)?{_FROM}(?P<list>{_LIST})"
_ORDINAL_REFERENCE = rf"(?:{ARTICLE}\s+)?(?P<list>(?:[0-9]{{1,9}}\s?{_SUFFIX}|{_ORDINAL}))\s+{NOUN}"
_NUMBERS = rf"(?P<digits>[0-9]{{1,9}})(?:/(?P<total>[0-9]{{1,9}}))?|\b(?P<word>{_WORD})\b"
# Those above are compiled, by ``re`` itself, once a text may be a reference: that takes a while.
_NAMED = re.compile(rf"{NOUN}|[0-9]", re.IGNORECASE)
_HAS_NOUN = re.compile(rf"\b{NOUN}(?!\w)|[#/]", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[:#\s]\s*")
_MAX_SEPARATORS = 12


@dataclass(frozen=True, slots=True)
class PostRange:
    """The post numbers ``first`` to ``last``, both included; to the thread's end if None."""

    first: int
    last: int | None

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and (
            self.first <= number and (self.last is None or number <= self.last)
        )

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first}"
        return f"{self.first}-{self.last or ''}"


class PostReference(NamedTuple):
    """Posts named by their numbers, of one thread (its id) or of any."""

    ranges: tuple[PostRange, ...]
    thread: str | None = None


def parse_reference(text: str, thread_ids: Container[str] = ()) -> PostReference | None:
    """Parse a text that is a reference and nothing else. Return None for any other text.

    ``thread_ids`` holds the case-folded ids of the threads that the reference may name first.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    if ranges := _parse_ranges(text):
        return PostReference(ranges)
    inner = _without_brackets(text)
    for count, separator in enumerate(_SEPARATOR.finditer(inner)):
        thread, rest = inner[: separator.start()], inner[separator.end() :]
        if count == _MAX_SEPARATORS:
            break
        if thread.casefold() in thread_ids and (ranges := _parse_ranges(rest)):
            return PostReference(ranges, thread)
    return None


def typed(ranges: Iterable[PostRange]) -> str:
    """Return numbers as people type them: ``7-9, 12``."""
    return ", ".join(map(str, ranges))


def has_noun(text: str) -> bool:
    """Return whether a reference calls its posts by a noun or a sign, as ``post 7`` and ``#7``."""
    return _HAS_NOUN.search(text) is not None


def _parse_ranges(text: str) -> tuple[PostRange, ...]:
    """The ranges that the text names, or () where it is no reference."""
    text = _without_brackets(_with_plain_digits(text).rstrip("?!").rstrip())
    if not _NAMED.search(text):
        return ()
    patterns = (_ORDINAL_REFERENCE, _REFERENCE)
    matches = (re.fullmatch(pattern, text, re.IGNORECASE) for pattern in patterns)
    if (match := next(filter(None, matches), None)) is None:
        return ()
    parts = re.finditer(_RANGE, match["list"], re.IGNORECASE)
    ranges = tuple(_parse_range(part[0]) for part in parts)
    return tuple(one for one in ranges if one) if all(ranges) else ()


def _parse_range(text: str) -> PostRange | None:
    numbers = [_parse_number(match) for match in re.finditer(_NUMBERS, text, re.IGNORECASE)]
    if None in numbers:
        return None
    first, *last = sorted(number for number in numbers if number is not None)
    if not last and text.rstrip()[-1] in "-–—":
        return PostRange(first, None)
    return PostRange(first, last[0] if last else first)


def _parse_number(match: re.Match[str]) -> int | None:
    """The number; None where more than the total is counted, as in ``24/7``."""
    if match["word"]:
        return number_of(match["word"])
    number = int(match["digits"])
    return None if match["total"] and int(match["total"]) < number else number


def _with_plain_digits(text: str) -> str:
    """The text with every script's digits as ASCII."""
    return text if text.isascii() else re.sub(r"\d", lambda digit: str(int(digit[0])), text)


def _without_brackets(text: str) -> str:
    wrapped = len(text) > 2 and text[0] + text[-1] in ("()", "[]")
    return text[1:-1].strip() if wrapped else text
