"""Fusion: the ranking by words and the nearness of meaning, added up.

    score    words + WEIGHT·nearness

`words` is the score by which the search ranks, 0 for a post that no word finds; `nearness` has a
mean of 0 and a deviation of 1 for questions and posts of one thread, whatever the language.

The confidence is logistic. Its numbers were fitted to the questions in tests/questions that are
there to fit on; those for questions in another language to XQuAD's English questions on its German
texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import exp
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search import Hit, Post
from bot.trust import Certainty, Judgement

WEIGHT = 0.3
ANSWER_THRESHOLD, FOREIGN_THRESHOLD = 0.17, 0.03
"""The least confidence of a post that is quoted, and where the question is in another language.

In another language people cannot tell from its words whether a thread has what they ask for.
"""

MAYBE_THRESHOLD = 0.75
"""The least confidence of a post that may answer by its meaning alone."""

MOST_UNKNOWN = 3
"""Words that no post has, beyond which more tell nothing."""

_WIDEST_MARGIN = 1.0

P = TypeVar("P", bound=Post)


@dataclass(frozen=True, slots=True)
class FusedHit(Generic[P]):
    """A post that matches a question by words, by meaning, or by both.

    ``thread`` and ``place`` count from 0; ``by_words`` is None for a post that no word finds.
    """

    thread: int
    place: int
    score: float  #: confidence that the post answers, 0..1
    certainty: Certainty
    by_words: Hit[P] | None
    by_meaning: bool  #: whether its meaning, rather than its words, speaks for it


def fuse(
    found: Sequence[tuple[int, int, Hit[P]]],
    nearness: Sequence[NDArray[np.float64]],
    limit: int,
    is_foreign: bool = False,
) -> list[FusedHit[P]]:
    """Return the best posts of some threads, best first, equal ones in order.

    ``found`` are the hits of the search by words, best first, with the thread and the place of
    each; ``nearness`` that of each thread's posts; ``is_foreign`` whether the question is in
    another language than they are, so that words tell little.
    """
    offsets = np.cumsum([0, *map(len, nearness)])
    near = np.concatenate(nearness)
    hits = {int(offsets[thread]) + place: hit for thread, place, hit in found}
    words = np.zeros(len(near))
    words[[*hits]] = [hit.relevance for hit in hits.values()]
    scores = words + WEIGHT * near
    best = np.argsort(-scores, kind="stable")[: limit + 1].tolist()
    unknown = min(len(Judgement(found[0][2]).missing), MOST_UNKNOWN) if found else 0
    fused: list[FusedHit[P]] = []
    least = 1.0
    for position, after in zip_longest(best[:limit], best[1:], fillvalue=best[-1]):
        hit = hits.get(position)
        judged = Judgement(hit) if hit else None
        if is_foreign:
            logit = _logit_of_foreign(near[position], near[position] - near[after])
        else:
            margin = scores[position] - scores[after]
            logit = _logit(near[position], margin, judged) - 0.49 * unknown
        least = min(least, round(1 / (1 + exp(-logit)), 6))  # confidence falls with the rank
        thread = int(np.searchsorted(offsets, position, "right")) - 1
        place = position - int(offsets[thread])
        certainty = _certainty(least, judged)
        by_meaning = judged is None or (
            judged.certainty is Certainty.NEAR and (is_foreign or certainty is Certainty.MAYBE)
        )
        fused.append(FusedHit(thread, place, least, certainty, hit, by_meaning))
    return fused


def _logit(nearness: float, margin: float, judged: Judgement | None) -> float:
    """Return the log-odds that a post answers, but for the words that no post has.

    Where the post has no telling word of the question, what else is alike tells nothing.
    """
    logit = -3.37 + 0.63 * nearness + 1.39 * min(margin, _WIDEST_MARGIN)
    if judged is not None and any(term.exact for term in judged.telling):
        return logit + 1.94 * judged.hit.relevance
    return logit + 1.43


def _logit_of_foreign(nearness: float, margin: float) -> float:
    """Return the log-odds that a post answers a question in another language."""
    return -3.43 + 1.13 * nearness + 1.19 * max(margin, 0)


def _certainty(confidence: float, by_words: Judgement | None) -> Certainty:
    """Say how far a post is trusted: meaning alone makes none sure."""
    certainty = by_words.certainty if by_words else Certainty.NEAR
    if certainty is not Certainty.NEAR or confidence < MAYBE_THRESHOLD:
        return certainty
    return Certainty.NEAR if by_words and by_words.lacks_answer else Certainty.MAYBE
