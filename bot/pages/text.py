"""The text of posts as HTML: every character escaped, addresses made links."""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from bot.answering.addresses import find_addresses


class Piece(NamedTuple):
    """A piece of a post's text; ``url`` is its address if it is a link."""

    text: str
    url: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    """Split a text into plain pieces and links; joined, they are the text again."""
    at = 0
    for start, end in find_addresses(text):
        if text[at:start]:
            yield Piece(text[at:start])
        yield Piece(text[start:end], text[start:end])
        at = end
    if text[at:]:
        yield Piece(text[at:])


def first_words(text: str, length: int = 60) -> str:
    """The first words of a text on one line, at most ``length`` characters."""
    words = textwrap.shorten(text[: 4 * length], length, placeholder="…")
    return words if words != "…" else f"{text[: length - 1]}…"
