"""What is remembered of servers and members, and until when."""

import asyncio
import threading

import pytest
from sqlalchemy import Connection

from bot.storage.database import Database
from bot.storage.remembered import Remembered, RememberedOfAll


class Shelf:
    """Texts by the id of a server; counts how often one is read."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.reads = 0
        self.connections = set[Connection]()
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()
        self.go_on.set()

    def one(self, connection: Connection, id: int) -> str:
        self.reads += 1
        self.connections.add(connection)
        text = self.texts.get(f"s{id}", "")
        self.begun.release()
        assert self.go_on.wait(20)
        return text

    def all(self, connection: Connection) -> list[str]:
        self.reads += 1
        return sorted(self.texts.values())


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_value_is_read_once_until_it_changes(database: Database) -> None:
    """Nothing is read again but what a change is about, or all where changes may be missed."""
    shelf = Shelf(s1="one", s2="two")
    texts = Remembered(database, "server", lambda: shelf.one, "", 10)
    everything = RememberedOfAll(database, lambda: shelf.all, [])
    read = []
    for concern in (("server", 9), ("member", 1), ("server", 1), None, ("member", 2)):
        assert (await texts.get(1), await texts.get(2)) == ("one", "two")
        assert await everything.get() == ["one", "two"]
        read.append(shelf.reads)
        database.changes.announce(concern)
    assert read == [3, 4, 4, 6, 9]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_who_asks_at_once_waits_for_one_read(database: Database) -> None:
    """Many questions after a change read a server once, and none remembers what was before it."""
    shelf = Shelf(s1="old", s2="two")
    texts = Remembered(database, "server", lambda: shelf.one, "", 10)
    shelf.go_on.clear()
    before = [asyncio.create_task(texts.get(1)) for _ in range(9)]
    await asyncio.to_thread(shelf.begun.acquire)
    shelf.texts["s1"] = "new"
    database.changes.announce(("server", 1))
    after = [asyncio.create_task(texts.get(1)) for _ in range(9)]
    await asyncio.sleep(0)
    shelf.go_on.set()
    assert await asyncio.gather(*before) == ["old"] * 9
    assert await asyncio.gather(*after) == ["new"] * 9
    assert (await texts.get(1), shelf.reads) == ("new", 2)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_change_elsewhere_lets_a_server_be_remembered(database: Database) -> None:
    """A large server is read once, however often others change in the time that it takes."""
    shelf = Shelf(s1="one")
    texts = Remembered(database, "server", lambda: shelf.one, "", 10)
    shelf.go_on.clear()
    reading = asyncio.create_task(texts.get(1))
    await asyncio.to_thread(shelf.begun.acquire)
    database.changes.announce(("server", 2))
    shelf.go_on.set()
    assert (await reading, await texts.get(1), shelf.reads) == ("one", "one", 1)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_what_is_needed_next_is_read_in_the_same_transaction(database: Database) -> None:
    """A question waits for one way to the database, and reads nothing that is known."""
    shelf = Shelf(s1="one", s2="two", s3="three")
    texts, notes = (
        Remembered(database, of, lambda: shelf.one, "", 9) for of in ("server", "member")
    )
    for reads, its in ((2, 2), (2, 2), (2, 3)):
        assert await texts.get(1, (notes, its)) == "one"
        assert (shelf.reads, len(shelf.connections)) == (reads, 1)
    assert await notes.get(2) == "two"
    database.changes.announce(("server", 1))
    assert await texts.get(1, (notes, 2), (notes, 3)) == "one"
    assert await notes.get(3) == "three"
    assert (shelf.reads, len(shelf.connections)) == (4, 2)


async def test_a_large_server_delays_no_other(database: Database) -> None:
    """Large servers are read one at a time, and what others need first is read while that lasts."""
    shelf = Shelf(s1="one", s2="two", s3="three", s4="four")
    texts = Remembered(
        database, "server", lambda: shelf.one, "", 10, is_large=lambda: lambda _, server: server < 3
    )
    notes = Remembered(database, "server", lambda: lambda _, server: f"note {server}", "", 10)
    shelf.go_on.clear()
    large = [asyncio.create_task(texts.get(id)) for id in (1, 1, 2)]
    await asyncio.to_thread(shelf.begun.acquire)
    async with asyncio.timeout(10):
        assert [await notes.get(id, (texts, 1)) for id in (3, 4)] == ["note 3", "note 4"]
    assert shelf.reads == 1
    shelf.go_on.set()
    assert await asyncio.gather(*large) == ["one", "one", "two"]
    assert ([await texts.get(id) for id in (1, 2)], shelf.reads) == (["one", "two"], 2)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_value_too_large_for_all_memory_displaces_none(database: Database) -> None:
    """A server with more than fits is read each time, and the others stay in memory."""
    shelf = Shelf(s1="one", s2="much too long")
    texts = Remembered(database, "server", lambda: shelf.one, "", 10, len)
    for _ in range(2):
        assert (await texts.get(2), await texts.get(1)) == ("much too long", "one")
    assert shelf.reads == 3


async def test_without_a_database_nothing_is_known() -> None:
    """There is no error where nothing can be kept."""
    shelf = Shelf(s1="one")
    assert await Remembered(None, "server", lambda: shelf.one, "", 10).get(1) == ""
    assert await RememberedOfAll(None, lambda: shelf.all, []).get() == []
