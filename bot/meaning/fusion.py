"""Fusion: the ranking by words and the nearness of meaning, added up.

    score    words + WEIGHT·z,   z = (cosine - MEAN) / DEVIATION

`words` is the score by which the search ranks, 0 for a post that no word finds. MEAN and DEVIATION
are those of the encoder's cosines between questions and posts of the same thread, whatever the
language. All numbers were fitted to the questions in tests/questions that are there to fit on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search import Certainty, Hit, Post

MEAN, DEVIATION = 0.793, 0.033
WEIGHT = 0.3
ANSWER_THRESHOLD = 0.3
"""The least confidence of a post that is quoted."""

MAYBE_THRESHOLD = 0.75
"""The least confidence of a post that may answer by its meaning alone."""

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

    @property
    def by_meaning(self) -> bool:
        """Whether its words alone would not have been trusted as far."""
        return self.certainty is Certainty.MAYBE and (
            self.by_words is None or self.by_words.certainty is Certainty.NEAR
        )


def fuse(
    found: Sequence[tuple[int, int, Hit[P]]],
    cosines: Sequence[NDArray[np.float32]],
    limit: int,
) -> list[FusedHit[P]]:
    """Return the best posts of some threads, best first, equal ones in order.

    ``found`` are the hits of the search by words, best first, with the thread and the place of
    each; ``cosines`` those of each thread's posts.
    """
    offsets = np.cumsum([0, *map(len, cosines)])
    nearness = (np.concatenate(cosines).astype(float) - MEAN) / DEVIATION
    words = np.zeros(len(nearness))
    hits = {int(offsets[thread]) + place: hit for thread, place, hit in found}
    for position, hit in hits.items():
        words[position] = hit.relevance
    scores = words + WEIGHT * nearness
    best = np.argsort(-scores, kind="stable")[: limit + 1]
    below = [*scores[best[1:]], scores[best[-1]]]
    fused: list[FusedHit[P]] = []
    least = 1.0
    for position, next_score in zip(best[:limit].tolist(), below, strict=False):
        margin = scores[position] - next_score
        own = _confidence(nearness[position], words[position], margin, bool(found))
        least = min(least, own)  # confidence falls with the rank
        thread = int(np.searchsorted(offsets, position, "right")) - 1
        by_words = hits.get(position)
        certainty = _certainty(least, by_words)
        place = position - int(offsets[thread])
        fused.append(FusedHit(thread, place, least, certainty, by_words))
    return fused


def _confidence(nearness: float, words: float, margin: float, any_words: bool) -> float:
    """Return the confidence that a post answers; ``any_words`` of the question find a post."""
    z = (
        -2.94
        + 0.61 * nearness
        + 1.54 * min(margin, _WIDEST_MARGIN)
        + 1.66 * words
        + 1.05 * (not any_words)
    )
    return round(1 / (1 + exp(-z)), 6)


def _certainty(confidence: float, by_words: Hit[P] | None) -> Certainty:
    """Say how far a post is trusted: meaning alone makes none sure."""
    certainty = by_words.certainty if by_words else Certainty.NEAR
    if certainty is Certainty.NEAR and confidence >= MAYBE_THRESHOLD:
        return Certainty.MAYBE
    return certainty
