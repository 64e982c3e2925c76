"""Highlights: which words of a post to mark, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MAX_FREQUENCY = 2e-3  #: a term of this relative frequency is not worth marking


def highlights(
    matches: Sequence[tuple[int, int]],
    frequencies: Sequence[float],
    span: Callable[[int], tuple[int, int]],
) -> tuple[tuple[int, int], ...]:
    """Return what to mark in a post: rising spans that do not overlap.

    `matches` are pairs of a term and a token; `frequencies` are the relative frequencies of the
    terms, of which only rare ones are worth marking if there are some; `span` tells where a token
    is.

    >>> highlights([(0, 0), (0, 1), (1, 2)], [1e-6, 0.1], [(5, 9), (7, 12), (0, 3)].__getitem__)
    ((5, 12),)
    """
    rare = [token for term, token in matches if frequencies[term] < MAX_FREQUENCY]
    tokens = rare or [token for _, token in matches]
    rising: list[tuple[int, int]] = []
    last = 0
    for start, end in sorted(map(span, tokens)):
        if start >= last:
            rising.append((start, end))
            last = end
        elif end > last:
            rising[-1] = rising[-1][0], end
            last = end
    return tuple(rising)
