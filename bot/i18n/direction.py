"""The direction of writing of what people wrote, which must not turn the words around it."""

import re

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Marks of direction, and the blocks of letters that are written from right to left
(https://www.unicode.org/reports/tr9/#Bidirectional_Character_Types)."""

_MARKED = re.compile(f"[{_MARKS}]")
_TURNING = re.compile(f"[{_MARKS}{_LETTERS}]")
_LINE = re.compile("[^\n\r\x1c-\x1e\x85\u2029]+")
_OPENING, _ISOLATE, _CLOSE = "\u2066\u2067\u2068", "\u2068", "\u2069"
_ADDRESS = ("https://", "http://")


def isolated(text: str) -> str:
    """Return a text whose lines are read each in a direction of their own.

    A text that goes from left to right stays as it is, and so does an address, of which the marks
    would become a part.
    """
    if text.isascii() or not _TURNING.search(text) or text.startswith(_ADDRESS):
        return text
    return _LINE.sub(lambda line: f"{_ISOLATE}{_closed(line[0])}{_CLOSE}", text)


def isolated_marks(text: str) -> str:
    """Return the same, but letters alone stay as they are: people copy such a text."""
    return text if text.isascii() or not _MARKED.search(text) else isolated(text)


def _closed(line: str) -> str:
    """Close the isolates that a line leaves open, and leave out marks that close none."""
    if not _MARKED.search(line):
        return line
    kept, open_count = [], 0
    for character in line:
        if character == _CLOSE and not open_count:
            continue
        open_count += (character in _OPENING) - (character == _CLOSE)
        kept.append(character)
    return "".join(kept) + _CLOSE * open_count
