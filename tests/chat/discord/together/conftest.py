"""A bot with a database, whose days a test lets pass."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from simcord import Env

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot
from bot.settings import Settings
from bot.storage.database import Database

from ..conftest import Clock


class Now:
    """The time of day, which a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2025, 12, 31, 12, tzinfo=UTC)  # before the simulated Discord's

    def seconds(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def database(sqlite: Path) -> Iterator[Database]:
    database = Database.open(sqlite)
    yield database
    database.close()


@pytest.fixture
def simcord_bot(
    settings: Settings, engine: AnswerEngine, clock: Clock, database: Database, now: Now
) -> ThreadBot:
    """The bot with a database."""
    return ThreadBot(settings, engine, clock=clock, database=database, now=now.seconds)


@pytest.fixture
def restarted(
    simcord_env: Env, settings: Settings, clock: Clock, database: Database, now: Now
) -> Callable:
    """Restarts the bot: only its database is left of the process before."""

    async def restart() -> None:
        engine = AnswerEngine(settings)
        bot = ThreadBot(settings, engine, clock=clock, database=database, now=now.seconds)
        await simcord_env.restart_bot(bot)

    return restart


@pytest.fixture
def tick(simcord_env: Env, now: Now) -> Callable:
    """Lets days pass until 18:01 and sends what is due, as the ticker does by itself."""

    async def pass_days(days: int = 0) -> None:
        day = now.now.date() + timedelta(days=days)
        now.now = datetime(day.year, day.month, day.day, 18, 1, tzinfo=UTC)
        await simcord_env.bot.ticker.tick()
        await simcord_env.settle()

    return pass_days
