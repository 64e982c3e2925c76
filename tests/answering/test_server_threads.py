"""The threads that servers added, and what of them is in memory."""

from pathlib import Path

import pytest

from bot.answering.server_threads import ServerThreads
from bot.knowledge import Post, Thread
from bot.settings import Settings
from bot.storage.database import Database

BOIL = Post(1, "Boil water.")
LONG = [
    Thread("tea", "On tea", (Post(1, "Boil water. " * 100),), language="en"),
    Thread("tea", "On tea", (BOIL,), language="en", glossary={"T": "tea " * 300}),
    Thread("tea", "On tea", (BOIL._replace(url=f"https://example.org/{'tea' * 400}"),)),
]


@pytest.mark.parametrize("long", LONG, ids=["words", "glossary", "links"])
async def test_a_server_with_more_than_fits_is_read_once(
    long: Thread, sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is slow to read is in memory until others need the place."""
    monkeypatch.setattr("bot.answering.server_threads.MEMORY", 1000)
    database = Database.open(sqlite)
    own = ServerThreads(Settings(), database)
    for server in (1, 2):
        await own.add(server, long)
    first = await own.of(1)
    assert await own.of(1) is first
    assert await own.of(2) is await own.of(2)
    assert await own.of(1) is not first
    database.close()
