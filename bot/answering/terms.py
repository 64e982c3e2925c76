"""Abbreviations that a glossary or a post spells out, and posts that define a term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import regex

from bot.answering.library import Place
from bot.answering.mentions import Term
from bot.knowledge import Thread

_BEFORE = r"(?:called|known as|named|namely|genannt|namens|heißt|llamad[oa]s?|denominad[oa]s?)"
_AFTER = (
    r"(?:is|are|was|were|means|stands for|refers to|ist|sind|war|waren|bedeutet|heißt|steht für"
    r"|es|son|era|eran|fue|fueron|significa)"
)
_ARTICLE = r"(?:the|an?|der|die|das|eine?|el|la)"
_DEFINED_BEFORE = regex.compile(
    rf"(?:\([\"“„«]?|(?<!\w){_BEFORE} (?:{_ARTICLE} )?[\"“„«#]?)$", regex.IGNORECASE
)
_DEFINED_AFTER = regex.compile(
    rf"(?:['’]?s)?[\"”»’]?,? ?\(|[\"”»]?(?: \([^)]*\))? {_AFTER}(?!\w)", regex.IGNORECASE
)
"""What is right before or behind a term that a post defines."""

_BRACKETS = regex.compile(r"\(([^()\n]{2,120})\)")
_SHORT = regex.compile(r"(\p{Lu}[\p{L}\d]{1,9}?)s?")
_BEFORE_BRACKETS = 120
"""Characters before brackets in which a term may be spelled out."""
_MAX_WORDS = 8
_MAX_BRACKETS, _MAX_LIKELY = 2000, 100
"""Brackets in which a term is looked for, and those by which its letters are compared with words:
a post may have any number of them."""
_AROUND, _MAX_USES = 80, 20
"""Characters around a use of a term that may define it, and uses in a post that are looked at."""

_SMALL_WORDS = "a an and the of for in on to der die das für und de del el la los las y e"
"""Words without a letter in an abbreviation."""

_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for."""

    short: str
    long: str


Known: TypeAlias = tuple[Abbreviation, Thread]
"""An abbreviation, and a thread in which it means that."""


def by_glossary(term: str, threads: Iterable[Thread]) -> list[Known]:
    """Return what the term stands for, or is short for, by the glossary of each thread."""
    entries = ((entry, thread) for thread in threads for entry in thread.glossary.items())
    return _matching(term, ((Abbreviation(*entry), thread) for entry, thread in entries))


def spelled_out(term: str, places: Iterable[Place]) -> list[Known]:
    """Return the same by posts that spell it out, as in ``Steering Council (SC)``."""
    wanted = term.casefold()
    brackets = ((one, thread) for thread, post in places for one in _BRACKETS.finditer(post.text))
    likely = (
        (*beside, thread)
        for match, thread in islice(brackets, _MAX_BRACKETS)
        if (beside := _beside(match))
        and (wanted == beside[0].casefold() or " ".join(beside[1]).casefold().endswith(wanted))
    )
    known = (
        (Abbreviation(short, long), thread)
        for short, words, thread in islice(likely, _MAX_LIKELY)
        if (long := _with_initials(words, short))
    )
    return _matching(term, known)


def _matching(term: str, known: Iterable[Known]) -> list[Known]:
    wanted = term.casefold()
    return [one for one in known if wanted in (one[0].short.casefold(), one[0].long.casefold())]


def _beside(brackets: regex.Match[str]) -> tuple[str, Sequence[str]] | None:
    """Return what may be short, and words: of ``Central Asia (CA)`` or ``CA (Central Asia)``."""
    start = brackets.start()
    before = brackets.string[max(0, start - _BEFORE_BRACKETS) : start].split()
    if before and (short := _SHORT.fullmatch(brackets[1])):
        return short[1], before[-_MAX_WORDS:]
    if before and (short := _SHORT.fullmatch(before[-1].strip('"“”„«»,'))):
        return short[1], brackets[1].split()[:_MAX_WORDS]
    return None


def _with_initials(words: Sequence[str], short: str) -> str:
    """Return the last of the words whose initials are the short form, or nothing."""
    letters = [letter.casefold() for letter in short if letter.isalpha()]
    for start in range(len(words) - 1, -1, -1):
        some = words[start:]
        parts = [part for word in some for part in word.split("-") if part]
        initials = [part[0].casefold() for part in parts]
        telling = [part[0].casefold() for part in parts if part.casefold() not in _SMALL]
        if letters in (initials, telling) and some[0].casefold() not in _SMALL:
            return " ".join(some)
    return ""


def defining(words: str, places: Iterable[Place]) -> Place | None:
    """Return the first of the places whose post says what the words are, or None."""
    term = Term(words)
    for place in places:
        text = place.post.text
        for start, end in term.spans(text, _MAX_USES):
            if _DEFINED_BEFORE.search(text, max(0, start - _AROUND), start) or (
                _DEFINED_AFTER.match(text, end, end + _AROUND)
            ):
                return place
    return None
