"""Web addresses within the text of posts."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(r"https?://[^\W_][^\s<>]*")
_CLOSING_MARKS = frozenset(".,;:!?'\"*_~|`’”»›…。、！？，")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each address is in a text, half open, without the marks of the sentence around.

    A bracket belongs to the address if it was opened there, as in ``.../Bread_(food)``.
    """
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.start() + _length(match[0])


def _length(address: str) -> int:
    """Return the length of an address without the closing marks behind it.

    Brackets are counted once: a text may end with a million of them.
    """
    end = len(address)
    unopened: dict[str, int] = {}
    while True:  # up to the letter that the address has at least
        last = address[end - 1]
        if last in _BRACKETS:
            if last not in unopened:
                unopened[last] = address.count(last, 0, end) - address.count(_BRACKETS[last])
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        elif last not in _CLOSING_MARKS:
            break
        end -= 1
    return end
