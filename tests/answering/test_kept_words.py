"""A bot that starts again does not read the words of servers' threads again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.answering.library import Library
from bot.answering.scope import Scope, ScopedLibraries
from bot.knowledge import Post, Thread
from bot.storage import threads
from bot.storage.database import Database
from bot.storage.word_store import AHEAD, WordStore

HERE, ELSEWHERE = 11, 22
TEA = Thread("tea", "On tea", (Post(1, "Boil the water."), Post(2, "Wait.")), language="en")
TEE = Thread("tee", "Vom Tee", (Post(1, "Wasser kochen."),), language="de")

Ask = Callable[[str], tuple[bool, list[str]]]


@contextmanager
def started(file: Path, *servers: int) -> Iterator[tuple[Database, Ask]]:
    """A bot from its start to its end; ask it and get whether it read posts, and the answers."""
    database = Database.open(file)
    libraries = ScopedLibraries(Library.of([]))
    libraries.word_store = store = WordStore(database)

    def ask(question: str) -> tuple[bool, list[str]]:
        own = [one.thread for id in servers for one in database.read_now(store.threads_of, id)]
        library = libraries.of(Scope(frozenset(servers), tuple(own)))
        found = [one.hit.post.text for one in library.search(question, 9)]
        return bool(library.read_for), found

    yield database, ask
    database.close()


@pytest.fixture
def file(sqlite: Path) -> Path:
    """A database with threads in two servers, in which someone asked."""
    for server, added in ((HERE, (TEA, TEE)), (ELSEWHERE, (replace(TEA, id="coffee"),))):
        with started(sqlite, server) as (database, ask):
            for one in added:
                database.write_now(threads.add, server, one, 0)
            assert ask("water") == (True, ["Boil the water."])
    return sqlite


@pytest.mark.parametrize("ahead", [AHEAD, 1])
@pytest.mark.parametrize("servers", [(HERE,), (HERE, ELSEWHERE)])
def test_posts_are_read_once(
    file: Path, servers: tuple[int, ...], ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first question after a start finds what was read before, in a direct message too.

    So it does where the words are too many to be read with the threads.
    """
    monkeypatch.setattr("bot.storage.word_store.AHEAD", ahead)
    with started(file, *servers) as (_, ask):
        assert ask("water") == (False, ["Boil the water."] * len(servers))
        assert ask("kochen") == (False, ["Wasser kochen."])


@pytest.mark.parametrize(
    "change",
    [
        partial(threads.change_words, thread_id="tea", number=1, text="Heat the water."),
        partial(threads.add, thread=replace(TEA, posts=(Post(1, "Heat the water."),)), now=0),
    ],
)
def test_what_changed_is_found(file: Path, change: Callable[..., object]) -> None:
    """Kept words never answer for words that are gone, and are kept again for the next start."""
    with started(file, HERE) as (database, ask):
        database.write_now(change, server_id=HERE)
        assert ask("water heat boil") == (True, ["Heat the water."])
    with started(file, HERE) as (_, ask):
        assert ask("water heat boil") == (False, ["Heat the water."])


@pytest.mark.parametrize("words", ["x'00'", "zeroblob(5000)", "substr(words, 2)", "NULL"])
def test_damaged_words_are_read_again(file: Path, words: str) -> None:
    """A cache that is damaged or emptied costs time and nothing else."""
    for is_read in (True, False):
        with started(file, HERE) as (database, ask):
            if is_read:
                database.write_now(lambda c: c.execute(text(f"UPDATE servers SET words = {words}")))
            assert ask("water") == (is_read, ["Boil the water."])


def test_a_database_of_an_older_version_works(file: Path) -> None:
    """A bot finds no words in the database of the bot before, and keeps them from then on."""
    with started(file, HERE) as (database, _):
        for statement in (
            "ALTER TABLE servers DROP COLUMN words",
            "UPDATE alembic_version SET version_num = '0004'",
        ):
            database.write_now(lambda c, statement=statement: c.execute(text(statement)))
    for is_read in (True, False):
        with started(file, HERE) as (_, ask):
            assert ask("water") == (is_read, ["Boil the water."])
