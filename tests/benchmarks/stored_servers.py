"""Measures servers with threads of their own: the first question in each, and their memory.

Run with ``python -m tests.benchmarks.stored_servers``; prints a table in Markdown. Each server has
settings and five threads of 25 posts in an SQLite file. Every figure is of a fresh process, in
which first the rows of every server are needed once, and then a question is asked in some of them;
what discord.py keeps is not in it.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Typed
from bot.answering.scope import Scope
from bot.answering.server_threads import ServerThreads
from bot.knowledge import Post, Thread
from bot.settings import Settings
from bot.storage import settings as setting_statements
from bot.storage import threads as thread_statements
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from tests.benchmarks.corpus import POSTS_A_THREAD, read_texts, write_texts
from tests.benchmarks.processes import resident

SERVERS = (100, 1_000, 10_000)
ASKED = 300
THREADS = 5
TEXTS = 20_000
"""Different texts of posts; the servers share them."""

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def main() -> None:
    """Print the table, or measure one row of it."""
    if len(sys.argv) == 3:
        print(asyncio.run(measured(Path(sys.argv[1]), int(sys.argv[2]))))
        return
    print("| servers | open, ms | rows, ms | rows, kB a server | first answer, ms | next, ms |")
    print("|---|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        write_texts(Path(folder) / "texts", TEXTS)
        texts = read_texts(Path(folder) / "texts", TEXTS)
        for count in SERVERS:
            file = Path(folder) / f"{count}.db"
            _fill(file, count, texts)
            command = [sys.executable, "-m", __spec__.name, str(file), str(count)]
            row = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            print(row, end="", flush=True)


def _fill(file: Path, servers: int, texts: tuple[str, ...]) -> None:
    def fill(connection: Connection, some: range) -> None:
        for server in some:
            setting_statements.change_server(connection, server, "quotes", "2")
            for thread in _threads(server, texts):
                thread_statements.add(connection, server, thread, 0)

    database = Database.open(file)
    for first in range(1, servers + 1, 100):
        database.write_now(fill, range(first, first + 100))
    database.close()


def _threads(server: int, texts: tuple[str, ...]) -> Iterator[Thread]:
    for number in range(THREADS):
        first = (server * THREADS + number) * POSTS_A_THREAD
        chosen = (texts[(first + n) % len(texts)] for n in range(POSTS_A_THREAD))
        posts = tuple(Post(n, text) for n, text in enumerate(chosen, 1))
        yield Thread(f"thread-{number}", f"Thread {number}", posts, language="en")


async def measured(file: Path, servers: int) -> str:
    """Return a row of the table."""
    settings = Settings(knowledge=KNOWLEDGE)
    engine = AnswerEngine(settings)
    began = time.perf_counter()
    database = Database.open(file)
    opened = (time.perf_counter() - began) * 1e3
    kept, own = KeptSettings(settings, database), ServerThreads(settings, database)

    async def rows(server: int) -> tuple[Settings, Scope]:
        """Read, or take from memory, what is kept of a server and of the one who asks there."""
        in_force = await kept.in_force(SettingsPlace(server, (server,)), server)
        threads = tuple(one.thread for one in await own.of(server))
        return in_force.settings, Scope(frozenset({server}), threads)

    async def ask(server: int) -> None:
        in_force, scope = await rows(server)
        engine.answer(Typed("who was the president of the country"), scope, in_force)

    async def timed(work: Callable[[int], Awaitable[object]], server: int) -> float:
        began = time.perf_counter()
        await work(server)
        return (time.perf_counter() - began) * 1e3

    await ask(1)
    before = resident()
    reading = [await timed(rows, server) for server in range(2, servers + 1)]
    memory = (resident() - before) / servers / 1000
    asked = range(servers, max(servers - ASKED, 1), -1)
    first = [await timed(ask, server) for server in asked]
    following = [await timed(ask, servers - len(asked) + 1) for _ in asked]
    database.close()
    figures = (
        opened,
        statistics.median(reading),
        memory,
        *map(statistics.median, (first, following)),
    )
    return f"| {servers:,} | " + " | ".join(f"{one:.2f}" for one in figures) + " |"


if __name__ == "__main__":
    main()
