"""Lists of numbers in flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Lists(NamedTuple):
    """List i is `values[bounds[i] : bounds[i + 1]]`."""

    bounds: Integers
    values: Integers

    def lengths(self, lists: Integers) -> Integers:
        """How long some lists are."""
        return self.bounds[lists + 1] - self.bounds[lists]


def bounds(counts: Sequence[int] | Integers) -> Integers:
    """Where lists of some lengths begin, and where the last one ends."""
    ends = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def places(starts: Integers, counts: Integers) -> Integers:
    """The places of the ranges that begin at `starts` and are `counts` long.

    >>> places(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    found: Integers = (starts - counts.cumsum() + counts).repeat(counts)
    found += np.arange(len(found))
    return found


def small(numbers: Integers) -> Integers:
    """Integers from 0 in as few bytes as the greatest takes."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
