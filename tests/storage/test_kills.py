"""What is left of a write when its process is killed."""

import os
import random
import select
import signal

import pytest
from sqlalchemy import Connection
from sqlalchemy import select as select_rows

from bot.knowledge import Post, Thread
from bot.storage import settings, threads
from bot.storage.database import Database
from bot.storage.schema import server_settings
from tests.databases import Place

KILLS = 100
SERVER = 1


def write(connection: Connection, number: int) -> None:
    """One write of many rows, each of which has the number."""
    settings.change_server(connection, SERVER, "number", str(number))
    posts = tuple(Post(post, f"write {number}") for post in range(1, 41))
    threads.add(connection, SERVER, Thread("thread", f"write {number}", posts), number)


def read(connection: Connection) -> int:
    """The number of the last write that is there; all of it is.

    A write whose process was killed may end only now; the rows are locked until then.
    """
    connection.execute(select_rows(server_settings).with_for_update())
    own, _ = settings.of_server(connection, SERVER)
    (kept,) = threads.of_server(connection, SERVER)
    words = f"write {own['number']}"
    assert kept.thread.title == words
    assert [post.text for post in kept.thread.posts] == [words] * 40
    return int(own["number"])


def write_until_killed(place: Place, first: int, reports: int) -> None:
    """Write ever higher numbers, and report each once it is kept."""
    database = Database.open(place)
    number = first
    while True:
        database.write_now(write, number)
        os.write(reports, b".")
        number += 1


@pytest.mark.slow
def test_a_kill_loses_at_most_the_write_under_way(place: Place) -> None:
    """A hundred times killed in the middle of writing, the database has every write that was done.

    At most the last one, which was under way, is missing, and then all of it.
    """
    chance = random.Random(7)
    database = Database.open(place)
    database.write_now(write, 0)
    database.close()
    last, in_the_middle = 0, 0
    for _ in range(KILLS):
        reports, end = os.pipe()
        process = os.fork()
        if process == 0:
            try:
                write_until_killed(place, last + 1, end)
            finally:
                os._exit(1)
        os.close(end)
        done = b"".join(os.read(reports, 1) for _ in range(chance.randint(1, 3)))
        select.select([reports], [], [], chance.uniform(0, 0.01))  # until it is done, or before
        os.kill(process, signal.SIGKILL)
        assert os.waitpid(process, 0)[1] == signal.SIGKILL
        while report := os.read(reports, 100):
            done += report
        os.close(reports)
        database = Database.open(place)
        found = database.write_now(read)
        database.close()
        assert found - last in (len(done), len(done) + 1)
        in_the_middle += found - last == len(done)
        last = found
    assert in_the_middle > KILLS // 10
