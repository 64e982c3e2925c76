"""Flat arrays hold the same as lists of lists would."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search import lists
from bot.search.lists import Lists

NUMBERS = st.integers(0, 2**31 - 1)
KEYS = 6


@given(st.lists(st.tuples(st.integers(0, KEYS - 1), NUMBERS)), st.lists(st.integers(0, KEYS - 1)))
def test_values_are_found_by_their_keys(pairs: list[tuple[int, int]], asked: list[int]) -> None:
    """Each key has its own values, rising, however often and in whatever order it is asked for."""
    keys, kept = Lists.of(lists.sorted_pairs(*np.array(pairs, np.int64).reshape(-1, 2).T))
    own = {key: sorted(value for other, value in pairs if other == key) for key, _ in pairs}
    assert keys.tolist() == sorted(own)
    assert [kept.values[a:b].tolist() for a, b in pairwise(kept.bounds.tolist())] == [
        own[key] for key in sorted(own)
    ]
    asked = [key for key in asked if key in own]
    at, counts = kept.places(keys.searchsorted(asked))
    assert kept.values[at].tolist() == [value for key in asked for value in own[key]]
    assert counts.tolist() == [len(own[key]) for key in asked]


@given(st.lists(st.tuples(NUMBERS, NUMBERS)))
def test_pairs_are_sorted_and_come_apart_again(pairs: list[tuple[int, int]]) -> None:
    """Two numbers in one lose nothing, up to the greatest."""
    first, second = np.array(pairs, np.int64).reshape(-1, 2).T
    packed = lists.sorted_pairs(first, second)
    seconds = lists.seconds(packed).tolist()
    assert list(zip(lists.firsts(packed).tolist(), seconds, strict=True)) == sorted(pairs)


@given(st.lists(NUMBERS))
def test_runs_begin_where_a_number_is_new(numbers: list[int]) -> None:
    """Each distinct number is met once."""
    rising = sorted(numbers)
    assert lists.runs(np.array(rising, np.int64)).tolist() == [
        place for place, number in enumerate(rising) if number not in rising[:place]
    ]


@given(st.lists(NUMBERS, min_size=1))
def test_gaps_are_as_long_as_the_lists_between(numbers: list[int]) -> None:
    """The last list goes to the end."""
    rising = sorted(numbers)
    gaps = [after - before for before, after in pairwise([*rising, 2**31 - 1])]
    assert lists.gaps(np.array(rising, np.int64), 2**31 - 1).tolist() == gaps


@given(st.lists(st.sampled_from([0, 1, 255, 256, 65_535, 65_536, 2**31 - 1])))
def test_small_numbers_stay_the_numbers_they_are(numbers: list[int]) -> None:
    """What is kept in fewer bytes is kept whole."""
    assert lists.small(numbers).tolist() == numbers


@given(st.lists(st.floats(0, 1)), st.integers(1, 5))
def test_so_many_values_are_no_less_than_the_least_of_the_greatest(
    values: list[float], count: int
) -> None:
    """Where there are fewer, all may come."""
    least = sorted(values)[-count] if len(values) >= count else 0
    assert lists.least(np.array(values), count) == least
