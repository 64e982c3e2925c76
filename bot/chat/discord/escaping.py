"""Text such that Discord shows it as it is: no markup, mention, timestamp, emoji or preview."""

import re

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_MARKUP = re.compile(r"[\\*_~|`<@\[]|:(?=\w+:)")
_LINE_START = re.compile(r"^([^\S\n]*)(?:(\d+)(?=[.)])|(?=[#>+-]))", re.MULTILINE)


def escape(text: str) -> str:
    """The text with a backslash before whatever Discord would take for markup.

    An address stays a link, in angle brackets: a backslash inside it would become part of it, and
    the brackets, which are not shown, keep Discord from adding a preview.
    """
    at, parts = 0, []
    for address in _ADDRESS.finditer(text):
        parts += [_escape_words(text[at : address.start()]), f"<{address[0]}>"]
        at = address.end()
    return "".join([*parts, _escape_words(text[at:])])


def code(text: str) -> str:
    """The text in a span of code, where nothing is markup but the backtick that would end it."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def length(text: str) -> int:
    """The text's length in UTF-16 units, the strictest of the ways in which Discord counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """As much of the text as ``most`` UTF-16 units hold, with ``…`` where something is left out."""
    if length(text) <= most:
        return text
    kept = text[: most - 1]
    while length(kept) > most - 1:
        kept = kept[:-1]
    return kept + "…"


def well_formed(text: str) -> str:
    """The text with lone surrogates, which no JSON reader has to accept, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape_words(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    return _LINE_START.sub(lambda start: f"{start[1]}{start[2] or ''}\\", escaped)
