"""The words of Markdown without its markup: links as in a page, pictures beside the words."""

import re
from collections.abc import Sequence

from lxml.html import defs

from bot.importing.phrasing import Medium, linked, unescaped

HEADING = re.compile(r"(#{1,6})[ \t]++((?:[ \t#]*+[^ \t#]++)*+)[ \t#]*")
RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")

_TARGET = r"\((?P<url>[^()\s]{0,2000})[^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,2000})?\)"
_IMAGE = re.compile(rf"!\[(?P<alt>(?:[^\]\n!]|!(?!\[)){{0,1000}}+)\]{_TARGET}")
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,500}\]\]")
_WIKI = re.compile(r"\[\[(?:[^\[\]\n|]{1,300}\|)?(?P<words>[^\[\]\n|]{1,300})\]\]")
_ADDRESSED = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,1000})\]"
    r"\((?P<url>[^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)(?: \"[^\"\n]{0,300}\")?\)"
)
_AUTOLINK = re.compile(r"<(?P<url>https?://[^<>\s]{1,2000})>")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>]+")
_FILM = re.compile(r"<(video|audio|iframe)\b[^<>]{0,2000}>", re.IGNORECASE)
_LONGEST_FILM = 5000
_UNDERLINE = re.compile(r"={3,}[ \t]*")
_TABLE_RULE = re.compile(r" {0,3}\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?")
_FENCE = re.compile(r" {0,3}(?:```(?![^\n]*`)|~~~)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>\n]{0,2000})?/?>")
_ELEMENTS = frozenset({*defs.tags, "dialog", "main", "picture", "template"})
_CALL = re.compile(r"\A((?:> ?)*)\[![\w-]+\][+-]? ?")
_STRONG = re.compile(r"(\*\*\*|\*\*|__|~~|==)(?=\S)((?:(?!\1\S)[^\n]){1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,500})(?<=\S)\1(?![\w*])")

_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_LITERAL = re.compile(
    rf"\\(?P<escaped>{_MARK.pattern})|(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^\n]{{1,500}}?(?<!`)(?P=ticks)(?!`))"
)
_FIRST_PROTECTED = 0x10FF00
_PROTECTED = re.compile("[\U0010ff00-\U0010ff7f]")
"""Escaped marks, and those of code, become private characters until all markup is gone."""


def lines_of_code(lines: Sequence[str]) -> frozenset[int]:
    """The positions of the lines between fences, and of the fences; nothing in them is markup."""
    found: set[int] = set()
    fenced = False
    for at, line in enumerate(lines):
        is_fence = _FENCE.match(line) is not None
        if fenced or is_fence:
            found.add(at)
        fenced ^= is_fence
    return frozenset(found)


def plain_text(lines: Sequence[str], inner_break: str = "") -> tuple[str, tuple[Medium, ...]]:
    """The words of some lines, and the pictures among them.

    ``inner_break`` is written for a line that has blanks only: two breaks inside a paragraph.
    """
    code = lines_of_code(lines)
    text = "\n".join(
        line
        for at, line in enumerate(lines)
        if at in code or not any(one.fullmatch(line) for one in (RULE, _UNDERLINE, _TABLE_RULE))
    )
    text, films = _without_films(text)
    words: list[str] = []
    media: list[Medium] = []
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            words.append(line)
        else:
            heading = HEADING.fullmatch(line)
            plain, pictures = inline_text(heading[2] if heading else line)
            media += pictures
            if plain.strip() or not pictures:
                words.append(plain.rstrip() or (inner_break if line else ""))
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(words))
    return joined.strip(f"\n{inner_break}"), (*media, *films)


def _without_films(text: str) -> tuple[str, Sequence[Medium]]:
    """A text without elements that play something, and a medium for each of them."""
    kept: list[str] = []
    ends: dict[str, int] = {}
    at = 0
    for begun in _FILM.finditer(text):
        name, start = begun[1].lower(), begun.end()
        if begun.start() < at:
            continue
        if ends.get(name, 0) < start:  # each end is looked for once
            found = re.compile(rf"</{name}>", re.IGNORECASE).search(text, start)
            ends[name] = found.start() if found else len(text) + _LONGEST_FILM
        if ends[name] - start <= _LONGEST_FILM and ends[name] < len(text):
            kept.append(text[at : begun.start()])
            at = ends[name] + len(f"</{name}>")
    return "".join(kept) + text[at:], [Medium("video")] * len(kept)


def inline_text(line: str) -> tuple[str, Sequence[Medium]]:
    """The words of one line, and its pictures; marks of emphasis, tags and escapes are gone."""
    media: list[Medium] = []

    def take_out(picture: re.Match[str]) -> str:
        known = picture.groupdict()
        alt = (known.get("alt") or "").strip()
        media.append(Medium("picture", alt if " " in alt else None, known.get("url")))
        return ""

    line = _LITERAL.sub(lambda found: _protected(found["escaped"] or found["code"]), line)
    line = _CALL.sub(r"\1", line)
    line = _IMAGE.sub(take_out, _EMBEDDED.sub(take_out, line))
    line = _ADDRESSED.sub(_with_address, without_wiki_links(line))
    line = _AUTOLINK.sub(lambda found: found["url"], line)
    kept: list[str] = []
    at = 0
    for address in _BARE_ADDRESS.finditer(line):
        kept += [_without_marks(line[at : address.start()]), unescaped(address[0])]
        at = address.end()
    line = "".join([*kept, _without_marks(line[at:])])
    return _PROTECTED.sub(lambda found: chr(ord(found[0]) - _FIRST_PROTECTED), line), media


def _protected(words: str) -> str:
    return _MARK.sub(lambda mark: chr(_FIRST_PROTECTED + ord(mark[0])), words)


def without_wiki_links(words: str) -> str:
    """Words with the names of the notes that they link to, as ``[[name]]``, in plain."""
    return _WIKI.sub(lambda found: found["words"], words)


def _without_marks(words: str) -> str:
    if "<" in words:
        words = _TAG.sub(_unless_tag, _BREAK.sub("\n", words))
    return unescaped(_EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", words)))


def _unless_tag(found: re.Match[str]) -> str:
    """Words between angle brackets that are no element of HTML, such as a nick or a type."""
    return "" if found["name"].lower() in _ELEMENTS else found[0]


def _with_address(found: re.Match[str]) -> str:
    url = found["url"].strip("<>")
    web = url.startswith(("http://", "https://"))
    return linked(found["words"], url) if web else found["words"]
