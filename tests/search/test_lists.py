"""Flat arrays hold the same as lists of lists would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search import lists


@given(st.lists(st.sampled_from([0, 1, 255, 256, 65_535, 65_536, 2**31 - 1])))
def test_small_numbers_stay_the_numbers_they_are(numbers: list[int]) -> None:
    """What is kept in fewer bytes is kept whole."""
    assert lists.small(np.array(numbers, np.int64)).tolist() == numbers
