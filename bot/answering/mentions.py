"""Mentions: every post that uses a word."""

from collections.abc import Collection

import regex

from bot.answering.answer import Answer, Kind, Quote, cut
from bot.answering.reports import MAX_LISTED
from bot.answering.requests import Mentions
from bot.i18n import plural, sentence
from bot.knowledge import Thread

MENTION_LENGTH = 150
"""Characters of a post that are quoted around a word asked for."""


def answer_mentions(mentions: Mentions, threads: Collection[Thread]) -> Answer:
    """Quote the posts that use the term as a word, first use first."""
    used = [
        Quote.of(thread, post, MENTION_LENGTH, spans)
        for thread in threads
        for post in thread.posts
        if (spans := uses(mentions.term, post.text))
    ]
    if not used:
        return Answer(Kind.REFUSAL, (sentence("not_used", term=cut(mentions.term)),))
    lead = sentence(
        "used",
        term=cut(mentions.term),
        uses=len(used),
        posts=plural(sum(len(thread.posts) for thread in threads), "post"),
        first=used[0].post.number,
    )
    left = len(used) - MAX_LISTED
    closing = (sentence("more", count=left),) if left > 0 else ()
    return Answer(Kind.POSTS, (lead,), tuple(used[:MAX_LISTED]), closing)


def uses(term: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where a text has the term as a word or words of its own, in any case."""
    if not (words := term.strip().lstrip("#")):
        return ()
    uses = regex.finditer(rf"(?<!\w){regex.escape(words)}(?!\w)", text, regex.IGNORECASE)
    return tuple(use.span() for use in uses)
