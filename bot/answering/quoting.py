"""Answers of quotes: from the hits of a search, with links to what is beside and beyond them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import QUOTE_LENGTH, Answer, Kind, Quote, cut
from bot.answering.library import Found, Place
from bot.answering.paging import further_links, neighbour_links, thread_link
from bot.i18n import Sentence, sentence
from bot.trust import TELLING, Certainty, Judgement, TermMatch

NAMED = 4.5
"""Nats of everyday language, from which on a word that no post has is named before others."""

TOPIC_WORDS = 2
"""Words of a post that say what a near quote is about."""


def quote_found(found: Found) -> Quote:
    """Quote a hit of a search."""
    hit, judged = found.hit, Judgement(found.hit)
    quote = Quote.of(found.thread, hit.post, QUOTE_LENGTH, hit.spans, hit.score, judged.certainty)
    missing = _most_telling(judged.missing)
    return replace(quote, missing=missing, topic=_topic(judged.matches) if missing else ())


def _most_telling(terms: Sequence[TermMatch]) -> tuple[str, ...]:
    """Return the words that tell enough to be named, as typed; all if none of them does."""
    named = [term for term in terms if term.information >= NAMED] or terms
    return tuple(term.word for term in named)


def _topic(matches: Sequence[TermMatch]) -> tuple[str, ...]:
    """Return the words of a post that the question has too and that say what it is about."""
    exact = [term for term in matches if term.exact]
    most = sorted(exact, key=lambda term: -term.information)[:TOPIC_WORDS]
    return tuple(term.found for term in most if term.information >= TELLING)


def answer_of(
    kind: Kind, lead: Sequence[Sentence], quotes: Sequence[Quote], further: Sequence[Place] = ()
) -> Answer:
    """Make an answer of quotes, with a link to further posts."""
    first = place_of(quotes[0])
    links = (*neighbour_links(first), *further_links(further), thread_link(first.thread))
    return Answer(kind, lead=tuple(lead), quotes=tuple(quotes), links=links)


def place_of(quote: Quote) -> Place:
    """Return the post that is quoted, with its thread."""
    return Place(quote.thread, quote.post)


def trust_in(best: Quote) -> list[Sentence]:
    """Say how far the answer is trusted, unless it is sure."""
    if best.by_meaning:
        near = best.certainty is Certainty.NEAR
        return [sentence("near_by_meaning" if near else "by_meaning")]
    if best.missing:
        words = ", ".join(map(cut, best.missing))
        if not best.topic:
            return [sentence("missing_all", words=words)]
        return [sentence("missing", words=words, topic=", ".join(map(cut, best.topic)))]
    if best.certainty in (Certainty.MAYBE, Certainty.NEAR):
        return [sentence(best.certainty.value)]
    return []
