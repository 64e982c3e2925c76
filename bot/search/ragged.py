"""Ragged arrays: lists of integers in one flat array (the CSR layout of sparse matrices)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.search import native

Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Ragged(NamedTuple):
    """Lists of integers from 0; list i is `values[offsets[i] : offsets[i + 1]]`."""

    offsets: Integers
    values: Integers

    def lengths(self) -> Integers:
        """Return the length of each list."""
        return self.offsets[1:] - self.offsets[:-1]

    def owners(self) -> Integers:
        """Return the number of the list that each value is in."""
        return np.arange(len(self.offsets) - 1).repeat(self.lengths())

    def joined(self, other: Ragged) -> Ragged:
        """Return these lists, and then the other ones."""
        ends = np.append(self.offsets, other.offsets[1:] + self.offsets[-1])
        return Ragged(ends, np.append(self.values, other.values))

    def take(self, lists: Integers) -> Ragged:
        """Return some of the lists, in the order given."""
        starts = self.offsets[lists]
        counts = self.offsets[lists + 1] - starts
        return Ragged(offsets(counts), self.values[concat_ranges(starts, counts)])

    def invert(self, keys: int) -> tuple[Ragged, Integers]:
        """Return, for each of `keys` values, the numbers of the lists with it, each once, rising;
        and how often each list has it."""
        if (library := native.load()) is None:
            pairs = packed(self.values, self.owners())
            pairs.sort()
            first = np.append(is_first(pairs), True).nonzero()[0]
            pairs, times = pairs[first[:-1]], np.diff(first)
            return Ragged(offsets(np.bincount(pairs >> 32, minlength=keys)), low(pairs)), times
        starts, ends = np.zeros((2, keys + 1), np.int64)
        lists, times = np.empty((2, len(self.values)), np.int32)
        arrays: list[Any] = [self.offsets, self.values, starts, ends, lists, times]
        count = library.invert(len(self.offsets) - 1, keys, *map(native.address, arrays))
        return Ragged(starts, lists[:count]), times[:count]


def packed(high: Integers, low: Integers) -> Integers:
    """Return pairs of numbers below 2^31, each pair in one integer."""
    pairs: Integers = high.astype(np.int64)
    pairs <<= 32
    pairs |= low
    return pairs


def low(pairs: Integers) -> Integers:
    """Return the second number of each packed pair."""
    return pairs.astype(np.int32)


def is_first(rising: Integers) -> Flags:
    """Return whether each of rising integers is the first of equal ones."""
    return np.append(True, rising[1:] != rising[:-1])[: len(rising)]


def distinct(rising: Any) -> Any:
    """Return rising integers, each once; NumPy's own function imports masked arrays."""
    return rising[is_first(rising)]


def offsets(counts: Sequence[int] | Integers) -> Integers:
    """Return the offsets of lists of these lengths."""
    ends = np.zeros(len(counts) + 1, np.int64)
    np.asarray(counts, np.int64).cumsum(out=ends[1:])
    return ends


def weighted_counts(values: Integers, weights: Floats | Integers, length: int) -> Floats:
    """Return, for each integer below `length`, the sum of the weights of its places in `values`."""
    sums: Floats = np.bincount(values, weights, minlength=length).astype(np.float64, copy=False)
    return sums  # NumPy's are integers where there is nothing to sum


def concat_ranges(starts: Integers, counts: Integers) -> Integers:
    """Return the integers of ranges with these starts and lengths, one range after the other.

    >>> concat_ranges(np.array([7, 0]), np.array([2, 3])).tolist()
    [7, 8, 0, 1, 2]
    """
    ranges: Integers = (starts - counts.cumsum() + counts).repeat(counts)
    ranges += np.arange(len(ranges))
    return ranges
