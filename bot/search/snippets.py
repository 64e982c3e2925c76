"""The part of a post that is worth quoting."""

from __future__ import annotations

import regex

_SENTENCE_END = regex.compile(r"(?<=[.!?…。！？।؟][\"'”’»)\]]?)\s+|(?<=[。！？])")
_WORD_EDGE = regex.compile(
    r"(?<=\S)(?=\s)|(?<=\s)(?=\S)|(?<=[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}])"
)


def window(text: str, spans: tuple[tuple[int, int], ...], limit: int) -> tuple[int, int]:
    """Where to cut `text` so that at most `limit` characters carry the most matched evidence.

    The whole text if it fits.  Otherwise a stretch cut at word ends, whole sentences where they
    fit, that holds the most matched characters; the earliest of equals.
    """
    if len(text) <= limit:
        return 0, len(text)
    sentences = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    words = sorted({0, *(m.start() for m in _WORD_EDGE.finditer(text)), len(text)})
    best = (-1, 0, 0, 0)
    starts = {0, *sentences[:-1], *(max((w for w in words if w <= a), default=0) for a, _ in spans)}
    for start in sorted(starts):
        ends = [e for e in sentences if start < e <= start + limit]
        end = (
            ends[-1]
            if ends
            else max((w for w in words if start < w <= start + limit), default=start + limit)
        )
        held = sum(b - a for a, b in spans if start <= a and b <= end)
        if (held, start in sentences, end in sentences, -start) > best:
            best = (held, start in sentences, end in sentences, -start)
            found = start, end
    a, b = found
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b
