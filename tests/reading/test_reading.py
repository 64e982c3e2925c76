"""How a reading moves through a thread."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.reading import (
    Reading,
    State,
    back,
    catch_up,
    gates,
    pause,
    portion,
    resume,
    skip,
    start,
)
from bot.reading.rhythm import EVERY_DAY, Rhythm

NUMBERS = (1, 2, 3, 5, 6, 7, 8)
TWO_A_DAY = Rhythm(2, EVERY_DAY, time(18), "UTC")


def at(day: int, hour: int = 18, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def reading(**changes: Any) -> Reading:
    values: dict[str, Any] = {"server_id": 1, "channel_id": 2, "thread_id": "bread"}
    return Reading(**{**values, "rhythm": TWO_A_DAY, "due_at": at(1), **changes})


def test_each_date_brings_the_next_posts() -> None:
    """Two posts a day open the thread two by two, and the last date ends the reading."""
    now, came = start(reading(), NUMBERS, 1, at(1, 12)), []
    for day in range(1, 5):
        due = portion(now, NUMBERS, at(day))
        came.append(due.numbers)
        assert not due.late
        now = due.after
    assert came == [(1, 2), (3, 5), (6, 7), (8,)]
    assert now.state is State.FINISHED
    assert now.gate is None


def test_nothing_is_due_before_its_time() -> None:
    """A second early, there is no post."""
    due = portion(start(reading(), NUMBERS, 1, at(1, 12)), NUMBERS, at(1, 17, 59))
    assert due.numbers == ()


def test_it_begins_where_it_is_asked_to() -> None:
    """A first post in the middle opens those before it; a number without post means the next."""
    assert start(reading(), NUMBERS, 3, at(1, 12)).last_open == 2
    assert start(reading(), NUMBERS, 4, at(1, 12)).last_open == 3


def test_what_was_missed_comes_together_once() -> None:
    """After three days away all their posts are due at once, and the next date is in the future."""
    due = portion(start(reading(), NUMBERS, 1, at(1, 12)), NUMBERS, at(3, 20))
    assert due.numbers == (1, 2, 3, 5, 6, 7)
    assert due.late
    assert due.after.due_at == at(4)
    assert portion(due.after, NUMBERS, at(3, 21)).numbers == ()


def test_a_pause_holds_the_gate() -> None:
    """After a pause the reading goes on with the next posts, or catches up with all of them."""
    paused = pause(start(reading(), NUMBERS, 1, at(1, 12)))
    assert paused.gate == 0
    assert portion(resume(paused, at(3, 20)), NUMBERS, at(4)).numbers == (1, 2)
    assert portion(catch_up(paused), NUMBERS, at(3, 20)).numbers == (1, 2, 3, 5, 6, 7)


def test_skip_and_back_undo_each_other() -> None:
    """Skipped posts are open; going back closes them again."""
    begun = start(reading(), NUMBERS, 1, at(1, 12))
    skipped = skip(begun, NUMBERS)
    assert skipped.last_open == 2
    assert portion(skipped, NUMBERS, at(1)).numbers == (3, 5)
    assert back(skipped, NUMBERS, at(1, 13)) == begun
    assert back(begun, NUMBERS, at(1, 13)) == begun


def test_a_finished_reading_can_go_back() -> None:
    """The last posts come again at the next date."""
    done = skip(reading(last_open=7), NUMBERS)
    assert done.state is State.FINISHED
    again = back(done, NUMBERS, at(9, 12))
    assert again.due_at == at(9)
    assert portion(again, NUMBERS, at(9)).numbers == (7, 8)


@given(removed=st.sets(st.sampled_from(NUMBERS)), day=st.integers(1, 3))
def test_a_thread_that_changes_loses_no_post(removed: set[int], day: int) -> None:
    """Posts that a reload removes are left out, and all others come once, in order."""
    left = tuple(number for number in NUMBERS if number not in removed)
    now, came, numbers = start(reading(), NUMBERS, 1, at(1, 12)), list[int](), NUMBERS
    for date in range(1, 10):
        if date > day:
            numbers = left
        if now.state is State.RUNNING:
            due = portion(now, numbers, at(date))
            came += due.numbers
            now = due.after
    assert now.state is State.FINISHED
    assert came == sorted(set(came))
    assert set(left) <= set(came)


def test_the_gate_is_that_of_the_place() -> None:
    """A channel has its group's gate, other channels that of the slowest group."""
    readings = [
        reading(channel_id=2, last_open=5),
        reading(channel_id=3, last_open=2),
        reading(channel_id=3, thread_id="cake", last_open=9, state=State.PAUSED),
    ]
    assert gates(readings, frozenset({2}), {}) == {("bread", 5), ("cake", 9)}
    assert gates(readings, frozenset({3}), {}) == {("bread", 2), ("cake", 9)}
    assert gates(readings, frozenset({4}), {}) == {("bread", 2), ("cake", 9)}
    assert gates(readings, frozenset({4}), {"bread": 7}) == {("bread", 7), ("cake", 9)}


@pytest.mark.parametrize("channel", [2, 3])
def test_a_finished_group_reads_all_where_it_is(channel: int) -> None:
    """Where the thread is read to its end it is open, though another group still reads it."""
    readings = [
        reading(channel_id=2, state=State.FINISHED),
        reading(channel_id=3, last_open=2),
    ]
    expected = set() if channel == 2 else {("bread", 2)}
    assert gates(readings, frozenset({channel}), {}) == expected
