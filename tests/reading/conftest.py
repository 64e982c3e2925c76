"""Readings in a database of their own, a clock that a test moves, and channels that take posts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from bot.i18n import Sentence
from bot.knowledge import Thread
from bot.reading.reading import Reading
from bot.reading.readings import Readings
from bot.reading.ticker import (
    PER_SECOND,
    CannotSendError,
    Card,
    Leases,
    Pace,
    Ticker,
    TryLaterError,
)
from bot.storage.database import Database


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.now.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Threads(Protocol):
    """Threads by their ids, such as a mapping."""

    def get(self, id: str, /) -> Thread | None: ...


class Killed(BaseException):
    """The end of the process at this point."""


@dataclass
class Channels:
    """Channels that keep what is sent, and can be deleted, closed to the bot, or out of reach."""

    clock: Clock
    messages: dict[int, list[tuple[datetime, Card]]] = field(default_factory=dict)
    reports: list[tuple[int, str]] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    forbidden: set[int] = field(default_factory=set)
    away: bool = False
    killed_after: int | None = None
    closed_after: int | None = None
    before_answer: Callable[[], Awaitable[None]] | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def sent(self, reading: Reading, thread: Thread) -> frozenset[int]:
        return frozenset(
            card.post.number
            for at, card in self.messages.get(reading.channel_id, [])
            if at >= reading.due_at and card.thread.id == thread.id
        )

    async def send(self, card: Card) -> None:
        channel = card.reading.channel_id
        if self.away:
            raise TryLaterError("no connection")
        if channel in self.deleted:
            raise CannotSendError(Sentence("reading_channel_gone", {}), gone=True)
        if channel in self.forbidden:
            raise CannotSendError(Sentence("reading_permission", {"permission": "Send Messages"}))
        self.messages.setdefault(channel, []).append((self.clock.now, card))
        self.arrived.set()
        if self.closed_after is not None and len(self.messages[channel]) >= self.closed_after:
            self.forbidden.add(channel)
        if self.before_answer is not None:
            await self.before_answer()
        if self.killed_after is not None:
            self.killed_after -= 1
            if self.killed_after <= 0:
                self.killed_after = None
                raise Killed

    async def report(self, reading: Reading, reason: Sentence) -> None:
        self.reports.append((reading.server_id, reason.plain()))

    def numbers(self, channel: int) -> list[int]:
        return [card.post.number for _, card in self.messages.get(channel, [])]


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))


@pytest.fixture
def channels(clock: Clock) -> Channels:
    return Channels(clock)


def ticker(leases: Leases, clock: Clock, channels: Channels, threads: Threads) -> Ticker:
    """A ticker that sends to these channels what these threads have."""

    async def find(reading: Reading) -> Thread | None:
        return threads.get(reading.thread_id)

    return Ticker(leases, find, channels, Pace(PER_SECOND, clock.monotonic, clock.sleep))


@dataclass
class Process:
    """One run of the bot: what it knows is lost with it."""

    readings: Readings
    ticker: Ticker

    @classmethod
    def start(
        cls, database: Database, clock: Clock, channels: Channels, threads: Threads
    ) -> "Process":
        readings = Readings(database, clock)
        return cls(readings, ticker(readings, clock, channels, threads))
