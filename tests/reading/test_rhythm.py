"""When the posts of a rhythm come, and how a rhythm is written."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.reading.rhythm import EVERY_DAY, WEEKDAYS, WEEKEND, Rhythm
from bot.reading.rhythm_parsing import RhythmError, parse_rhythm, suggest_rhythms
from bot.reading.zone_release import zone_release

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
         "America/Santiago"]  # fmt: skip
"""Zones that change their clocks by an hour or half of one, at night, at midnight, twice a year."""


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [time(0), time(0, 30), time(1, 45), time(2, 15), time(23, 30)])
def test_each_day_fires_once_over_ten_years(zone: str, at: time) -> None:
    """Whatever the clocks do, a daily rhythm has one instant for each day, at its local time."""
    here, start = ZoneInfo(zone), datetime(2020, 1, 1, tzinfo=UTC)
    instants = list(islice(Rhythm(1, EVERY_DAY, at, zone).after(start), 3653))
    assert all(a < b for a, b in pairwise(instants))
    local = [instant.astimezone(here) for instant in instants]
    days = [one.date() for one in local]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    moved = [one for one in local if (one.hour, one.minute) != (at.hour, at.minute)]
    for one in moved:  # the time was left out that day: the clock jumped over it
        assert one - timedelta(minutes=60) <= datetime.combine(one.date(), at, here) <= one
        wall = datetime.combine(one.date(), at, here)
        assert wall.astimezone(UTC).astimezone(here).replace(tzinfo=None) != wall.replace(
            tzinfo=None
        )
    assert len(moved) <= 20


def test_a_time_that_is_left_out() -> None:
    """2:30 in the night of summer time comes once, an hour later on the clock."""
    rhythm = Rhythm(1, EVERY_DAY, time(2, 30), "Europe/Berlin")
    nights = list(islice(rhythm.after(datetime(2026, 3, 28, 12, tzinfo=UTC)), 2))
    assert nights == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]


def test_a_time_that_comes_twice() -> None:
    """2:30 in the night of winter time comes once, at the first of the two."""
    rhythm = Rhythm(1, EVERY_DAY, time(2, 30), "Europe/Berlin")
    nights = list(islice(rhythm.after(datetime(2026, 10, 24, 12, tzinfo=UTC)), 2))
    assert nights == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_day_that_a_zone_skips() -> None:
    """Samoa had no 30 December 2011; what was due then comes on the day after it, once."""
    rhythm = Rhythm(1, EVERY_DAY, time(18), "Pacific/Apia")
    instants = list(islice(rhythm.after(datetime(2011, 12, 29, 12, tzinfo=UTC)), 3))
    days = [one.astimezone(ZoneInfo("Pacific/Apia")).date() for one in instants]
    assert days == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]
    fridays = Rhythm(1, frozenset({4}), time(18), "Pacific/Apia")
    assert fridays.next_after(datetime(2011, 12, 30, 12, tzinfo=UTC)) == instants[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 posts on weekdays at 18:00 Europe/Berlin", (2, WEEKDAYS, time(18))),
        ("every day at 6 pm, europe/berlin", (1, EVERY_DAY, time(18))),
        ("a post a day at 6:15am Berlin", (1, EVERY_DAY, time(6, 15))),
        ("3 posts mondays and thursdays 7.30 Europe/Berlin", (3, {0, 3}, time(7, 30))),
        ("two posts every Monday, Wed & fri at noon Europe/Berlin", (2, {0, 2, 4}, time(12))),
        ("Monday to Thursday 09:00 Europe/Berlin", (1, {0, 1, 2, 3}, time(9))),
        ("fri-mon 9:00 Europe/Berlin", (1, {4, 5, 6, 0}, time(9))),
        ("weekends 10:00 Europe/Berlin", (1, WEEKEND, time(10))),
        ("18:00 Europe/Berlin", (1, EVERY_DAY, time(18))),
        ("2 Beiträge an Werktagen um 18 Uhr Europe/Berlin", (2, WEEKDAYS, time(18))),
        ("jeden Montag und Donnerstag um 7 Uhr 30, Berlin", (1, {0, 3}, time(7, 30))),
        ("täglich 20 Uhr Europe/Berlin", (1, EVERY_DAY, time(20))),
        ("drei Beiträge Montag bis Freitag um 6 Uhr abends Berlin", (3, WEEKDAYS, time(18))),
        ("Mo, Mi und Fr 19.30 Uhr Europe/Berlin", (1, {0, 2, 4}, time(19, 30))),
        ("am Wochenende mittags Europe/Berlin", (1, WEEKEND, time(12))),
        ("2 mensajes los lunes y jueves a las 21:30 Europe/Berlin", (2, {0, 3}, time(21, 30))),
        ("cada día a las 6 de la tarde Europe/Berlin", (1, EVERY_DAY, time(18))),
        ("todos los días a las 18 Europe/Berlin", (1, EVERY_DAY, time(18))),
        ("de lunes a viernes a las 8h Europe/Berlin", (1, WEEKDAYS, time(8))),
        ("dos publicaciones los fines de semana a medianoche Europe/Berlin", (2, WEEKEND, time(0))),
    ],
)  # fmt: skip
def test_a_rhythm_is_read(text: str, expected: tuple[int, set[int], time]) -> None:
    """People write a rhythm in their own words, in three languages."""
    posts, days, at = expected
    assert parse_rhythm(text) == Rhythm(posts, frozenset(days), at, "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("new york", "America/New_York"), ("UTC", "UTC"), ("Asia/kolkata", "Asia/Kolkata"),
     ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")],
)  # fmt: skip
def test_a_zone_is_read(zone: str, expected: str) -> None:
    """A zone is known by its name in any case, or by its city."""
    assert parse_rhythm(f"daily 18:00 {zone}").zone == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("every other day at 18:00 Europe/Berlin", "other"),
        ("every 2 days at 18:00 Europe/Berlin", "2"),
        ("every second monday 18:00 Europe/Berlin", "second"),
        ("daily 18:00 Atlantis/Center", "atlantis/center"),
        ("daily at 25:00 Europe/Berlin", "time"),
        ("daily Europe/Berlin", "time"),
        ("daily 18:00", "zone"),
        ("0 posts daily 18:00 Europe/Berlin", "25"),
        ("9999999 posts daily 18:00 Europe/Berlin", "25"),
        ("", "time"),
        ("x" * 5000, "x"),
    ],
)
def test_a_rhythm_is_never_guessed(text: str, named: str) -> None:
    """What is not understood is named in a sentence."""
    with pytest.raises(RhythmError, match=named):
        parse_rhythm(text)


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize(
    "days", [EVERY_DAY, WEEKDAYS, WEEKEND, frozenset({0}), frozenset({0, 3, 6})]
)
def test_a_rhythm_is_shown_as_it_can_be_typed(language: str, days: frozenset[int]) -> None:
    """The words in which a rhythm is shown mean the same rhythm, in each language."""
    rhythm = Rhythm(2, days, time(7, 5), "America/Lima")
    assert parse_rhythm(rhythm.sentence.plain(language)) == rhythm


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_what_is_suggested_can_be_sent(language: str) -> None:
    """While nothing is typed there are examples; then the last word is completed to a zone."""
    examples = suggest_rhythms("", language)
    assert len([parse_rhythm(one) for one in examples]) == 3
    assert "daily at 18:00 Europe/Vienna" in suggest_rhythms("daily at 18:00 vien", language)
    assert suggest_rhythms("daily at 18:00 UTC", language) == ["daily at 18:00 UTC"]
    assert suggest_rhythms("daily at 18:00 ", language) == []
    assert suggest_rhythms("daily at 18:00 " * 400 + "a", language) == []


def test_the_release_of_the_zones_is_known() -> None:
    """The log can name the rules by which dates were computed."""
    assert re.fullmatch(r"20\d\d[a-z]+|unknown", zone_release())
