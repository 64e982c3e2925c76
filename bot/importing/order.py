"""In which order a source has its posts: the oldest first, or the newest."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from bot.importing.labels import series
from bot.importing.parsed_source import RawPost


def newest_first(raw_posts: Sequence[RawPost]) -> bool:
    """Whether the numbers, the dates or the printed labels fall from post to post.

    Numbers outweigh dates and dates outweigh labels: the first of them that rises or falls decides.
    """
    numbers = [raw_post.number for raw_post in raw_posts if raw_post.number is not None]
    moments = [_moment(raw_post.date) for raw_post in raw_posts if raw_post.date]
    for values in (numbers, [moment for moment in moments if moment is not None]):
        steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(values)]
        if any(steps):
            return 1 not in steps
    return labels_fall([raw_post.text for raw_post in raw_posts])


def labels_fall(texts: Sequence[str]) -> bool:
    """Whether the labels printed in the texts make a series only from the last to the first."""
    backwards = series(texts[::-1])
    if backwards is None:
        return False
    forwards = series(texts)
    return forwards is None or len(forwards.numbers) < len(backwards.numbers)


def _moment(date: str) -> float | None:
    """A moment on a scale; a date without a time or a zone is on it too."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
