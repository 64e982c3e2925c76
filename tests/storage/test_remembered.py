"""What is remembered of servers and members, and until when."""

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

    def one(self, connection: Connection, id: int) -> str:
        self.reads += 1
        self.connections.add(connection)
        return self.texts.get(f"s{id}", "")

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
