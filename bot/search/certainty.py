"""Certainty: how far people may trust that a post answers, in a word.

A post is sure to answer only where nothing telling is missing. A word tells much if it is rare in
everyday language; the post must have every such word of the question, as typed, in another form or
with a typo. Likeness of letters is no evidence, nor is a part of a longer word.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from bot.search.confidence import MAYBE_THRESHOLD, SURE_THRESHOLD
from bot.search.matches import TermMatch

TELLING = 4.0  #: nats of everyday language, from which on a word tells much
CLEAR_MARGIN = 0.1  #: by which the score of a sure post exceeds that of the next


class Certainty(Enum):
    """How far a post is trusted to answer the question."""

    SURE = "sure"
    MAYBE = "maybe"
    NEAR = "near"  # near the question only


def telling(terms: Sequence[TermMatch]) -> list[TermMatch]:
    """Return the terms of a question that tell much."""
    return [term for term in terms if term.information >= TELLING and not term.asks]


def is_by_chance(terms: Sequence[TermMatch]) -> bool:
    """Tell whether a question has no telling word, and a post no more of it than most texts have.

    So it is with "what time is it".
    """
    found = sum(term.information for term in terms if term.exact and not term.asks)
    return found < TELLING and not telling(terms)


def certainty(
    confidence: float, terms: Sequence[TermMatch], margin: float, lacks_answer: bool
) -> Certainty:
    """Say how far a post is trusted.

    `margin` is by how much its score exceeds that of the next post; `lacks_answer` whether
    it is asked how many, or who is in something, and the post has no number or names nobody.
    """
    wanted = telling(terms)
    missing = [term for term in wanted if not term.exact]
    nowhere = any(term.in_no_post for term in missing)
    if nowhere or len(missing) == len(wanted) or lacks_answer or confidence < MAYBE_THRESHOLD:
        return Certainty.NEAR
    if missing or margin < CLEAR_MARGIN or confidence < SURE_THRESHOLD:
        return Certainty.MAYBE
    return Certainty.SURE
