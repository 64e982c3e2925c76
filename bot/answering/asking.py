"""Questions: the posts that fit best, or a refusal that says what can be asked."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import regex

from bot.answering.answer import Answer, Kind, Quote, cut
from bot.answering.definitions import define
from bot.answering.help import help_answer
from bot.answering.library import Library, Place
from bot.answering.paging import shown
from bot.answering.quoting import answer_of, place_of, quote_found, trust_in
from bot.answering.references import typed
from bot.answering.refusals import refusal
from bot.answering.requests import Ask
from bot.answering.showing import posts_in
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.settings import Settings
from bot.trust import ANSWER_THRESHOLD, Judgement

if TYPE_CHECKING:
    from bot.answering.meaning_search import MeaningSearch

MAX_FURTHER = 6
"""The most posts that fit a question beyond those quoted at once."""

MAX_WITHIN = 200
"""The best hits among which posts of given numbers are looked for."""

MAX_WITHOUT = 5
"""The most posts that are shown where none of them speaks of the topic."""

_WORD_OR_SYMBOL = regex.compile(r"[\p{L}\p{N}\p{So}]")
"""What a question may be about: letters, digits and emoji, also newer ones than Python knows."""


def answer_question(
    library: Library,
    ask: Ask,
    only: Thread | None,
    settings: Settings,
    by_meaning: "MeaningSearch | None" = None,
) -> Answer:
    """Quote the posts that fit the question best, or refuse if none does."""
    if not _WORD_OR_SYMBOL.search(ask.question + ask.before):
        return help_answer(library, settings.command)
    threads = [only] if only else list(library.threads.values())
    if ask.within:
        return _answer_within(library, ask, threads, settings)
    quotes, further = _find(library, ask, threads, settings, by_meaning)
    if ask.term and (answer := define(ask.term, library, only, quotes, further, settings.quotes)):
        return answer
    if not quotes:
        return refusal(library, ask.question, threads, settings.command)
    lead = [sentence("follow_up", before=ask.before)] if ask.before else []
    return answer_of(Kind.ANSWER, [*lead, *trust_in(quotes[0])], quotes, further)


def _find(
    library: Library,
    ask: Ask,
    threads: Sequence[Thread],
    settings: Settings,
    by_meaning: "MeaningSearch | None",
) -> tuple[Sequence[Quote], Sequence[Place]]:
    """Quote the posts that fit best, and return further ones that fit well enough.

    They fit by words and meaning, or by words alone where there is no encoder, and until it has
    read the posts.
    """
    limit, least = settings.quotes + MAX_FURTHER, settings.threshold
    if by_meaning is not None:
        quotes = by_meaning.quotes(library, ask, threads, limit, least)
        if quotes is not None:
            return quotes[: settings.quotes], [*map(place_of, quotes[settings.quotes :])]
    only = threads[0] if len(threads) == 1 else None
    least = ANSWER_THRESHOLD if least is None else least
    found = library.search(ask.question, limit, only, ask.before)
    fit = [one for one in found if one.hit.score >= least and not Judgement(one.hit).is_by_chance]
    quotes = [*map(quote_found, fit[: settings.quotes])]
    return quotes, [Place(one.thread, one.hit.post) for one in fit[settings.quotes :]]


def _answer_within(
    library: Library, ask: Ask, threads: Sequence[Thread], settings: Settings
) -> Answer:
    """Answer from posts of these numbers alone; show them if they do not speak of it."""
    only = threads[0] if len(threads) == 1 else None
    quotes = [
        quote_found(one)
        for one in library.search(ask.question, MAX_WITHIN, only)
        if any(one.hit.post.number in range_ for range_ in ask.within)
    ]
    if quotes:
        best, more = quotes[: settings.quotes], quotes[settings.quotes :][:MAX_FURTHER]
        return answer_of(Kind.ANSWER, trust_in(quotes[0]), best, [*map(place_of, more)])
    for thread in threads:
        if posts := list(islice(posts_in(thread, ask.within), MAX_WITHOUT)):
            numbers, topic = typed(ask.within), cut(ask.question)
            lead = sentence("not_within", numbers=numbers, topic=topic)
            return replace(shown(thread, posts), lead=(lead,))
    return refusal(library, ask.question, threads, settings.command)
