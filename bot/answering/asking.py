"""Questions: the posts that fit best, or a refusal that says what can be asked."""

import unicodedata
from itertools import chain, islice

from bot.answering.answer import Answer, Certainty, Kind, Quote
from bot.answering.help import help_answer
from bot.answering.library import Found, Library, Place
from bot.answering.paging import further_links, neighbour_links, thread_link
from bot.answering.reports import MAX_LISTED
from bot.answering.requests import Ask
from bot.i18n import Sentence, sentence
from bot.knowledge import Thread
from bot.search import ANSWER_THRESHOLD, SURE_THRESHOLD
from bot.settings import Settings

QUOTE_LENGTH = 600
"""Characters of a post that an answer quotes at most: longer than a post on most networks."""

MAX_FURTHER = 6
"""The most posts that fit a question beyond those quoted at once."""

REFUSAL_TOPICS = 6
"""Words in a refusal that say what the threads are about."""


def answer_question(library: Library, ask: Ask, only: Thread | None, settings: Settings) -> Answer:
    """Quote the posts that fit the question best, or refuse if none does."""
    threshold, limit = settings.threshold, settings.quotes
    lowest = ANSWER_THRESHOLD if threshold is None else threshold
    question = f"{ask.question} {ask.before}".strip()
    hits = library.search(question, limit + MAX_FURTHER, only)
    found = [one for one in hits if one.hit.score >= lowest]
    if not found:
        if not any(map(_is_word_or_symbol, question)):
            return help_answer(library, settings.prefix)
        return Answer(Kind.REFUSAL, (_refusal(library, only),))
    quotes = tuple(map(_quote, found[:limit]))
    places = [Place(one.thread, one.hit.post) for one in found]
    return Answer(
        Kind.ANSWER,
        lead=tuple(_lead(ask, quotes[0])),
        quotes=quotes,
        links=(
            *neighbour_links(places[0]),
            *further_links(places[limit:]),
            thread_link(places[0].thread),
        ),
    )


def certainty_of(found: Found) -> Certainty:
    """Say how far a hit is trusted to answer the question."""
    if found.hit.score >= SURE_THRESHOLD:
        return Certainty.SURE
    return Certainty.MAYBE if found.hit.score >= ANSWER_THRESHOLD else Certainty.NEAR


def _quote(found: Found) -> Quote:
    hit = found.hit
    certainty = certainty_of(found)
    return Quote.of(found.thread, hit.post, QUOTE_LENGTH, hit.spans, hit.score, certainty)


def _lead(ask: Ask, best: Quote) -> list[Sentence]:
    lead = [sentence("follow_up", before=ask.before)] if ask.before else []
    if best.certainty is not Certainty.SURE:
        lead.append(sentence("maybe"))
    return lead


def _refusal(library: Library, only: Thread | None) -> Sentence:
    threads = [only] if only else list(islice(library.threads.values(), MAX_LISTED))
    each = max(1, REFUSAL_TOPICS // len(threads))
    words = ", ".join(
        chain.from_iterable(library.topics(one)[:each] for one in threads[:REFUSAL_TOPICS])
    )
    if len(threads) == 1:
        about = sentence("about", topics=words) if words else ""
        return sentence("not_in_thread", title=threads[0].title, about=about)
    about = sentence("about_threads", topics=words) if words else ""
    titles = ", ".join(one.title for one in threads)
    return sentence("not_in_threads", titles=titles, about=about)


def _is_word_or_symbol(character: str) -> bool:
    """Whether a question may be about it: letters, digits and emoji, but no punctuation."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "So"
