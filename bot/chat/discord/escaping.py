"""Escape text, so that Discord shows it as it is: no markup, mention, timestamp or preview."""

import re

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_SHORTEST = len("http://x")
_CLOSING_MARKS = frozenset(".,;:!?'\"*_~|`’”»›…。、！？，")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_MARKUP = re.compile(r"[\\*_~|`<@\[]|:(?=\w+:)")
_LINE_START = re.compile(r"^([^\S\n]*)(?:(\d+)(?=[.)])|(?=[#>+-]))", re.MULTILINE)


def escape(text: str) -> str:
    """Put a backslash before everything that Discord would read as markup.

    An address stays a link, in angle brackets: a backslash would become part of it. Discord does
    not show the brackets, and adds no preview to an address in them.
    """
    at, parts = 0, []
    for match in _ADDRESS.finditer(text):
        address = _without_closing_marks(match[0])
        parts += [_escape_words(text[at : match.start()]), f"<{address}>"]
        at = match.start() + len(address)
    return "".join([*parts, _escape_words(text[at:])])


def code(text: str) -> str:
    """Return the text as a span of code, where only a backtick would be markup."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def length(text: str) -> int:
    """Return the length in UTF-16 units, the strictest of the ways in which Discord counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """Cut the text to ``limit`` UTF-16 units, with ``…`` where something is left out."""
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    return kept + "…"


def well_formed(text: str) -> str:
    """Replace lone surrogates, which no JSON reader has to accept."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_closing_marks(address: str) -> str:
    """Return the address without the marks of the sentence around it.

    A bracket belongs to the address if it was opened there, as in ``.../Bread_(food)``.
    """
    while len(address) > _SHORTEST:
        last = address[-1]
        if last in _BRACKETS:
            if address.count(_BRACKETS[last]) >= address.count(last):
                return address
        elif last not in _CLOSING_MARKS:
            return address
        address = address[:-1]
    return address


def _escape_words(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    return _LINE_START.sub(lambda start: f"{start[1]}{start[2] or ''}\\", escaped)
