"""Escape text, so that Discord shows it as it is: no markup, mention, timestamp or preview."""

import re

from bot.answering.addresses import find_addresses

_MARKUP = re.compile(r"[\\*_~|`<@\[]|:(?=\w+:|//)")
_ESCAPED = re.compile(r"\\([\\*_~|`<@\[:#>+.)-])|<(https?://[^>\s]+)>")
_LINE_START = re.compile(r"^([^\S\n]*)(?:(\d+)(?=[.)])|(?=[#>+-]))", re.MULTILINE)


def escape(text: str) -> str:
    """Put a backslash before everything that Discord would read as markup.

    An address stays a link, in angle brackets: a backslash would become part of it. Discord does
    not show the brackets, and adds no preview to an address in them.
    """
    at, parts = 0, []
    for start, end in find_addresses(text):
        parts += [_escape_words(text[at:start]), f"<{text[start:end]}>"]
        at = end
    return "".join([*parts, _escape_words(text[at:])])


def unescape(text: str) -> str:
    """Return the text that was escaped."""
    return _ESCAPED.sub(lambda found: found[1] or found[2], text)


def code(text: str) -> str:
    """Return the text as a span of code, where only a backtick would be markup."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def length(text: str) -> int:
    """Return the length in UTF-16 units, the strictest of the ways in which Discord counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


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
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def typed_words(text: str) -> str:
    """Return what someone typed as any database keeps it, without the white space around it.

    NUL is left out, and U+FFFD takes the place of lone surrogates.
    """
    return well_formed(text).replace("\0", "").strip()


def _escape_words(text: str) -> str:
    escaped = _MARKUP.sub(lambda mark: f"\\{mark[0]}", text)
    return _LINE_START.sub(lambda start: f"{start[1]}{start[2] or ''}\\", escaped)
