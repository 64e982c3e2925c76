"""The part of a post that is worth quoting."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import regex

_SENTENCE_END = regex.compile(r"""(?<=[.!?…।؟]["'”’»)\]]?)\s+|(?<=[。！？])""")
_SPACED = regex.compile(r"\S+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}](?!\p{M})")
"""Scripts without spaces, where a word may end behind each character."""

LONG = 20
"""Limits that a text is longer than of which only a part is looked at."""


def window(text: str, spans: Sequence[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Where to cut a text so that at most `limit` characters carry the most matched evidence.

    `spans` are rising half-open offsets of matched words; the answer is one such pair, without
    blanks at its ends.  The whole text if it fits.  Otherwise, among the windows that hold the most
    matched characters, one that begins and then one that ends with a sentence, then the longest,
    then the first; words are cut only where one word is longer than the limit.

    >>> text = "One two. Three four five. Six seven."
    >>> text[slice(*window(text, [(15, 19)], 18))]
    'Three four five.'
    """
    if len(text) <= limit:
        return 0, len(text)
    if len(text) > LONG * limit:
        return _window_in_part(text, spans, limit)
    sentences = sorted({0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)})
    words = _word_edges(text)
    whole = frozenset(sentences)
    opening = {words[bisect_right(words, start) - 1] for start, _ in spans}
    # A window may also end with a match, and so begin `limit` before it.
    closing = {words[min(bisect_left(words, end - limit), len(words) - 1)] for _, end in spans}
    starts = [s for s in sorted({*sentences, *opening, *closing}) if s < len(text) and s >= 0]
    held = [0, *accumulate(end - start for start, end in spans)]
    first = [start for start, _ in spans]
    last = [end for _, end in spans]
    best, found = (-1, False, False, 0), (0, limit)
    for start in starts:
        reach = start + limit
        for edges in (words, sentences):
            end = edges[bisect_right(edges, reach) - 1]
            if end <= start and edges is sentences:
                continue
            if end <= start:
                end = min(reach, len(text))
            a, b = bisect_left(first, start), bisect_right(last, end)
            rank = (held[max(a, b)] - held[a], start in whole, end in whole, end - start)
            if rank > best:
                best, found = rank, (start, end)
    return _trimmed(text, *found)


def _word_edges(text: str) -> list[int]:
    """Return where words begin and end, rising, with both ends of the text."""
    spaced = [edge for match in _SPACED.finditer(text) for edge in match.span()]
    return sorted({0, *spaced, *(match.end() for match in _UNSPACED.finditer(text)), len(text)})


def _window_in_part(text: str, spans: Sequence[tuple[int, int]], limit: int) -> tuple[int, int]:
    """Where to cut a long text: around the first of the places with the most matches."""
    ends = [end for _, end in spans]
    counts = [bisect_right(ends, start + limit) - at for at, (start, _) in enumerate(spans)]
    most = max(counts, default=0)
    first = counts.index(most) if counts else 0
    anchor = spans[first][0] if spans else 0
    part = max(text.rfind(" ", 0, max(0, anchor - limit)) + 1, anchor - 2 * limit, 0)
    near = [(start - part, end - part) for start, end in spans[first : first + most]]
    start, end = window(text[part : anchor + 2 * limit], near, limit)
    return part + start, part + end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, start + len(part.strip())
