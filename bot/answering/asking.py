"""Questions: the posts that fit best, or a refusal that says what can be asked."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import islice

from bot.answering import definitions
from bot.answering.answer import QUOTE_LENGTH, Answer, Certainty, Kind, Quote
from bot.answering.help import help_answer
from bot.answering.library import Found, Library, Place
from bot.answering.mentions import uses
from bot.answering.paging import further_links, neighbour_links, shown, thread_link
from bot.answering.references import PostRange, typed
from bot.answering.refusals import refusal
from bot.answering.requests import Ask
from bot.answering.showing import posts_in
from bot.i18n import Sentence, sentence
from bot.knowledge import Post, Thread
from bot.search import ANSWER_THRESHOLD, SURE_THRESHOLD, Hit
from bot.settings import Settings

MAX_FURTHER = 6
"""The most posts that fit a question beyond those quoted at once."""

MAX_USES = 5
"""The most posts that are quoted for an abbreviation."""

MAX_WITHIN = 200
"""The best hits among which posts of given numbers are searched for."""

TELLING = 4.0
"""Nats of a word whose absence from a post makes its answer unsure."""


def answer_question(library: Library, ask: Ask, only: Thread | None, settings: Settings) -> Answer:
    """Quote the posts that fit the question best, or refuse if none does."""
    question = f"{ask.question} {ask.before}".strip()
    if not any(map(_is_word_or_symbol, question)):
        return help_answer(library, settings.command)
    if ask.within:
        return _answer_within(library, ask, only)
    threads = [only] if only else list(library.threads.values())
    lowest = ANSWER_THRESHOLD if settings.threshold is None else settings.threshold
    hits = library.search(question, settings.quotes + MAX_FURTHER, only)
    found = [one for one in hits if one.hit.score >= lowest]
    if ask.term and (answer := _define(ask, threads, found, settings.quotes)):
        return answer
    if not found:
        return refusal(library, ask.question, only, settings.prefix)
    return _answer(ask, [_quote(one) for one in found], settings.quotes)


def _answer(ask: Ask, quotes: Sequence[Quote], limit: int, kind: Kind = Kind.ANSWER) -> Answer:
    places = [Place(quote.thread, quote.post) for quote in quotes]
    return Answer(
        kind,
        lead=tuple(_lead(ask, quotes[0])),
        quotes=tuple(quotes[:limit]),
        links=(
            *neighbour_links(places[0]),
            *further_links(places[limit:]),
            thread_link(places[0].thread),
        ),
    )


def _lead(ask: Ask, best: Quote) -> list[Sentence]:
    """Say what was searched with the question, and how far the answer is trusted."""
    lead = [sentence("follow_up", before=ask.before)] if ask.before else []
    if best.missing:
        topic = ", ".join(dict.fromkeys(best.post.text[a:b] for a, b in best.spans[:2]))
        lead.append(sentence("missing", words=", ".join(best.missing), topic=topic))
    elif best.certainty in (Certainty.MAYBE, Certainty.NEAR):
        lead.append(sentence(best.certainty.value))
    return lead


def _quote(found: Found) -> Quote:
    hit = found.hit
    missing = missing_words(hit)
    certainty = certainty_of(hit.score, missing)
    quote = Quote.of(found.thread, hit.post, QUOTE_LENGTH, hit.spans, hit.score, certainty)
    return replace(quote, missing=missing)


def missing_words(hit: Hit[Post]) -> tuple[str, ...]:
    """Return the telling words of the question that the post has in no form."""
    return ()


def certainty_of(score: float, missing: Collection[str]) -> Certainty:
    """Say how far a hit is trusted to answer the question."""
    if missing or score < ANSWER_THRESHOLD:
        return Certainty.NEAR
    return Certainty.SURE if score >= SURE_THRESHOLD else Certainty.MAYBE


def _define(
    ask: Ask, threads: Sequence[Thread], found: Sequence[Found], limit: int
) -> Answer | None:
    """Say what a term stands for or is; None where neither a glossary nor a post defines it."""
    places = definitions.places_with(ask.term, threads)
    known = definitions.abbreviation(ask.term, threads) or definitions.spelled_out(ask.term, places)
    first = definitions.defining(ask.term, places)
    if known is not None:
        if known.short.casefold() != ask.term.casefold():
            places = definitions.places_with(known.short, threads) or places
        quotes = [_use(place, known.short) for place in ([first] if first else []) + places]
        quotes = list(dict.fromkeys(quotes))
        answer = _answer(ask, quotes, max(limit, MAX_USES), Kind.DEFINITION) if quotes else None
        lead = sentence("stands_for", short=known.short, long=known.long)
        return replace(answer or Answer(Kind.DEFINITION), lead=(lead,))
    if first is None:
        return None
    quotes = [_quote(one) for one in found]
    best = next((one for one in quotes if one.post is first.post), _use(first, ask.term))
    if best.certainty is Certainty.NEAR and not best.missing:
        best = replace(best, certainty=Certainty.MAYBE)
    others = [quote for quote in quotes if quote.post is not first.post]
    return _answer(ask, [best, *others], limit, Kind.DEFINITION)


def _use(place: Place, term: str) -> Quote:
    spans = uses(term, place.post.text)
    return Quote.of(*place, QUOTE_LENGTH, spans, certainty=Certainty.SURE)


def _answer_within(library: Library, ask: Ask, only: Thread | None) -> Answer:
    """Answer from posts of these numbers alone; show them where they do not speak of it."""
    found = [
        one
        for one in library.search(ask.question, MAX_WITHIN, only)
        if any(_is_within(one.hit.post.number, range_) for range_ in ask.within)
    ]
    if found:
        return _answer(ask, [_quote(one) for one in found], len(found))
    threads = [only] if only else list(library.threads.values())
    for thread in threads:
        if posts := list(islice(posts_in(thread, ask.within), MAX_USES)):
            answer = shown(thread, posts)
            lead = sentence("not_within", numbers=typed(ask.within), topic=ask.question)
            return replace(answer, lead=(lead,))
    return refusal(library, ask.question, only, "")


def _is_within(number: int, range_: PostRange) -> bool:
    return range_.first <= number and (range_.last is None or number <= range_.last)


def _is_word_or_symbol(character: str) -> bool:
    """Whether a question may be about it: letters, digits and emoji, but no punctuation."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "So"
