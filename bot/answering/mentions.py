"""Mentions: every post that uses a word."""

from collections.abc import Collection, Iterable

import regex

from bot.answering.answer import Answer, Kind, Quote, cut
from bot.answering.library import Place
from bot.answering.reports import MAX_LISTED
from bot.answering.requests import Mentions
from bot.i18n import plural, sentence
from bot.knowledge import Thread
from bot.search import Certainty

MENTION_LENGTH = 150
"""Characters of a post that are quoted around a word asked for."""


MAX_TERM_LENGTH = 200
"""Characters of a term that is looked for; no post uses a longer one as a word."""


class Term:
    """A word or words, which a text uses if it has them whole, in any case."""

    def __init__(self, term: str) -> None:
        words = term.strip().lstrip("#")
        self._folded = words.casefold() if len(words) <= MAX_TERM_LENGTH else ""
        self._pattern = regex.compile(
            rf"(?<!\w){regex.escape(words[:MAX_TERM_LENGTH])}(?!\w)", regex.IGNORECASE
        )

    def is_in(self, text: str) -> bool:
        """Return whether a text uses the term; most texts are known not to without the pattern."""
        if not self._folded or self._folded not in text.casefold():
            return False
        return self._pattern.search(text) is not None

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where a text uses the term."""
        return tuple(use.span() for use in self._pattern.finditer(text))

    def places(self, threads: Iterable[Thread]) -> list[Place]:
        """Return the posts that use the term, in order."""
        return [
            Place(thread, post)
            for thread in threads
            for post in thread.posts
            if self.is_in(post.text)
        ]

    def quote(self, place: Place, length: int, certainty: Certainty | None = None) -> Quote:
        """Quote the part of a post that has the most uses."""
        return Quote.of(*place, length, self.spans(place.post.text), certainty=certainty)


def answer_mentions(mentions: Mentions, threads: Collection[Thread]) -> Answer:
    """Quote the posts that use the term as a word, first use first."""
    term = Term(mentions.term)
    places = term.places(threads)
    if not places:
        return Answer(Kind.REFUSAL, (sentence("not_used", term=cut(mentions.term)),))
    lead = sentence(
        "used",
        term=cut(mentions.term),
        uses=len(places),
        posts=plural(sum(len(thread.posts) for thread in threads), "post"),
        first=places[0].post.number,
    )
    left = len(places) - MAX_LISTED
    return Answer(
        Kind.POSTS,
        (lead,),
        tuple(term.quote(place, MENTION_LENGTH) for place in places[:MAX_LISTED]),
        (sentence("more", count=left),) if left > 0 else (),
    )
