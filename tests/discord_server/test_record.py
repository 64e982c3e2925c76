"""Waiting for what has happened or will."""

import asyncio

import pytest

from tests.discord_server import Record


async def test_the_past_counts() -> None:
    """A wait for something that has happened already is over at once."""
    record: Record[int] = Record("a number", patience=1)
    record.add(1)
    record.add(2)
    assert await record.first(lambda number: number > 1) == 2
    assert await record.reach(1) == 1
    assert await record.all(lambda number: True, 2) == [1, 2]


async def test_the_future_is_waited_for() -> None:
    """A wait ends with the thing it was for, not with another."""
    record: Record[int] = Record("a number", patience=1)
    waiting = asyncio.create_task(record.first(lambda number: number > 1))
    third = asyncio.create_task(record.reach(3))
    await asyncio.sleep(0)
    for number in (1, 2, 3):
        record.add(number)
    assert await waiting == 2
    assert await third == 3
    assert record.since(1) == [2, 3]


async def test_patience_ends() -> None:
    """A wait without success says what it was for, and what happened instead."""
    record: Record[int] = Record("a number", patience=0.01)
    record.add(7)
    with pytest.raises(TimeoutError, match=r"waited 0.01 s for a number; 1 so far, at last:\n  7"):
        await record.reach(2)
