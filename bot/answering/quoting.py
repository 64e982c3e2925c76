"""Answers of quotes: from the hits of a search, with links to what is beside and beyond them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import QUOTE_LENGTH, Answer, Kind, Quote
from bot.answering.library import Found, Place
from bot.answering.paging import further_links, neighbour_links, thread_link
from bot.i18n import Sentence, sentence
from bot.search import Certainty


def quote_found(found: Found) -> Quote:
    """Quote a hit of a search."""
    hit = found.hit
    quote = Quote.of(found.thread, hit.post, QUOTE_LENGTH, hit.spans, hit.score, hit.certainty)
    return replace(quote, missing=hit.missing)


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
