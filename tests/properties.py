"""How many cases a property gets whose cases take long."""

from hypothesis import settings

_OTHERS = settings().max_examples

SELDOM = settings(max_examples=min(max(_OTHERS // 4, 10), 200))
"""For a property whose cases take a hundredth of a second or more each: a quarter of the others."""
