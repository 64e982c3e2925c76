"""Answers of quotes: from the hits of a search, with links to what is beside and beyond them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import QUOTE_LENGTH, Answer, Certainty, Kind, Quote
from bot.answering.library import Found, Place
from bot.answering.paging import further_links, neighbour_links, thread_link
from bot.i18n import Sentence, sentence
from bot.knowledge import Post
from bot.search import ANSWER_THRESHOLD, SURE_THRESHOLD, Hit

TELLING = 4.0
"""Nats of everyday language from which on a word tells so much that it must not be missing."""

TYPO = 0.8
"""How much of a word's letters a typo keeps, in 0..1."""


def quote_found(found: Found) -> Quote:
    """Quote a hit of a search."""
    hit = found.hit
    missing = missing_words(hit)
    certainty = certainty_of(hit.score, missing)
    quote = Quote.of(found.thread, hit.post, QUOTE_LENGTH, hit.spans, hit.score, certainty)
    return replace(quote, missing=missing)


def missing_words(hit: Hit[Post]) -> tuple[str, ...]:
    """Return the telling words of the question that the post has in no form.

    Likeness of letters is no evidence, unless so much is alike that one word is a typo.
    """
    return tuple(
        term.word
        for term in hit.terms
        if term.information >= TELLING
        and (not term.kind or (term.kind == "similar" and term.similarity < TYPO))
    )


def certainty_of(score: float, missing: Sequence[str]) -> Certainty:
    """Say how far a hit is trusted to answer the question."""
    if missing or score < ANSWER_THRESHOLD:
        return Certainty.NEAR
    return Certainty.SURE if score >= SURE_THRESHOLD else Certainty.MAYBE


def answer_of(kind: Kind, lead: Sequence[Sentence], quotes: Sequence[Quote], limit: int) -> Answer:
    """Make an answer of the first quotes, with a link to the further ones."""
    places = [Place(quote.thread, quote.post) for quote in quotes]
    return Answer(
        kind,
        lead=tuple(lead),
        quotes=tuple(quotes[:limit]),
        links=(
            *neighbour_links(places[0]),
            *further_links(places[limit:]),
            thread_link(places[0].thread),
        ),
    )


def trust_in(best: Quote) -> list[Sentence]:
    """Say how far the answer is trusted, unless it is sure."""
    if best.missing:
        topic = ", ".join(dict.fromkeys(best.post.text[a:b] for a, b in best.spans[:2]))
        return [sentence("missing", words=", ".join(best.missing), topic=topic)]
    if best.certainty in (Certainty.MAYBE, Certainty.NEAR):
        return [sentence(best.certainty.value)]
    return []
