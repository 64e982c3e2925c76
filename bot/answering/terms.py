"""Abbreviations that a glossary or a post spells out, and posts that define a term."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import regex

from bot.answering.library import Place
from bot.knowledge import Thread

_BEFORE = r"(?:called|known as|named|namely|genannt|namens|heißt|llamad[oa]s?|denominad[oa]s?)"
_AFTER = (
    r"(?:is|are|was|were|means|stands for|refers to|ist|sind|war|waren|bedeutet|heißt|steht für"
    r"|es|son|era|eran|fue|fueron|significa)"
)
_SPELLED_OUT = regex.compile(r"((?:[\p{L}\d][\w'’-]* ){1,8})\((\p{Lu}[\p{L}\d]{1,9})s?\)")
_SPELLED_AFTER = regex.compile(r"\b(\p{Lu}[\p{L}\d]{1,9})s? \(((?:[\p{L}\d][\w'’-]*[ )]){2,8})")
_SMALL_WORDS = "a an and the of for in on to der die das für und de del el la los las y e"
"""Words without a letter in an abbreviation."""

_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for."""

    short: str
    long: str


def abbreviation(term: str, threads: Iterable[Thread]) -> Abbreviation | None:
    """Return what the term stands for, or is short for, by a glossary."""
    entries = chain.from_iterable(thread.glossary.items() for thread in threads)
    return _matching(term, (Abbreviation(short, long) for short, long in entries))


def spelled_out(term: str, places: Iterable[Place]) -> Abbreviation | None:
    """Return the same by a post that spells it out, as in ``Steering Council (SC)``."""
    return _matching(term, chain.from_iterable(_abbreviations(place.post.text) for place in places))


def _matching(term: str, known: Iterable[Abbreviation]) -> Abbreviation | None:
    wanted = term.casefold()
    matches = (one for one in known if wanted in (one.short.casefold(), one.long.casefold()))
    return next(matches, None)


def _abbreviations(text: str) -> Iterator[Abbreviation]:
    for match in _SPELLED_OUT.finditer(text):
        if long := _with_initials(match[1].split(), match[2]):
            yield Abbreviation(match[2], long)
    for match in _SPELLED_AFTER.finditer(text):
        if long := _with_initials(match[2].rstrip(" )").split(), match[1]):
            yield Abbreviation(match[1], long)


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


def defining(term: str, places: Collection[Place]) -> Place | None:
    """Return the first of the places whose post says what the term is, or None."""
    word = regex.escape(term).replace("\\ ", r"\s+")
    pattern = regex.compile(
        rf"(?<!\w){word}(?:['’]?s)?(?!\w)[\"”»’]?,? ?\(|\([\"“„«]?{word}(?!\w)"
        rf"|(?<!\w){_BEFORE} (?:(?:the|an?|der|die|das|eine?|el|la) )?[\"“„«#]?{word}(?!\w)"
        rf"|(?<!\w){word}(?!\w)[\"”»]?(?: \([^)]*\))? {_AFTER}(?!\w)",
        regex.IGNORECASE,
    )
    return next((place for place in places if pattern.search(place.post.text)), None)
