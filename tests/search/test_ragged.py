"""Ragged arrays hold the same as lists of lists would."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.ragged import Ragged, offsets

KEYS = 5
LISTS = st.lists(st.lists(st.integers(0, KEYS - 1), max_size=5), max_size=6)


def ragged(lists: list[list[int]]) -> Ragged:
    return Ragged(offsets([*map(len, lists)]), np.array([*chain.from_iterable(lists)], np.int32))


def plain(lists: Ragged) -> list[list[int]]:
    return [part.tolist() for part in np.split(lists.values, lists.offsets[1:-1])]


@given(LISTS)
def test_each_value_has_the_lists_that_have_it(lists: list[list[int]]) -> None:
    """The inverse of lists tells for each value the lists with it, in order, and how often it is
    there."""
    inverse, times = ragged(lists).invert(KEYS)
    pairs = [
        [(number, one.count(key)) for number, one in enumerate(lists) if key in one]
        for key in range(KEYS)
    ]
    assert plain(inverse) == [[number for number, _ in some] for some in pairs]
    assert times.tolist() == [count for some in pairs for _, count in some]


@given(LISTS.filter(bool), st.data())
def test_lists_are_taken_in_the_order_asked_for(
    lists: list[list[int]], data: st.DataObject
) -> None:
    """Any of the lists, in any order, some twice or never."""
    which = data.draw(st.lists(st.integers(0, len(lists) - 1), min_size=1))
    assert plain(ragged(lists).take(np.array(which))) == [lists[number] for number in which]
