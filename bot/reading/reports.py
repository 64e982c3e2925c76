"""What is said about a reading: its rhythm, its progress and its next dates."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from bot.answering.answer import Answer, Kind, cut
from bot.answering.paging import shown
from bot.i18n import Sentence, sentence
from bot.knowledge import Thread
from bot.reading.reading import Reading, State

NEXT_DATES = 3
"""Dates that are named."""

MAX_LISTED = 10
"""Readings that are listed at once."""


def report(reading: Reading, thread: Thread, now: datetime) -> Answer:
    """Say how far a reading is and when it goes on."""
    return Answer.info(*_lines(reading, thread, now))


def overview(readings: Mapping[Reading, Thread | None], now: datetime) -> Answer:
    """Say the same of several readings, each with its thread, or None where it is gone."""
    if not readings:
        return Answer.refused(sentence("reading_none"))
    listed = islice(readings.items(), MAX_LISTED)
    lines = [line for one, thread in listed for line in _lines(one, thread, now)]
    if (more := len(readings) - MAX_LISTED) > 0:
        lines.append(sentence("more", count=more))
    return Answer.info(*lines)


def preview(reading: Reading, thread: Thread) -> Answer:
    """Show the posts of the next date."""
    place = thread.place_of(reading.last_open + 1)
    posts = thread.posts[place : place + reading.rhythm.posts]
    if not posts:
        return Answer.refused(sentence("reading_finished"))
    return Answer(Kind.POSTS, quotes=shown(thread, posts).quotes)


def _lines(reading: Reading, thread: Thread | None, now: datetime) -> Iterator[Sentence]:
    if thread is None:
        yield sentence("reading_thread_gone", thread=reading.thread_id)
        return
    opened = thread.place_of(reading.last_open + 1)
    yield sentence(
        "reading_progress",
        title=cut(thread.title),
        count=opened,
        all=len(thread.posts),
        rhythm=reading.rhythm.sentence,
    )
    match reading.state:
        case State.RUNNING:
            dates = -(-(len(thread.posts) - opened) // reading.rhythm.posts)
            for date in islice(reading.dates(now), min(dates, NEXT_DATES)):
                yield sentence("reading_date", moment=int(date.timestamp()))
        case State.PAUSED:
            yield sentence("reading_paused")
        case State.FINISHED:
            yield sentence("reading_finished")
