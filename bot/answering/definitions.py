"""Definitions: what a term stands for or is, and the posts that say so."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.answering.answer import QUOTE_LENGTH, Answer, Kind, Quote
from bot.answering.library import Library, Place
from bot.answering.mentions import Term
from bot.answering.quoting import answer_of, place_of, trust_in
from bot.answering.terms import Abbreviation, Known, by_glossary, defining, spelled_out
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.trust import Certainty

MAX_USES = 5
"""The most posts that are quoted for an abbreviation."""

MAX_EXAMINED = 500
"""Posts with a term that are examined for its definition."""


def define(
    words: str,
    library: Library,
    only: Thread | None,
    found: Sequence[Quote],
    further: Sequence[Place],
    limit: int,
) -> Answer | None:
    """Say what a term stands for or is; None where neither a glossary nor a post defines it.

    ``found`` are the quotes that a search for the question found, and ``further`` its other posts.
    At most ``limit`` posts are quoted. With ``only``, all are of that thread.
    """
    term = Term(words)
    examined = list(islice(term.among(library.having(words, only)), MAX_EXAMINED))
    threads = [only] if only else library.threads.values()
    if known := by_glossary(words, threads) or spelled_out(words, examined):
        return _stands_for(known, library, only)
    first = defining(words, examined)
    if first is None:
        return None
    own = (one for one in found if one.post is first.post)
    best = next(own, term.quote(first, QUOTE_LENGTH, Certainty.MAYBE))
    if best.certainty is Certainty.NEAR and not best.missing:
        best = replace(best, certainty=Certainty.MAYBE)  # it has the term, and defines it
    quotes = [best, *(quote for quote in found if quote.post is not first.post)]
    others = [*map(place_of, quotes[limit:]), *further]
    others = [one for one in others if one.post is not first.post]
    return answer_of(Kind.DEFINITION, trust_in(best), quotes[:limit], others)


def _stands_for(known: Sequence[Known], library: Library, only: Thread | None) -> Answer:
    """Say what an abbreviation stands for, and quote the posts that use it, first use first.

    Threads may mean different things by it; only posts of those that say what it means are quoted.
    """
    short = known[0][0].short
    meanings: dict[tuple[str, str], Abbreviation] = {}
    for one, _ in known:
        meanings.setdefault((one.short, one.long.casefold()), one)
    lead = [
        sentence("stands_for", short=one.short, long=one.long)
        for one in islice(meanings.values(), MAX_USES)
    ]
    threads = {thread.id for one, thread in known if one.short == short}
    term = Term(short, cased=not short.islower())  # IT is not what "it" says
    places = (one for one in library.having(short, only) if one.thread.id in threads)
    quotes = [
        term.quote(place, QUOTE_LENGTH, Certainty.SURE)
        for place in islice(term.among(places), MAX_USES)
    ]
    if not quotes:
        return Answer(Kind.DEFINITION, tuple(lead))
    return answer_of(Kind.DEFINITION, lead, quotes)
