"""Mentions: every post that uses a word."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from unicodedata import is_normalized, normalize

import regex

from bot.answering.answer import Answer, Kind, Quote, cut
from bot.answering.library import Place
from bot.answering.reports import MAX_LISTED
from bot.answering.requests import Mentions
from bot.i18n import plural, sentence
from bot.knowledge import Thread
from bot.trust import Certainty

MENTION_LENGTH = 150
"""Characters of a post that are quoted around a word asked for."""


MAX_TERM_LENGTH = 200
"""Characters of a term that is looked for; no post uses a longer one as a word."""

MAX_USES = 1000
"""The most uses of a term in one post that are looked at: a long post may have half a million."""


_APART = r"\x00-/:-@\[-^`{-\x7f\xa0«»\u2010-\u2027\u2030-\u203e"
"""Characters that are in no word, those of ASCII and signs beside words, for a pattern."""


class Term:
    """A word or words, which a text uses if it has them whole, in any case unless ``cased``."""

    def __init__(self, term: str, *, cased: bool = False) -> None:
        words = term.strip().lstrip("#")
        short = len(words) <= MAX_TERM_LENGTH
        # An accent may be a character of its own.
        composed, apart = (normalize(form, words) if short else "" for form in ("NFC", "NFD"))
        ways = {words, composed, apart} if short else set()
        self._ways = {one.casefold() for one in ways} - {""}
        folded = composed.casefold()
        self._is_folded = len(folded) == len(composed) > 0 and not cased
        self._is_plain = len(ways) == 1
        self._folded = folded
        self._pattern = regex.compile(
            rf"(?<!\w)(?:{'|'.join(map(regex.escape, sorted(ways)))})(?!\w)",
            0 if cased else regex.IGNORECASE,
        )
        self._between_blanks = f" {words.casefold()} "
        word = re.escape(folded)
        self._maybe = re.compile(rf"{word}(?![0-9a-z_])(?<![0-9a-z_]{word})").search
        self._surely = re.compile(rf"{word}(?=[{_APART}]|\Z)(?<![^{_APART}]{word})").search

    def is_in(self, text: str) -> bool:
        """Return whether a text uses the term.

        The pattern for all of Unicode is slow, so that it decides only where ASCII does not.
        """
        if self._is_folded and self._between_blanks in text:
            return True
        folded = text.casefold()
        if self._is_folded and (self._is_plain or is_normalized("NFC", folded)):
            if self._folded not in folded:
                return False
            if len(folded) == len(text):
                if not self._maybe(folded) and "ı" not in text:  # the pattern takes it for an i
                    return False
                if text.isascii() or self._surely(folded):
                    return True
        elif not any(way in folded for way in self._ways):
            return False
        return self._pattern.search(text) is not None

    def spans(self, text: str, most: int = MAX_USES) -> tuple[tuple[int, int], ...]:
        """Return the first places where a text uses the term."""
        return tuple(use.span() for use in islice(self._pattern.finditer(text), most))

    def among(self, places: Iterable[Place]) -> Iterator[Place]:
        """Yield those of the places whose post uses the term."""
        return (place for place in places if self.is_in(place.post.text))

    def places(self, threads: Iterable[Thread]) -> Iterator[Place]:
        """Yield the posts that use the term, in order."""
        return self.among(Place(thread, one) for thread in threads for one in thread.posts)

    def first_places(self, threads: Iterable[Thread], most: int) -> tuple[list[Place], int]:
        """Return the first posts that use the term, and how many do in all."""
        first, count, is_in = list[Place](), 0, self.is_in
        for thread in threads:
            using = [one for one in thread.posts if is_in(one.text)]
            first += [Place(thread, one) for one in using[: most - len(first)]]
            count += len(using)
        return first, count

    def quote(self, place: Place, length: int, certainty: Certainty | None = None) -> Quote:
        """Quote the part of a post that has the most uses."""
        return Quote.of(*place, length, self.spans(place.post.text), certainty=certainty)


def answer_mentions(mentions: Mentions, threads: Collection[Thread]) -> Answer:
    """Quote the posts that use the term as a word, first use first."""
    term = Term(mentions.term)
    places, count = term.first_places(threads, MAX_LISTED)
    if not places:
        return Answer(Kind.REFUSAL, (sentence("not_used", term=cut(mentions.term)),))
    lead = sentence(
        "used",
        term=cut(mentions.term),
        uses=count,
        posts=plural(sum(len(thread.posts) for thread in threads), "post"),
        first=places[0].post.number,
    )
    left = count - len(places)
    return Answer(
        Kind.POSTS,
        (lead,),
        tuple(term.quote(place, MENTION_LENGTH) for place in places),
        (sentence("more", count=left),) if left else (),
    )
