"""Which shards a process serves that has no list of them."""

import asyncio

import pytest

from bot.chat.discord.own_shards import OwnShards
from bot.errors import SettingsError
from bot.setting_kinds import Shards, ShardsByOrdinal
from bot.storage.database import Database


@pytest.mark.parametrize(
    ("setting", "host", "shards"),
    [
        (ShardsByOrdinal(16), "thread-bot-0", Shards(0, 0, 16)),
        (ShardsByOrdinal(16), "thread-bot-15", Shards(15, 15, 16)),
        (ShardsByOrdinal(16, 4), "thread-bot-3", Shards(12, 15, 16)),
        (ShardsByOrdinal(10, 4), "thread-bot-2", Shards(8, 9, 10)),
    ],
)
async def test_the_number_of_the_host(setting: ShardsByOrdinal, host: str, shards: Shards) -> None:
    """A pod of a StatefulSet serves the shards of its number."""
    assert await OwnShards(setting, None, host).take() == shards


@pytest.mark.parametrize("host", ["thread-bot", "thread-bot-4", "bot-3.example"])
async def test_without_a_number(host: str) -> None:
    """Where neither the host nor PostgreSQL gives a number, an error says what to do."""
    with pytest.raises(SettingsError, match="does not end in a number below 4, such as bot-0"):
        OwnShards(ShardsByOrdinal(16, 4), None, host)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_free_numbers_of_postgresql(database: Database) -> None:
    """Processes get different numbers, and one that ends leaves its own to the next."""
    setting = ShardsByOrdinal(4, 2)
    first, second, third = (OwnShards(setting, database, "host") for _ in range(3))
    assert await first.take() == Shards(0, 1, 4)
    assert await second.take() == Shards(2, 3, 4)
    waiting = asyncio.create_task(third.take())
    second.close()
    assert await waiting == Shards(2, 3, 4)
    first.close()
    third.close()


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_number_that_another_process_took(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was cut off from PostgreSQL learns that another one has its number."""
    monkeypatch.setattr("bot.chat.discord.own_shards._CHECK_SECONDS", 0.01)
    mine, other = (OwnShards(ShardsByOrdinal(1), database, "host") for _ in range(2))
    await mine.take()
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE starts_with(query, 'SELECT pg_try_advisory_lock(')"
    )
    database.write_now(lambda connection: connection.exec_driver_sql(end))
    await other.take()
    await mine.lost()
    mine.close()
    other.close()
