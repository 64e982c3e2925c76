"""In which order a source has its posts: the oldest first, or the newest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from bot.importing.labels import Series, series
from bot.importing.parsed_source import RawPost

_LENGTH_OF_DAY = len("2022-01-25")

TURNED_ROUND = "the source has its newest post first; the posts were turned round"
"""What a report says of it."""


def newest_first(raw_posts: Sequence[RawPost]) -> bool:
    """Whether the numbers, the dates or the printed labels fall from post to post.

    Numbers outweigh dates and dates outweigh labels: the first of them that rises or falls decides.
    """
    numbers = [raw_post.number for raw_post in raw_posts if raw_post.number is not None]
    dates = [raw_post.date for raw_post in raw_posts if raw_post.date]
    if any(len(date) == _LENGTH_OF_DAY for date in dates):
        dates = [
            date[:_LENGTH_OF_DAY] for date in dates
        ]  # a day without a time is not its midnight
    moments = [_moment(date) for date in dates]
    for values in (numbers, [moment for moment in moments if moment is not None]):
        steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(values)]
        if any(steps):
            return 1 not in steps
    return falling_series([raw_post.text for raw_post in raw_posts]) is not None


def falling_series(texts: Sequence[str]) -> Series | None:
    """The labels that make a series only from the last text to the first, by position there.

    Weak labels make none: "3. … 2. … 1. …" is a countdown as often.
    """
    backwards, forwards = series(texts[::-1], weak=False), series(texts)
    if backwards is None or (forwards and len(forwards.numbers) >= len(backwards.numbers)):
        return None
    last = len(texts) - 1
    return replace(backwards, numbers={last - at: n for at, n in backwards.numbers.items()})


def _moment(date: str) -> float | None:
    """A moment on a scale; a date without a time or a zone is on it too."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
