"""How many cases a property gets whose cases take long."""

from hypothesis import settings

SELDOM = settings(max_examples=min(settings().max_examples, 200))
"""For a property whose cases take a tenth of a second or more each."""
