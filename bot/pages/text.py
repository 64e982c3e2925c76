"""The text of posts as HTML: every character escaped, addresses made links."""

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

_URL = re.compile(r"https?://[^\s<>\"]+")
_CLOSING = re.compile(r"[.,:;!?'’”»…*_~]+$")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


class Piece(NamedTuple):
    """A piece of a post's text; ``url`` is its address if it is a link."""

    text: str
    url: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    """Split a text into plain pieces and links; joined, they are the text again."""
    end = 0
    for match in _URL.finditer(text):
        url = _without_closing(match[0])
        if text[end : match.start()]:
            yield Piece(text[end : match.start()])
        yield Piece(url, url)
        end = match.start() + len(url)
    if text[end:]:
        yield Piece(text[end:])


def first_words(text: str, length: int = 60) -> str:
    """The first words of a text on one line, at most ``length`` characters."""
    words = textwrap.shorten(text[: 4 * length], length, placeholder="…")
    return words if words != "…" else f"{text[: length - 1]}…"


def _without_closing(url: str) -> str:
    """The address without the punctuation of the sentence around it; brackets in it stay."""
    while True:
        shorter = _CLOSING.sub("", url)
        last = shorter[-1:]
        if last in _BRACKETS and shorter.count(last) > shorter.count(_BRACKETS[last]):
            shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter
