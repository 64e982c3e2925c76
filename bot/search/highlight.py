"""Highlights: which words of a post to mark, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MAX_FREQUENCY = 2e-3  #: a term of this relative frequency is not worth marking


def worth_marking(matches: Sequence[tuple[int, int]], frequencies: Sequence[float]) -> list[int]:
    """Return the tokens to mark among (term, token) pairs: those of rarer terms, or all.

    `frequencies` are the relative frequencies of the terms.
    """
    rare = [token for term, token in matches if frequencies[term] < MAX_FREQUENCY]
    return rare or [token for _, token in matches]


def merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return spans in rising order, those that overlap as one.

    >>> merged([(8, 9), (0, 4), (2, 6)])
    ((0, 6), (8, 9))
    """
    rising: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if rising and start < rising[-1][1]:
            rising[-1] = rising[-1][0], max(rising[-1][1], end)
        else:
            rising.append((start, end))
    return tuple(rising)
