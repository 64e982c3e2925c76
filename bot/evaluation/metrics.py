"""Metrics of the search on labelled questions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.datasets import LabelledThread
from bot.search import ANSWER_THRESHOLD, Index

DEPTH = 10  #: hits looked at for nDCG


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a search on labelled questions: shares 0..1, means over the questions.

    `ndcg`, `hit_1` and `hit_3` are of the `answerable` questions.  `auc` is the chance that an
    answerable question scores above an unanswerable one, None where there is only one kind.
    `accuracy` is the share of all questions that are rightly answered or rightly refused at
    `threshold`, whichever post is quoted; `best_accuracy` that at `best_threshold`.
    """

    answerable: int
    unanswerable: int
    ndcg: float
    hit_1: float
    hit_3: float
    auc: float | None
    accuracy: float
    threshold: float
    best_accuracy: float
    best_threshold: float


def evaluate(
    threads: Sequence[LabelledThread],
    progress: Callable[[int, int], object] = lambda done, total: None,
    threshold: float = ANSWER_THRESHOLD,
) -> Figures:
    """Ask every question of its thread; `progress` is told how many of how many are done."""
    total = sum(len(thread.questions) for thread in threads)
    ndcg, hit_1, hit_3 = [], [], []
    yes: list[float] = []  # the best hit's confidence for each answerable question
    no: list[float] = []
    for thread in threads:
        index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
        for question in thread.questions:
            hits = index.search(question.text, limit=DEPTH)
            (yes if question.answerable else no).append(hits[0].score if hits else 0.0)
            if question.answerable:
                gains = [question.relevance.get(hit.post.number, 0) for hit in hits]
                ndcg.append(_dcg(gains) / _dcg(sorted(question.relevance.values(), reverse=True)))
                hit_1.append(any(gains[:1]))
                hit_3.append(any(gains[:3]))
            progress(len(yes) + len(no), total)
    best_accuracy, best_threshold = _best_accuracy(yes, no)
    return Figures(
        answerable=len(yes),
        unanswerable=len(no),
        ndcg=_mean(ndcg),
        hit_1=_mean(hit_1),
        hit_3=_mean(hit_3),
        auc=_auc(yes, no),
        accuracy=_mean([s >= threshold for s in yes] + [s < threshold for s in no]),
        threshold=threshold,
        best_accuracy=best_accuracy,
        best_threshold=best_threshold,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _dcg(gains: Sequence[int]) -> float:
    """Discounted cumulative gain of the first DEPTH ranks (Järvelin and Kekäläinen 2002)."""
    return sum(gain / math.log2(rank) for rank, gain in enumerate(gains[:DEPTH], 2))


def _auc(yes: Sequence[float], no: Sequence[float]) -> float | None:
    """The area under the ROC curve: ties count half."""
    if not yes or not no:
        return None
    low = sorted(no)
    above = sum(bisect_left(low, score) + bisect_right(low, score) for score in yes)
    return above / 2 / (len(yes) * len(no))


def _best_accuracy(yes: Sequence[float], no: Sequence[float]) -> tuple[float, float]:
    """The greatest share of right decisions that one threshold reaches, and the least such one."""
    high, low = sorted(yes), sorted(no)
    right = (
        (len(high) - bisect_left(high, at) + bisect_left(low, at), -at)
        for at in {*high, *low, math.inf}
    )
    most, at = max(right)
    return most / max(len(high) + len(low), 1), -at
