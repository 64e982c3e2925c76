"""Metrics of the search and of the answers on labelled questions."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.responses import DEPTH, Response
from bot.trust import ANSWER_THRESHOLD

BINS = 10  #: of the reliability table


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the responses to labelled questions: shares 0..1, means over the questions.

    ``ndcg``, ``hit_1`` and ``hit_3`` are those of the search on the ``answerable`` questions.
    ``auc`` is the chance that an answerable question has a higher confidence than an unanswerable
    one. ``accuracy`` is the share of all questions rightly answered or refused at ``threshold``,
    whichever post is quoted; ``best_accuracy`` that at ``best_threshold``.

    The others are of what people see: of the answers called sure the share with a right first post,
    of the answerable questions the shares answered right first and refused, of the unanswerable
    ones the shares that get a sure quote and any. A share of no question is None.
    """

    answerable: int
    unanswerable: int
    ndcg: float | None
    hit_1: float | None
    hit_3: float | None
    auc: float | None
    accuracy: float | None
    threshold: float
    best_accuracy: float | None
    best_threshold: float
    sure: int
    sure_right: float | None
    right_first: float | None
    refused: float | None
    unanswerable_sure: float | None
    unanswerable_quoted: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Responses of one group: how many, how many of them sure, and the share with a right post.

    A refused question that its thread does not answer is right.
    """

    name: str
    count: int
    right: float
    sure: int
    sure_right: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of a confidence from ``low`` to ``high``: the mean, and the share right first."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def measure(responses: Sequence[Response], threshold: float = ANSWER_THRESHOLD) -> Figures:
    """Compute the figures of some responses."""
    yes = [response for response in responses if response.question.answerable]
    no = [response for response in responses if not response.question.answerable]
    high, low = _confidences(yes), _confidences(no)
    best_accuracy, best_threshold = _best_accuracy(high, low)
    sure = [response for response in responses if response.quoted.certainty == "sure"]
    return Figures(
        answerable=len(yes),
        unanswerable=len(no),
        ndcg=mean(ndcg(one.question.relevance, one.ranked) for one in yes),
        hit_1=mean(response.hit for response in yes),
        hit_3=mean(
            any(number in response.question.relevance for number in response.ranked[:3])
            for response in yes
        ),
        auc=_auc(high, low),
        accuracy=mean([at >= threshold for at in high] + [at < threshold for at in low]),
        threshold=threshold,
        best_accuracy=best_accuracy,
        best_threshold=best_threshold,
        sure=len(sure),
        sure_right=mean(response.right for response in sure),
        right_first=mean(response.right for response in yes),
        refused=mean(response.quoted.first is None for response in yes),
        unanswerable_sure=mean(response.quoted.certainty == "sure" for response in no),
        unanswerable_quoted=mean(response.quoted.first is not None for response in no),
    )


def by_kind(responses: Sequence[Response]) -> list[Group]:
    """Group the responses by the kind of question."""
    return _groups(responses, [response.question.kind for response in responses])


def by_language(responses: Sequence[Response]) -> list[Group]:
    """Group the responses by the language of the thread."""
    return _groups(responses, [response.language for response in responses])


def by_certainty(responses: Sequence[Response]) -> list[Group]:
    """Group the responses by what people read: sure, maybe, near, or refused."""
    words = {"sure": "sure", "maybe": "maybe", "near": "only near", None: "refused"}
    return [
        _group(word, group)
        for certainty, word in words.items()
        if (group := [one for one in responses if one.quoted.certainty == certainty])
    ]


def reliability(responses: Sequence[Response]) -> list[Bin]:
    """Compare the confidence with the share of right first hits, a tenth at a time."""
    bins: list[list[Response]] = [[] for _ in range(BINS)]
    for response in responses:
        bins[min(int(response.confidence * BINS), BINS - 1)].append(response)
    return [
        Bin(
            at / BINS,
            (at + 1) / BINS,
            len(group),
            sum(response.confidence for response in group) / len(group),
            sum(response.hit for response in group) / len(group),
        )
        for at, group in enumerate(bins)
        if group
    ]


def _groups(responses: Sequence[Response], names: Sequence[str | None]) -> list[Group]:
    """One group a name, in the order in which the names first occur."""
    return [
        _group(name, [one for one, other in zip(responses, names, strict=True) if other == name])
        for name in dict.fromkeys(names)
        if name is not None
    ]


def _group(name: str, group: Sequence[Response]) -> Group:
    sure = [response.right for response in group if response.quoted.certainty == "sure"]
    right = [
        response.right if response.question.answerable else response.quoted.first is None
        for response in group
    ]
    return Group(name, len(group), sum(right) / len(right), len(sure), mean(sure))


def _confidences(responses: Iterable[Response]) -> list[float]:
    return sorted([response.confidence for response in responses])


def mean(values: Iterable[float]) -> float | None:
    """Return the mean; None of no values."""
    values = list(values)
    return sum(values) / len(values) if values else None


def ndcg(relevance: Mapping[int, int], ranked: Sequence[int]) -> float:
    """Compute the nDCG of the first DEPTH posts of a ranking."""
    gains = [relevance.get(number, 0) for number in ranked]
    return _dcg(gains) / _dcg(sorted(relevance.values(), reverse=True))


def _dcg(gains: Sequence[int]) -> float:
    """Discounted cumulative gain of the first DEPTH ranks (Järvelin and Kekäläinen 2002)."""
    return sum(gain / math.log2(rank) for rank, gain in enumerate(gains[:DEPTH], 2))


def _auc(high: Sequence[float], low: Sequence[float]) -> float | None:
    """Compute the area under the ROC curve of rising confidences; ties count half."""
    if not high or not low:
        return None
    above = sum(bisect_left(low, score) + bisect_right(low, score) for score in high)
    return above / 2 / (len(high) * len(low))


def _best_accuracy(high: Sequence[float], low: Sequence[float]) -> tuple[float | None, float]:
    """Find the greatest share of right decisions that one threshold reaches, and the least such."""
    right = (
        (len(high) - bisect_left(high, at) + bisect_left(low, at), -at)
        for at in {*high, *low, math.inf}
    )
    most, at = max(right)
    return (most / (len(high) + len(low)) if high or low else None), -at
