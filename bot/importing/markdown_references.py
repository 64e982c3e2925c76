"""Links and footnotes that a Markdown text defines apart from the words that use them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.importing.markdown_text import lines_of_code

_LINK = re.compile(
    r" {0,3}\[(?!\^)(?P<label>[^\]\n]{1,300})\]:[ \t]*<?(?P<url>https?://[^\s<>]{1,2000})>?"
    r"(?:[ \t]+[\"'(][^\n]{0,500})?[ \t]*"
)
_NOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]{1,60})\]:[ \t]*(?P<words>.*)")
_INDENTED = re.compile(r"(?: {2,}|\t)(?=\S)")
_USE_OF_LINK = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,500})\](?:\[(?P<label>[^\[\]\n]{0,300})\])?(?![(:])"
)
_USE_OF_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<equals>={2,})|-{2,})[ \t]*")
_HEADED = re.compile(r" {0,3}[^\s#>|*+`~-].*")


def with_definitions(lines: Sequence[str]) -> list[str]:
    """Return the lines with each address in its links, and each footnote below its paragraph.

    A footnote that nothing refers to is a paragraph at the end.
    """
    links, notes, kept = _taken_out(lines)
    if not links and not notes:
        return list(lines)
    waiting = dict(notes)
    code = lines_of_code(kept)
    written: list[str] = []
    below: list[str] = []
    for at, line in enumerate(kept):
        if at in code:
            written.append(line)
            continue
        if not line.strip():
            written += below
            below = []
        for label in _USE_OF_NOTE.findall(line):
            below += waiting.pop(label, ())
        written.append(_resolved(line, links, notes))
    written += below
    for note in waiting.values():
        written += ["", *note]
    return written


def _taken_out(
    lines: Sequence[str],
) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]], Sequence[str]]:
    """The addresses and the footnotes by their labels, and the lines without them."""
    code = lines_of_code(lines)
    links: dict[str, str] = {}
    notes: dict[str, list[str]] = {}
    kept: list[str] = []
    note: list[str] | None = None
    for at, line in enumerate(lines):
        if at in code:
            note = None
        elif begun := _NOTE.fullmatch(line):
            note = notes.setdefault(begun["label"], [])
            note.append(f"[{begun['label']}] {begun['words']}".rstrip())
            continue
        elif defined := _LINK.fullmatch(line):
            links.setdefault(defined["label"].casefold(), defined["url"])
            continue
        elif note is not None and _INDENTED.match(line):
            note.append(line.strip())
            continue
        else:
            note = None
        kept.append(line)
    return links, notes, kept


def _resolved(line: str, links: Mapping[str, str], notes: Mapping[str, object]) -> str:
    def with_address(use: re.Match[str]) -> str:
        url = links.get((use["label"] or use["words"]).casefold())
        return f"[{use['words']}]({url})" if url else use[0]

    def numbered(use: re.Match[str]) -> str:
        return f"[{use[1]}]" if use[1] in notes else use[0]

    return _USE_OF_NOTE.sub(numbered, _USE_OF_LINK.sub(with_address, line) if links else line)


def with_marked_headings(lines: Sequence[str]) -> list[str]:
    """Return the lines with ``#`` before each heading that a line of ``=`` or ``-`` underlines.

    A line of ``-`` is a rule where nothing comes between one and the next.
    """
    marked = list(lines)
    underlines = list(_underlines(lines))
    dashes = [at for at, level in underlines if level == "##"]
    bodies = [range(at + 1, end - 1) for at, end in pairwise([*dashes, len(lines) + 1])]
    divide = all(any(lines[at].strip() for at in body) for body in bodies)
    for at, level in underlines:
        if level == "#" or divide:
            marked[at - 1], marked[at] = f"{level} {lines[at - 1].strip()}", ""
    return marked


def _underlines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The places of underlines, with the mark of the heading that each makes."""
    code = lines_of_code(lines)
    for at, line in enumerate(lines):
        found = _UNDERLINE.fullmatch(line)
        if found is None or at == 0 or at in code or not _HEADED.fullmatch(lines[at - 1]):
            continue
        apart = at == 1 or not lines[at - 2].strip()
        ends = at + 1 == len(lines) or not lines[at + 1].strip()
        if apart and (found["equals"] or ends):
            yield at, "#" if found["equals"] else "##"
