"""Dates as people and programs write them for people, in any order of day and month."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC = re.compile(r"\b(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d\d(?!\d|[:.]\d))\b")
_CLOCK = re.compile(
    r"(?<![\d./-])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?([ap])\.?\s?m\b)?", re.IGNORECASE
)
_HALF = re.compile(r"(?P<am>오전|上午|午前|凌晨|早上|\bص\b)|(?P<pm>오후|下午|午後|晚上|\bم\b)")
_WRITTEN_OUT = re.compile(r"(\d{4})[년年] ?(\d{1,2})[월月] ?(\d{1,2})[일日]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\u200e\u200f]?([./-])[\u200e\u200f]? ?(?=\d)")
_ZONE = re.compile(
    r"\b(?:UTC|GMT)(?:\s?([+-]\d{1,2})(?::?(\d{2}))?)?|(?<=:\d\d) ([+-]\d\d)(\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class WrittenDates:
    """The reader of one source's dates; all of them together show whether the day comes first."""

    day_first: bool | None

    @classmethod
    def seen(cls, written: Iterable[str]) -> "WrittenDates":
        """Learn the order of day and month; it stays None where no date settles it."""
        first, second = False, False
        for date in map(_plain, written):
            if (found := _NUMERIC.search(date)) and len(found[1]) <= 2:
                first |= int(found[1]) > 12 or found[2] == "."
                second |= int(found[3]) > 12
        return cls(first if first != second else None)

    def read(self, written: str) -> str | None:
        """The date in ISO 8601, its time and zone if it has them; None where it is not clear."""
        written = _plain(written)
        if (day := self._day(written)) is None:
            return None
        year, month, number = day
        try:
            moment = datetime(year, month, number, *_clock(written), tzinfo=_zone(written))
        except ValueError:
            return None
        return moment.isoformat() if _CLOCK.search(_without_day(written)) else str(moment.date())

    def _day(self, written: str) -> Sequence[int] | None:
        if found := _NUMERIC.search(written):
            one, other, last = int(found[1]), int(found[3]), int(found[4])
            if len(found[1]) == 4:
                return one, other, last
            year = _whole(last)
            if one == other:
                return year, other, one
            if self.day_first is None:
                return None
            return (year, other, one) if self.day_first else (year, one, other)
        if named := _MONTH_FIRST.search(written):
            return _named_day(named[1], named[2], named[3])
        if named := _DAY_FIRST.search(written):
            return _named_day(named[2], named[1], named[3])
        return None


def _plain(written: str) -> str:
    """A date of Korea, China or Arabia with its day as ``2024-1-18``."""
    return _BETWEEN_DIGITS.sub(r"\1", _WRITTEN_OUT.sub(r"\1-\2-\3", written))


def _named_day(month: str, day: str, year: str) -> tuple[int, int, int] | None:
    number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else 0
    return (_whole(int(year)), number, int(day)) if number else None


def _whole(year: int) -> int:
    """A year of two digits as one of this century."""
    return year + 2000 if year < 100 else year


def _without_day(written: str) -> str:
    """The rest, in which a time of day cannot be mistaken for a date with points."""
    return _NUMERIC.sub(" ", written, count=1)


def _clock(written: str) -> tuple[int, int, int]:
    found = _CLOCK.search(_without_day(written))
    if found is None:
        return 0, 0, 0
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = _HALF.search(written)
    if found[4] or half:
        afternoon = found[4].lower() == "p" if found[4] else half is not None and half["pm"]
        hour = hour % 12 + (12 if afternoon else 0)
    return hour, minute, second


def _zone(written: str) -> timezone | None:
    if (found := _ZONE.search(written)) is None:
        return None
    if not (written_hours := found[1] or found[3]):
        return UTC
    hours = int(written_hours)
    minutes = int(found[2] or found[4] or 0) * (-1 if written_hours[0] == "-" else 1)
    return timezone(timedelta(hours=hours, minutes=minutes))
