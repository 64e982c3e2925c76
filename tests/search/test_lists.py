"""Flat arrays hold the same as lists of lists would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search import lists

NUMBERS = st.integers(0, 2**31 - 1)
KEYS = 6


@given(st.lists(NUMBERS))
def test_runs_begin_where_a_number_is_new(numbers: list[int]) -> None:
    """Each distinct number is met once."""
    rising = sorted(numbers)
    assert lists.runs(np.array(rising, np.int64)).tolist() == [
        place for place, number in enumerate(rising) if number not in rising[:place]
    ]


@given(st.lists(st.sampled_from([0, 1, 255, 256, 65_535, 65_536, 2**31 - 1])))
def test_small_numbers_stay_the_numbers_they_are(numbers: list[int]) -> None:
    """What is kept in fewer bytes is kept whole."""
    assert lists.small(np.array(numbers, np.int64)).tolist() == numbers
