"""When a shard may begin a session."""

import asyncio

import pytest
from discord.shard import SessionStartLimits

from bot.chat.discord.session_starts import RESERVE, SessionStarts
from bot.storage.database import Database


class Discord:
    """Says how many sessions may begin: one number after another, the last one for good."""

    def __init__(self, *remaining: int, max_concurrency: int = 1) -> None:
        self.noted: list[int] = []
        self._remaining = list(remaining)
        self._concurrency = max_concurrency

    async def limits(self) -> SessionStartLimits:
        first = self._remaining[0] if len(self._remaining) == 1 else self._remaining.pop(0)
        return SessionStartLimits(
            total=1000, remaining=first, reset_after=0, max_concurrency=self._concurrency
        )

    def starts(self, database: Database | None = None) -> SessionStarts:
        return SessionStarts(self.limits, database, self.noted.append)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_shards_take_turns_over_processes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one bucket, a process's shard begins after the pause of another's; other buckets do not
    wait."""
    monkeypatch.setattr("bot.chat.discord.session_starts.PAUSE", 1)
    discord = Discord(1000, max_concurrency=2)
    first, second = discord.starts(database), discord.starts(database)
    await first.wait_turn(0)
    same = asyncio.create_task(second.wait_turn(2))
    await second.wait_turn(1)
    assert not same.done()
    await same
    await asyncio.sleep(1.1)  # until the last locks are given back


async def test_few_starts_are_left(caplog: pytest.LogCaptureFixture) -> None:
    """The operator reads how many are left; at the reserve the bot waits for the next day."""
    discord = Discord(RESERVE, 60)
    await discord.starts().wait_turn(3)
    waits, few = caplog.messages
    assert waits.startswith("shard 3 waits for 0:00:00: Discord lets the bot begin 1000 sessions")
    assert few == "Discord lets the bot begin 60 more sessions within 0:00:00, of 1000 a day"
    assert discord.noted == [RESERVE, 60]


async def test_a_usual_start_is_not_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is logged while enough starts are left."""
    await Discord(999).starts().wait_turn(0)
    assert not caplog.messages
