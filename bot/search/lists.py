"""Lists of numbers in flat arrays, made by sorting pairs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

_STEP = 1 << 14
HALF = 32  #: bits of either number of a pair


class Lists(NamedTuple):
    """List i is `values[bounds[i] : bounds[i + 1]]`."""

    bounds: Integers
    values: Integers

    @classmethod
    def of(cls, pairs: Integers) -> tuple[Integers, Lists]:
        """The distinct keys of rising pairs, and the list of each one's values; the pairs are used
        up."""
        listed = seconds(pairs)
        keys = firsts(pairs)
        starts = runs(keys)
        return keys[starts], cls(np.append(starts, len(listed)), listed)

    def places(self, lists: Integers) -> tuple[Integers, Integers]:
        """Where in `values` some lists stand, one after the other; and how long each is."""
        starts = self.bounds[lists]
        counts = self.bounds[lists + 1] - starts
        return places(starts, counts), counts


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


def sorted_pairs(firsts: Integers, seconds: Integers) -> Integers:
    """Pairs of numbers below 2^31, each packed into one, rising."""
    pairs = firsts.astype(np.uint64)
    pairs <<= HALF
    pairs |= seconds.astype(np.uint32, copy=False)
    pairs.sort()
    return pairs


def firsts(pairs: Integers) -> Integers:
    """The first number of each pair; the pairs are used up."""
    pairs >>= HALF
    return pairs.astype(np.int32)


def seconds(pairs: Integers) -> Integers:
    """The second number of each pair."""
    return pairs.astype(np.uint32).view(np.int32)


def runs(rising: Integers | Floats) -> Integers:
    """Where each distinct number begins.

    >>> runs(np.array([3, 3, 5, 8, 8])).tolist()
    [0, 2, 3]
    """
    new = np.ones(len(rising), np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=new[1:])
    return new.nonzero()[0]


def distinct(numbers: Integers) -> Integers:
    """Each number once, rising."""
    rising = np.sort(numbers)
    return rising[runs(rising)]


def in_order(keys: Integers) -> tuple[Integers, Integers]:
    """Where keys stand in rising order, equal ones as they come; and the keys in that order.

    Quicker than `argsort`, for keys that leave as many bits as the count of them has.

    >>> in_order(np.array([8, 3, 8, 5]))[0].tolist()
    [1, 3, 0, 2]
    """
    bits = len(keys).bit_length()
    packed = keys << bits
    packed += np.arange(len(keys))
    packed.sort()
    order = packed & (1 << bits) - 1
    packed >>= bits
    return order, packed


def among(rising: Integers, numbers: Integers) -> tuple[Integers, Integers]:
    """Which numbers, told by their places, are among rising ones, and where they stand there.

    >>> [found.tolist() for found in among(np.array([2, 5, 9]), np.array([1, 5, 9, 10]))]
    [[1, 2], [1, 2]]
    """
    at = rising.searchsorted(numbers)
    at[at == len(rising)] = 0
    there = (rising[at] == numbers).nonzero()[0]
    return there, at[there]


def gaps(rising: Integers, end: int) -> Integers:
    """How far it is from each number to the next, and from the last one to an end."""
    found = np.empty(len(rising), np.int32)
    np.subtract(rising[1:], rising[:-1], out=found[:-1], casting="unsafe")
    found[-1:] = end - rising[-1:]
    return found


def place(rising: Sequence[int], number: int) -> int | None:
    """Where a number stands among rising ones, if it does."""
    at = bisect_left(rising, number)
    return at if at < len(rising) and rising[at] == number else None


def places_within(
    values: Integers, starts: Integers, ends: Integers, numbers: Integers
) -> Integers:
    """Where each number stands, or would, in a rising range of values of its own.

    >>> values = np.array([3, 5, 8, 1, 5])
    >>> places_within(values, np.array([0, 3]), np.array([3, 5]), np.array([5, 9])).tolist()
    [1, 5]
    """
    low, high = starts.copy(), ends.copy()
    while len(wide := (low < high).nonzero()[0]):
        middle = (low[wide] + high[wide]) >> 1
        less = values[middle] < numbers[wide]
        low[wide[less]] = middle[less] + 1
        high[wide[~less]] = middle[~less]
    return low


def small(numbers: Sequence[int] | Integers) -> Integers:
    """Integers from 0 in as few bytes as the greatest takes."""
    most = int(np.max(numbers, initial=0))
    return np.asarray(numbers).astype(np.min_scalar_type(most))


def joined(arrays: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    """Arrays one after the other, if any.

    One by one, unlike numpy's own way, it lets other threads of execution in between.
    """
    ends = np.cumsum([0, *map(len, arrays)]).tolist()
    together = np.empty(ends[-1], kind)
    for array, (start, end) in zip(arrays, pairwise(ends), strict=True):
        together[start:end] = array
    return together


def repeated(values: Integers, counts: Integers) -> Integers:
    """Each value so many times; other threads of execution are let in between, as by `joined`."""
    steps = range(0, len(values), _STEP)
    return joined(
        [values[at : at + _STEP].repeat(counts[at : at + _STEP]) for at in steps], values.dtype.type
    )


def least(values: Floats, count: int) -> float:
    """The least of so many greatest values; 0 where there are fewer."""
    return float(np.partition(values, -count)[-count]) if len(values) >= count else 0.0
