"""A reading: how far a group has read a thread, and what changes that."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.answering.scope import Gate
from bot.reading.rhythm import Rhythm

LATE = timedelta(minutes=30)
"""How long after its date a portion is late, so that its message says why."""


class State(Enum):
    """Whether posts come; a state that another version of the bot keeps is as a pause."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"

    @classmethod
    def _missing_(cls, value: object) -> "State":
        return cls.PAUSED


@dataclass(frozen=True, slots=True)
class Reading:
    """A thread, by its id, that a channel reads in a rhythm.

    ``last_open`` is the number of the last post that is open, and 0 where none is: the next posts
    are those with higher numbers, so that a removed post is missed by nobody and an added one is
    not lost. ``due_at`` is the first date whose posts have not come, in UTC; it may be past while
    the reading is paused or the bot was away. ``sent`` is how many of them have come all the same,
    where the channel took no more.
    """

    server_id: int
    channel_id: int
    thread_id: str
    rhythm: Rhythm
    due_at: datetime
    last_open: int = 0
    sent: int = 0
    state: State = State.RUNNING
    role_id: int | None = None
    discussions: bool = False

    @property
    def gate(self) -> int | None:
        """The number of the last open post; None once all posts are open."""
        return None if self.state is State.FINISHED else self.last_open

    def dates(self, now: datetime) -> Iterator[datetime]:
        """Yield the dates of the next posts; those that are past come together, at once."""
        yield self.due_at
        yield from self.rhythm.after(max(self.due_at, now))


@dataclass(frozen=True, slots=True)
class Portion:
    """The numbers of the posts that are due, whether they are ``late``, and what follows."""

    numbers: tuple[int, ...]
    late: bool
    after: Reading


def start(reading: Reading, numbers: Sequence[int], first: int, now: datetime) -> Reading:
    """Begin at the next date with the post ``first``, or the next one there is."""
    last_open = max((number for number in numbers if number < first), default=0)
    due_at = reading.rhythm.next_after(now)
    return replace(reading, last_open=last_open, due_at=due_at, state=State.RUNNING)


def pause(reading: Reading) -> Reading:
    """Let no more posts come. The date stays, so that the reading can catch up."""
    return replace(reading, state=State.PAUSED)


def resume(reading: Reading, now: datetime) -> Reading:
    """Go on at the next date, with the posts that are next."""
    due_at = reading.rhythm.next_after(now)
    return replace(reading, state=State.RUNNING, due_at=due_at, sent=0)


def catch_up(reading: Reading) -> Reading:
    """Go on from the first date whose posts have not come: they are due at once, together."""
    return replace(reading, state=State.RUNNING)


def skip(reading: Reading, numbers: Sequence[int]) -> Reading:
    """Open the posts of the next date without sending them."""
    return _opened(reading, numbers, _next(reading, numbers, reading.rhythm.posts))


def back(reading: Reading, numbers: Sequence[int], now: datetime) -> Reading:
    """Close the posts of the last date, so that they come again at the next."""
    still_open = bisect_right(numbers, reading.last_open) - reading.rhythm.posts
    last_open = numbers[still_open - 1] if still_open > 0 else 0
    reading = replace(reading, last_open=last_open, sent=0)
    return resume(reading, now) if reading.state is State.FINISHED else reading


def portion(reading: Reading, numbers: Sequence[int], now: datetime) -> Portion:
    """Return the posts that are due; after the bot was away, those of several dates together."""
    left = len(numbers) - bisect_right(numbers, reading.last_open)
    most = -(-(left + reading.sent) // reading.rhythm.posts)
    dates = reading.rhythm.between(reading.due_at, now, most)
    due = _next(reading, numbers, dates * reading.rhythm.posts - reading.sent)
    due_at = reading.rhythm.next_after(now)
    after = replace(_opened(reading, numbers, due), due_at=due_at, sent=0)
    return Portion(due, now - reading.due_at > LATE, after)


def gates(
    readings: Sequence[Reading],
    channel_ids: frozenset[int],
    own: Mapping[str, int],
) -> frozenset[Gate]:
    """Return the gates for someone in a channel of a server, or in a Discord thread of it.

    A thread's gate is that of the channel's own reading, and elsewhere that of the group which has
    read least. ``own`` are the places that the asker set there for private answers, by thread.
    """
    read_here = {one.thread_id for one in readings if one.channel_id in channel_ids}
    counting = [
        (one.thread_id, one.gate)
        for one in readings
        if one.gate is not None
        and (one.channel_id in channel_ids or one.thread_id not in read_here)
    ]
    found: dict[str, int] = {}
    for thread_id, last_open in counting:
        found[thread_id] = min(last_open, found.get(thread_id, last_open))
    return frozenset({**found, **own}.items())


def _next(reading: Reading, numbers: Sequence[int], count: int) -> tuple[int, ...]:
    """Return the numbers of the next ``count`` posts."""
    opened = bisect_right(numbers, reading.last_open)
    return tuple(numbers[opened : opened + max(0, count)])


def _opened(reading: Reading, numbers: Sequence[int], due: Sequence[int]) -> Reading:
    """Return the reading with these posts open too; it is finished if they are the last."""
    last_open = due[-1] if due else reading.last_open
    finished = not numbers or last_open >= numbers[-1]
    return replace(
        reading, last_open=last_open, state=State.FINISHED if finished else reading.state
    )
