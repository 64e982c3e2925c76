"""Web addresses within the text of posts."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_SHORTEST = len("http://x")
_CLOSING_MARKS = frozenset(".,;:!?'\"*_~|`’”»›…。、！？，")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each address is in a text, half open, without the marks of the sentence around.

    A bracket belongs to the address if it was opened there, as in ``.../Bread_(food)``.
    """
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.start() + len(_without_closing_marks(match[0]))


def _without_closing_marks(address: str) -> str:
    while len(address) > _SHORTEST:
        last = address[-1]
        if last in _BRACKETS:
            if address.count(_BRACKETS[last]) >= address.count(last):
                return address
        elif last not in _CLOSING_MARKS:
            return address
        address = address[:-1]
    return address
