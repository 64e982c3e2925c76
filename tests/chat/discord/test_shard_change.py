"""The change from one number of shards to another."""

import asyncio

import pytest
from sqlalchemy import func, select

from bot.chat.discord.shard_change import ShardChange
from bot.setting_kinds import Shards
from bot.storage.database import Database
from bot.storage.shared_tables import claims


def count(database: Database) -> int:
    return database.read_now(
        lambda connection: connection.execute(select(func.count()).select_from(claims)).scalar_one()
    )


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_request_is_answered_once(
    database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While 16 and 32 shards are served, one of both answers, after a restart too.

    Before and after that, no row is written for it.
    """
    monkeypatch.setattr("bot.chat.discord.shard_change.ANNOUNCED", 0)
    old, new = ShardChange(database, Shards(0, 3, 16)), ShardChange(other, Shards(0, 3, 32))
    await old.begin()
    assert await old.is_ours(1)
    assert count(database) == 0
    await new.begin()
    await old.look()
    assert await old.is_ours(2)
    assert not await new.is_ours(2)
    assert await new.is_ours(3)
    assert not await old.is_ours(3)
    restarted = ShardChange(database, Shards(0, 3, 16))
    await restarted.begin()
    assert await restarted.is_ours(2)
    old.close()
    restarted.close()
    async with asyncio.timeout(10):
        while count(database):  # PostgreSQL frees the locks of a connection after it is closed
            await new.look()
    assert await new.is_ours(4)
    assert count(database) == 0
    new.close()


async def test_a_process_that_serves_alone() -> None:
    """Without PostgreSQL there is no such change."""
    alone = ShardChange(None, None)
    await alone.begin()
    assert await alone.is_ours(1)
