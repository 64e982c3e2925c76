"""Labels: the numbers that authors print in their posts.

`24/7`, `1/2 cup` and a list inside a post look like labels. What tells labels apart is the company
they keep: over the posts they make one rising series in one style.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.importing.phrasing import listed

_LONGEST = 40
"""Characters at the end of a post in which a label is looked for."""

# All of it where it is there, and only then nothing.  Not "?+": before Python 3.11.5 that loses its
# way among alternatives.
_ANY_TOTAL = r"\d{1,3}(?!\w)|[nNxX](?!\w)|[?🧵]"
_TOTAL = rf"(?:(?P<total>\d{{1,3}})(?!\w)|{_ANY_TOTAL}|(?!{_ANY_TOTAL}))"
_RANGE = r"(?: ?[-–—+&] ?(?P<last>\d{1,3})(?= ?[/\uff0f\u2044]))?"
_WEAK_RANGE = r"(?:[-–—](?P<last>\d{1,3}))?"
_SLASH = "[/\uff0f\u2044]"
_SLASHED = (
    rf"(?:(?P<number>\d{{1,3}}){_RANGE}(?:{_SLASH}| / (?=\d)){_TOTAL}"
    rf"|{_SLASH}(?P<bare>\d{{1,3}}))"
)
_THREAD_SIGN = "[🧵👇⬇⤵↓\N{VARIATION SELECTOR-16}]"

_NUMBER = re.compile(r"[\d①-⑳]")
_KEYCAP = "(?:[0-9]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP})"

_CLOSING = {"Po", "Pe", "Pf", "Pi", "So", "Sk", "Mn", "Cf", "Lo"}
"""Characters that a label may follow at once: punctuation, emoji, scripts without blanks."""


@dataclass(frozen=True, slots=True)
class Label:
    """A number printed in a post, and the post's text without it.

    ``last`` is the same number, or the end of a range such as ``2-3/5``.
    """

    printed: str
    number: int
    last: int
    total: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """One way of printing labels.

    A ``weak`` one is as often a list inside a post. One ``throughout`` is as often words, so that
    it counts only where all texts have it.
    """

    pattern: re.Pattern[str]
    at_end: bool = False
    weak: bool = False
    throughout: bool = False

    def find(self, text: str) -> Label | None:
        """The label at this style's side of the text, if what is there looks like one."""
        text = text.strip()
        start = max(len(text) - _LONGEST, 0) if self.at_end else 0
        found = self.pattern.search(text, start) if self.at_end else self.pattern.match(text)
        if found is None or (self.at_end and not _may_stand_before_label(text[: found.start()])):
            return None
        groups = found.groupdict()
        number = _value(groups["number"] or groups["bare"])
        last = int(groups.get("last") or number)
        total = int(groups["total"]) if groups.get("total") else None
        if last < number or (total is not None and last > total):
            return None  # 24/7
        rest = text[: found.start()].rstrip() if self.at_end else text[found.end() :].lstrip()
        printed = found[0].strip()
        if not self.weak:  # a sign between the label and the words is part of neither
            printed = printed.rstrip(" :.–—-")
        return Label(printed, number, last, total, rest)


STYLES = (
    Style(
        re.compile(
            r"(?:Tweet|Post|Toot|Skeet|Part) ?#?(?P<number>\d{1,3})(?P<bare>)"
            r"(?: ?(?:/|of) ?(?P<total>\d{1,3}))? ?(?:[:.–—-](?=\s|\Z)|(?=\n|\Z))",
            re.IGNORECASE,
        )
    ),
    Style(re.compile(rf"(?:{_THREAD_SIGN} ?)?[(\[]?{_SLASHED}[)\]]?(?![\d/])(?: ?[:.–—-](?=\s))?")),
    Style(re.compile(rf"[(\[]?{_SLASHED}[)\]]?(?: ?{_THREAD_SIGN}+)?\Z"), at_end=True),
    *(
        Style(re.compile(rf"{number}(?P<bare>){end}"), weak=True)
        for number, end in (
            (rf"[(\[]?(?P<number>\d{{1,3}}){_WEAK_RANGE}", r"[)\]](?=\s|[^\W\d]|\Z)"),
            (rf"(?P<number>\d{{1,3}}){_WEAK_RANGE}", r"\.(?=\s|\Z)"),
            (rf"(?P<number>{_KEYCAP}{{1,3}})", rf"(?!{_KEYCAP})"),
            ("(?P<number>[①-⑳])", ""),
        )
    ),
    *(
        Style(re.compile(rf"{number}(?P<bare>){end}"), weak=True, throughout=True)
        for number, end in (
            (r"(?P<number>\d{1,3})", r":(?=\s|\Z)"),
            (r"(?P<number>\d{1,3}) of (?P<total>\d{1,3})", r"[.:]?(?=\s|\Z)"),
            (r"#(?P<number>\d{1,3})", r"[.:)]?(?=\s|\Z)"),
        )
    ),
)
"""The likelier first, for where two would fit."""


def _value(printed: str) -> int:
    """The number that is printed in digits, in keycaps, or as one circled character."""
    digits = "".join(filter(str.isdecimal, printed))
    return int(digits) if digits else int(unicodedata.numeric(printed))


def _may_stand_before_label(text: str) -> bool:
    """A label at the end follows a blank, a sentence's end or an emoji, not a part of a link."""
    if not text or text[-1].isspace():
        return True
    word = text.rsplit(None, 1)[-1]
    closing = unicodedata.category(text[-1]) in _CLOSING
    return closing and text[-1] not in "/\\@#&%*'" and "://" not in word


def without(printed: str, text: str) -> str:
    """The text without this label, on whichever side it is printed."""
    found = (style.find(text) for style in STYLES)
    return next((label.text for label in found if label and label.printed == printed), text)


@dataclass(frozen=True, slots=True)
class Series:
    """A style and the numbers it prints, by the position of the text that carries each.

    ``ends`` are the same numbers, but of a range such as ``2-3/5`` the last one.
    """

    style: Style
    numbers: dict[int, int]
    ends: dict[int, int]


def series(texts: Sequence[str], *, weak: bool = True) -> Series | None:
    """The best series of labels over the texts, or None where no numbers make one."""
    styles = [style for style in STYLES if weak or not style.weak]
    numbered = {at: text for at, text in enumerate(texts) if _has_number(text.strip())}
    found = [one for style in styles if (one := _series(style, numbered, len(texts))) is not None]
    return max(found, key=lambda one: len(one.numbers), default=None)


def _has_number(text: str) -> bool:
    """Whether a number is where a label would be; most texts have none, and take no time."""
    return bool(_NUMBER.search(text[:_LONGEST]) or _NUMBER.search(text[-_LONGEST:]))


def _series(style: Style, numbered: Mapping[int, str], count: int) -> Series | None:
    labels = {at: label for at, text in numbered.items() if (label := style.find(text))}
    totals = Counter(label.total for label in labels.values() if label.total is not None)
    usual = max(totals, key=lambda total: totals[total], default=None)
    candidates = [(at, one.number) for at, one in labels.items() if one.total in (None, usual)]
    rising = _longest_rising(candidates)
    if not _is_series(rising, len(candidates), count, style):
        return None
    return Series(style, dict(rising), {at: labels[at].last for at, _ in rising})


def _longest_rising(candidates: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection in which no number falls (patience sorting)."""
    tails: list[int] = []
    tail_numbers: list[int] = []
    before: list[int] = []
    for here, (_, number) in enumerate(candidates):
        pile = bisect_right(tail_numbers, number)
        before.append(tails[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [here]
        tail_numbers[pile : pile + 1] = [number]
    chosen: list[tuple[int, int]] = []
    here = tails[-1] if tails else -1
    while here != -1:
        chosen.append(candidates[here])
        here = before[here]
    return chosen[::-1]


def _is_series(
    rising: Sequence[tuple[int, int]], candidates: int, texts: int, style: Style
) -> bool:
    """Whether the numbers, by position, are labels of a series and did not come together by chance.

    They begin low or go on without a gap; most go up by one; they stand in most of the texts that
    they span, or else at the edge of all texts, as do labels of posts of several lines.
    """
    if len(rising) < 2 or len(rising) * 4 < candidates * 3:
        return False
    positions, numbers = [at for at, _ in rising], [number for _, number in rising]
    steps = [after - before for before, after in pairwise(numbers)]
    if steps.count(1) * 2 < len(steps):
        return False
    at_edge = positions[-1] == texts - 1 if style.at_end else positions[0] == 0
    if style.throughout and (len(rising) < max(texts, 3) or set(steps) != {1}):
        return False
    if style.weak:
        return at_edge and numbers[0] <= 1
    begins_low = numbers[0] <= 2 or (len(steps) > 1 and set(steps) == {1})
    dense = len(positions) * 2 > positions[-1] - positions[0]
    return begins_low and (dense or (at_edge and len(rising) > 2))


def numbers(labels: Sequence[Label | None]) -> Iterator[int]:
    """A number for each post: as printed, else by position; numbers always rise.

    Where posts without a label stand before the first one, or a label comes twice, the labels that
    follow keep their distance from the numbers, so that gaps stay gaps.
    """
    for number, _ in _ranges(labels):
        yield number


def _ranges(labels: Sequence[Label | None]) -> Iterator[tuple[int, int]]:
    """The first and the last number of each post; they differ only for a label that is a range."""
    last, ahead = 0, 0
    for label in labels:
        first = max(label.number + ahead, last + 1) if label else last + 1
        last = first
        if label:
            ahead = first - label.number
            last = label.last + ahead
        yield first, last


def remarks(labels: Sequence[Label | None]) -> Iterator[str]:
    """What is odd about a series of labels: a beginning, a middle or an end that lacks, repeats."""
    printed = [label for label in labels if label]
    if not printed:
        return
    given = list(_ranges(labels))
    first, last = given[0][0], given[-1][1]
    if first > 1:
        yield f"the labels begin with {printed[0].printed}: what comes before is not in the source"
    gaps = (range(end + 1, start) for (_, end), (start, _) in pairwise(given))
    if missing := [number for gap in gaps for number in gap]:
        yield f"there is no post {listed(missing)}: the source may lack posts"
    counts = Counter(label.number for label in printed)
    if repeated := [number for number, count in counts.items() if count > 1]:
        yield f"the label {listed(repeated)} is in more than one post"
    total = max((label.total for label in printed if label.total is not None), default=None)
    if total is not None and total > last:
        yield f"the labels count to {total}, but the source is cut short after post {last}"
    pairs = zip(labels, given, strict=True)
    if any(label and label.number != start for label, (start, _) in pairs):
        yield "some posts have another number than their label, as numbers rise without repeats"
