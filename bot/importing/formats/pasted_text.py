"""Pasted text: one post a line, or posts between blank lines, with or without printed labels."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Literal, TypeAlias

from bot.importing.documents import Document, Documents
from bot.importing.formats.reader_sites import ender, heads, speaker
from bot.importing.labels import Label, Series, numbers, remarks, series
from bot.importing.order import TURNED_ROUND, falling_series
from bot.importing.parsed_source import Format, ImportOptions, ParsedSource, RawPost
from bot.importing.phrasing import Medium, opening
from bot.importing.report import Certainty, LeftOut
from bot.importing.unsupported_pages import TABLE

Layout: TypeAlias = Literal["lines", "paragraphs"]


_HANDLE = re.compile(r"(?:u/|@)[\w.-]{2,40}(?:@[\w.-]{2,60})?")
_AGE = re.compile(
    r"[·•]? ?\d{1,3} ?(?:s|m|min|h|hr|d|w|wk|mo|y|yr|(?:second|minute|hour|day|week|month|year)s?)"
    r"\.?(?: ago)?|.{1,30}\b\d{1,3} (?:minute|hour|day|week|month|year)s? ago\b.{0,30}"
)
_BUTTON = re.compile(
    r"(?:Upvote|Downvote|Reply|Share|Like|Award|Repost|Reblog|Boost|Favou?rite|Bookmark|Follow"
    r"|Comment|Show more|See more|See translation|Translate)s?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:\[[^\]\n]{1,40}\] \[[^\]\d\n]{0,8}"  # after a name in brackets
    r"|\W{0,2}(?:\d[^\s:]{0,20}\s{1,2}(?:(?:\d[^\s:]{0,20}|[^\W\d]{3,9}[.,]?)\s{1,2}){0,3})?)"
    r"\d{1,2}:\d{2}(?::\d{2})?\b"
)
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OFTEN = 0.35
_NAME = re.compile(r"([^\W\d_][^:\n]{0,30}): (?=\S)")
_LONGEST_HEADING = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source; ``number`` counts from 1."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether it has no words."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together: surely to one post, or, once put together, a post."""

    lines: Sequence[Line]
    label: Label | None = None

    @property
    def text(self) -> str:
        """Its words as they stand, a label among them."""
        return "\n".join(line.text for line in self.lines).strip()

    @property
    def words(self) -> str:
        """The text without its label."""
        return self.label.text if self.label else self.text

    @property
    def where(self) -> str:
        """The line it begins in."""
        return f"line {self.lines[0].number}"


def recognises(documents: Documents) -> bool:
    """Any text can be a paste; the formats with a shape of their own are asked first."""
    return not documents[0].looks_like_json


def read(
    documents: Documents,
    options: ImportOptions,
    layout: Layout | None = None,
    media: Mapping[int, Sequence[Medium]] = MappingProxyType({}),
) -> ParsedSource:
    """The posts of one paste; the layout is inferred from the text unless given.

    ``media`` are pictures by the lines of the posts that they belong to.
    """
    document, *others = documents
    if others:
        raise others[0].error("a paste comes in one file; put all posts into one")
    lines = [Line(number, text) for number, text in enumerate(document.text.split("\n"), 1)]
    if layout is None:
        _check_no_window(document, lines)
    thread, site_words = _without_site_words(lines)
    if not thread:
        raise document.error("there is no post in it; paste the posts, one a line")
    pieces = _pieces(thread, layout)
    falling = falling_series([piece.text for piece in pieces])
    if falling is not None:
        thread, pieces = _oldest_first(thread, pieces, falling)
    found = series([piece.text for piece in pieces])
    posts = list(_posts(thread, pieces, found))
    labels = [post.label for post in posts]
    numbered = list(zip(posts, numbers(labels), strict=True))
    return ParsedSource(
        f"pasted text, {_layout_in_words(pieces, posts)}",
        tuple(
            RawPost(
                post.words,
                media=tuple(one for line in post.lines for one in media.get(line.number, ())),
                label=post.label.printed if post.label else None,
                number=number,
            )
            for post, number in numbered
            if post.words
        ),
        left_out=(
            *site_words,
            *(
                LeftOut(post.where, post.text, "a label without words")
                for post in posts
                if not post.words
            ),
        ),
        warnings=(*remarks(labels), *([TURNED_ROUND] if falling else []), *_names(posts)),
        certainty=Certainty.LABELLED if found else Certainty.INFERRED,
    )


def _check_no_window(document: Document, lines: Sequence[Line]) -> None:
    """Raise SourceError where a site's or a chat's own lines are among the words."""
    written = [_DIRECTION_MARKS.sub("", line.text).strip() for line in lines if not line.blank]
    handles = sum(_HANDLE.fullmatch(line) is not None for line in written)
    ages = sum(_AGE.fullmatch(line) is not None for line in written)
    buttons = sum(_BUTTON.fullmatch(line) is not None for line in written)
    times = sum(_TIME.match(line) is not None for line in written)
    of_site = (handles > 1 and ages > 0) or ages + buttons > 2
    if of_site or (times > 1 and times > len(written) * _OFTEN):
        raise document.error(
            "names, times or counters are in lines among the words, as in a copy out of a window "
            f"or a chat whose form is not known; {TABLE}, or choose --format lines or "
            "--format paragraphs if they are the author's own words"
        )


def _names(posts: Sequence[Piece]) -> Iterator[str]:
    """That posts begin with names again and again, as in a talk that someone wrote down."""
    begun = (_NAME.match(post.words) for post in posts)
    names = Counter(found[1] for found in begun if found)
    again = {name: count for name, count in names.items() if count > 1}
    if sum(names.values()) * 2 > len(posts) and again:
        yield (
            f'posts begin with a word and a colon, such as "{opening(next(iter(again)))}:"; if '
            f"these are the names of those who wrote them, {TABLE}"
        )


def _without_site_words(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[LeftOut]]:
    """The lines of the thread itself, from its first to its last, and the site's words around."""
    stop = next((at for at, line in enumerate(lines) if ender(line.text)), len(lines))
    above = [at for at in range(min(stop, _LONGEST_HEADING)) if heads(lines[at].text)]
    start = above[-1] if above else 0
    own = [at for at in range(start, stop) if not (lines[at].blank or speaker(lines[at].text))]
    first, last = (own[0], own[-1] + 1) if own else (stop, stop)
    site_words = [
        LeftOut(f"line {line.number}", opening(line.text), f"{site}'s own words")
        for line in (*lines[:first], *lines[last:stop])
        if (site := speaker(line.text))
    ]
    if name := " ".join(line.text for line in lines[:start] if not speaker(line.text)).strip():
        site_words.insert(0, LeftOut("line 1", opening(name), "a thread reader's heading"))
    if stop < len(lines):
        line, site = lines[stop], ender(lines[stop].text)
        where = f"line {line.number} and all below"
        site_words.append(LeftOut(where, opening(line.text), f"{site}'s own words"))
    return lines[first:last], site_words


def _pieces(lines: Sequence[Line], layout: Layout | None) -> Sequence[Piece]:
    single = [Piece([line]) for line in lines if not line.blank]
    stretches = groupby(lines, key=lambda line: line.blank)
    paragraphs = [Piece(list(stretch)) for blank, stretch in stretches if not blank]
    if layout is not None:
        return single if layout == "lines" else paragraphs
    if len(paragraphs) == 1:
        return single
    # A list inside one paragraph numbers its lines too, so that weak labels are not asked here.
    in_lines = series([line.text for line in single], weak=False)
    in_paragraphs = series([paragraph.text for paragraph in paragraphs])
    if in_lines and len(in_lines.numbers) > len(in_paragraphs.numbers if in_paragraphs else ()):
        return single
    return paragraphs


def _oldest_first(
    lines: Sequence[Line], pieces: Sequence[Piece], falling: Series
) -> tuple[Sequence[Line], Sequence[Piece]]:
    """The lines and pieces with the last post first; pieces without a label stay at their post."""
    after = 1 if falling.style.at_end else 0
    begins = sorted({0, *(at + after for at in falling.numbers)} - {len(pieces)})
    posts = [pieces[begin:end] for begin, end in pairwise([*begins, len(pieces)])]
    numbers = [post[0].lines[0].number for post in posts]
    edges = [*(number - lines[0].number for number in numbers), len(lines)]
    spans = [lines[begin:end] for begin, end in pairwise(edges)]
    head = 1 if 0 not in falling.numbers and not falling.style.at_end else 0  # above the labels
    order = [*range(head), *reversed(range(head, len(posts)))]
    return [line for at in order for line in spans[at]], [
        piece for at in order for piece in posts[at]
    ]


def _posts(lines: Sequence[Line], pieces: Sequence[Piece], found: Series | None) -> Iterator[Piece]:
    """The pieces, put together where a label holds for several of them."""
    if found is None:
        yield from pieces
        return
    positions = {line.number: at for at, line in enumerate(lines)}
    for post in _put_together(found, len(pieces)):
        first = positions[pieces[post[0]].lines[0].number]
        last = positions[pieces[post[-1]].lines[-1].number]
        whole = Piece(lines[first : last + 1])
        labelled = any(at in found.numbers for at in post)
        yield replace(whole, label=found.style.find(whole.text)) if labelled else whole


def _put_together(found: Series, count: int) -> Iterator[list[int]]:
    """The positions of each post's pieces."""
    joined = _joined(found, count)
    post: list[int] = []
    for at in range(count):
        if post and (post[-1] if found.style.at_end else at) not in joined:
            yield post
            post = []
        post.append(at)
    yield post


def _joined(found: Series, count: int) -> set[int]:
    """Pieces without a label that belong to the label before them, or after if labels end posts.

    Between two labels that follow each other all pieces do; but where as many numbers are missing
    as there are pieces, those pieces are the missing posts. Outside the labels pieces are posts of
    their own, unless posts of several pieces were seen between the labels.
    """
    positions = sorted(found.numbers)
    joined: set[int] = set()
    for here, there in pairwise(positions):
        missing = found.numbers[there] - found.ends[here] - 1
        if there - here - 1 != missing:
            joined.update(range(here + 1, there))
    if joined and found.style.at_end:
        joined.update(range(positions[0]))
    elif joined:
        joined.update(range(positions[-1] + 1, count))
    return joined


def _layout_in_words(pieces: Sequence[Piece], posts: Sequence[Piece]) -> str:
    if len(posts) < len(pieces):
        return "posts divided by their labels"
    if all(len(piece.lines) == 1 for piece in pieces):
        return "one post a line"
    return "posts between blank lines"


FORMATS = (
    Format("text", recognises, read),
    Format("lines", recognises, partial(read, layout="lines")),
    Format("paragraphs", recognises, partial(read, layout="paragraphs")),
)
