"""A rhythm: how many posts are read on which days, at which local time of which zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.i18n import Sentence, plural, sentence

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WEEKDAYS
"""Days of the week, from 0 for Monday."""

MAX_LENGTH = 200
"""The most characters of a rhythm as people type it."""

_NAMED = ((EVERY_DAY, "days_every_day"), (WEEKDAYS, "days_weekdays"), (WEEKEND, "days_weekend"))
_DAY_NAMES = (
    "day_monday", "day_tuesday", "day_wednesday", "day_thursday", "day_friday", "day_saturday",
    "day_sunday",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``posts`` at a time, at the local time ``at`` of an IANA ``zone``, on ``days`` of the week.

    Local time and zone are kept, and each instant is computed when it is needed: the rules of a
    zone change.
    """

    posts: int
    days: frozenset[int]
    at: time
    zone: str

    def after(self, instant: datetime) -> Iterator[datetime]:
        """Yield the instants after this one, in UTC and in order.

        A local time that a change of the clock leaves out is as far after midnight as it would be
        without the change; one that comes twice is the first of the two. So each day has one
        instant, except that a day which a zone skips falls on the day after it.
        """
        zone, last = ZoneInfo(self.zone), instant
        day = instant.astimezone(zone).date() - timedelta(days=1)
        while True:
            if day.weekday() in self.days:
                here = datetime.combine(day, self.at, zone).astimezone(UTC)
                if here > last:
                    last = here
                    yield here
            day += timedelta(days=1)

    def next_after(self, instant: datetime) -> datetime:
        """Return the first instant after this one, in UTC."""
        return next(self.after(instant))

    def between(self, first: datetime, last: datetime, most: int) -> int:
        """Return how many instants there are from ``first`` to ``last``, at most ``most``."""
        count = 0
        for instant in self.after(first - timedelta(microseconds=1)):
            if instant > last or count == most:
                break
            count += 1
        return count

    def __str__(self) -> str:
        return self.sentence.plain()

    @property
    def sentence(self) -> Sentence:
        """The rhythm in words that the parser reads again."""
        return sentence(
            "rhythm",
            posts=plural(self.posts, "post"),
            days=_days(self.days),
            time=f"{self.at:%H:%M}",
            zone=self.zone,
        )


def _days(days: frozenset[int]) -> Sentence:
    for those, name in _NAMED:
        if days == those:
            return sentence(name)
    *others, last = (sentence(_DAY_NAMES[day]) for day in sorted(days))
    for other in reversed(others):
        last = sentence("days_joined", first=other, rest=last)
    return sentence("days_named", days=last)
