"""The nearest of several names to one that is mistyped or cut short."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MAX_COMPARED = 1000
"""Names that are compared at most."""

ALIKE, SURELY_ALIKE = 0.7, 0.85
"""How much of two names must be alike, in 0..1."""

_MAX_LENGTH = 64


def nearest(name: str, names: Iterable[str], likeness: float = ALIKE) -> str | None:
    """Return the name that looks most like this one, or else begins with it, or None.

    A beginning counts only up to a ``likeness`` of ALIKE.
    """
    wanted = name.casefold()
    if not wanted or len(wanted) > _MAX_LENGTH:
        return None
    by_folded = {one.casefold(): one for one in islice(names, MAX_COMPARED)}
    if close := get_close_matches(wanted, by_folded, 1, likeness):
        return by_folded[close[0]]
    if likeness > ALIKE or len(wanted) < 3:
        return None
    return next((one for folded, one in by_folded.items() if folded.startswith(wanted)), None)
