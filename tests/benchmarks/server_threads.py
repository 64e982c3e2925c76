"""What threads of servers' own cost: a question, the first after a start, memory, and adding one.

Run with ``python -m tests.benchmarks.server_threads``; prints a table in Markdown, in a few
minutes. Times are of the processor, so that a busy machine changes them little. Memory is of a
fresh process, without what discord.py keeps.
"""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, insert, select

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Ask
from bot.answering.scope import Scope
from bot.answering.server_threads import ServerThreads
from bot.knowledge import Post, Thread, write_thread
from bot.ops.services import favour_answers
from bot.reading.readings import Readings
from bot.settings import Settings
from bot.storage import schema
from bot.storage import settings as setting_statements
from bot.storage import threads as statements
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.word_store import WordStore
from tests.benchmarks.processes import resident

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SERVERS, THREADS, POSTS, WORDS = 10_000, 5, 25, 40
DIFFERENT = 100
"""Servers with words of their own; the others have copies of these."""

ASKED = 1_000
"""Servers in which a question is asked where memory is measured: several times as many as have
their indexes in memory."""

LARGE = 1_000
"""Posts of the thread that is added while the event loop is watched."""

QUESTIONS = ("what is the dragonbear", "who mobilizes troops", "how does Kazakhstan pay for gas")
PAIRS, FIRSTS, TICK = 150, 20, 0.001


class Kept:
    """What is kept of servers, as the bot reads it for each question."""

    def __init__(self, database: Database) -> None:
        self.settings = Settings(knowledge=KNOWLEDGE)
        self._readings = Readings(database, lambda: datetime.now(UTC))
        self.words = WordStore(database)
        self.threads = ServerThreads(
            self.settings, database, along=[self._readings.of_servers], word_store=self.words
        )
        self._kept = KeptSettings(
            self.settings, database, along=[self.threads.of_servers, self._readings.of_servers]
        )

    async def scope(self, server: int) -> Scope:
        """Read, or take from memory, what counts for someone who asks there."""
        await self._kept.in_force(SettingsPlace(server, (server,)), server)
        own = tuple(one.thread for one in await self.threads.of(server))
        await self._readings.of_server(server)
        return Scope(frozenset({server}), own)


def main() -> None:
    """Print the table; with a number, of that many servers."""
    if len(sys.argv) == 3:
        print(*asyncio.run(_memory(Path(sys.argv[1]), int(sys.argv[2]))))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SERVERS
    with TemporaryDirectory() as folder:
        place = Path(folder) / "thread-bot.db"
        database = Database.open(place)
        database.write_now(_fill, count)
        asyncio.run(_ask_once(database))
        database.close()
        database = Database.open(place)
        print("| figure | |\n|---|---|")
        try:
            asyncio.run(_measure(database))
        finally:
            database.close()
        command = [sys.executable, "-m", __spec__.name, str(place), str(count)]
        measured = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        _show(f"memory of each of {count:,} servers that were asked in, kB", *measured.split())


def _engine(kept: Kept) -> AnswerEngine:
    engine = AnswerEngine(kept.settings)
    engine.keep_words(kept.words)
    return engine


async def _ask_once(database: Database) -> None:
    """Ask in the servers where the first question after a start is measured, before that start."""
    kept = Kept(database)
    engine = _engine(kept)
    for server in range(2, 2 + FIRSTS):
        engine.answer(Ask(QUESTIONS[0]), await kept.scope(server))


async def _measure(database: Database) -> None:
    kept = Kept(database)
    engine = _engine(kept)
    favour_answers()  # as the bot does once it has started
    plain, own = await _paired(engine, kept)
    _show("a question in a server without threads of its own, ms", f"{plain:.3f}")
    _show(f"in a server with {THREADS} threads of {POSTS} posts, ms", f"{own:.3f}")
    scoped, in_folder = await _beside_folder(engine, kept)
    _show("the same, beside the next, ms", f"{scoped:.3f}")
    _show("these threads as files of the folder, ms", f"{in_folder:.3f}")
    for name, milliseconds in (await _first(engine, kept)).items():
        _show(name, f"{milliseconds:.1f}")
    late = await _late(engine, kept)
    _show(f"the longest wait while {LARGE:,} posts are added and asked, ms", f"{1000 * late:.1f}")


def _show(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


async def _memory(file: Path, count: int) -> tuple[str]:
    """Return the kilobytes of a server: the rows of all are read, and many are asked in."""
    database = Database.open(file)
    kept = Kept(database)
    engine = _engine(kept)
    engine.answer(Ask(QUESTIONS[0]), await kept.scope(1))
    before = resident()
    for server in range(2, count + 1):
        scope = await kept.scope(server)
        if server > count - ASKED:
            engine.answer(Ask(QUESTIONS[0]), scope)
    database.close()
    return (f"{(resident() - before) / count / 1024:.1f}",)


async def _paired(engine: AnswerEngine, kept: Kept) -> tuple[float, float]:
    """Return the milliseconds of a question without and with own threads."""
    return _in_turns((engine, Scope(frozenset({0}))), (engine, await kept.scope(1)))


async def _beside_folder(engine: AnswerEngine, kept: Kept) -> tuple[float, float]:
    """Return the milliseconds with own threads, and with the same threads in the folder."""
    scope = await kept.scope(1)
    with TemporaryDirectory() as folder:
        for file in KNOWLEDGE.glob("*.yaml"):
            shutil.copy(file, folder)
        for thread in scope.own:
            write_thread(replace(thread, servers=()), Path(folder) / f"{thread.id}.yaml")
        as_files = AnswerEngine(Settings(knowledge=Path(folder)))
    return _in_turns((engine, scope), (as_files, Scope()))


def _in_turns(*ways: tuple[AnswerEngine, Scope]) -> tuple[float, float]:
    """Return the median milliseconds of a question in each of two ways, asked in turns."""
    times: tuple[list[float], list[float]] = [], []
    for number in range(PAIRS):
        question = Ask(QUESTIONS[number % len(QUESTIONS)])
        for (engine, scope), taken in zip(ways, times, strict=True):
            taken.append(_timed(lambda: engine.answer(question, scope)))  # noqa: B023
    return median(times[0]), median(times[1])


async def _first(engine: AnswerEngine, kept: Kept) -> dict[str, float]:
    """Return the milliseconds by which the first question in a server is slower than the next."""
    reading, slower = [], []
    for server in range(2, 2 + FIRSTS):
        taken = []
        for _ in ("first", "next"):
            begun = time.process_time()
            scope = await kept.scope(server)
            read = time.process_time() - begun
            engine.answer(Ask(QUESTIONS[0]), scope)
            taken.append((time.process_time() - begun, read))
        (first, read), (following, known) = taken
        reading.append(1000 * (read - known))
        slower.append(1000 * (first - following))
    return {
        "by how much the first question in a server is slower than the next, ms": median(slower),
        "of which reading what is kept of the server, ms": median(reading),
    }


async def _late(engine: AnswerEngine, kept: Kept) -> float:
    """Return the most seconds for which adding a long thread keeps the event loop.

    Time in which other programs had the processor does not count.
    """
    thread = Thread("long", "Long", tuple(_posts(Random(0), LARGE)), language="en")

    async def add() -> None:
        await kept.threads.add(1, thread)
        scope = await kept.scope(1)
        await asyncio.to_thread(engine.answer, Ask(QUESTIONS[0]), scope)

    adding, longest = asyncio.create_task(add()), 0.0
    while not adding.done():
        before, computed = time.perf_counter(), time.process_time()
        await asyncio.sleep(TICK)
        waited = time.perf_counter() - before - TICK
        longest = max(longest, min(waited, time.process_time() - computed))
    await adding
    return longest


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def _fill(connection: Connection, count: int) -> None:
    for server in range(1, min(DIFFERENT, count) + 1):
        random = Random(server)
        setting_statements.change_server(connection, server, "quotes", "2")
        for number in range(THREADS):
            posts = tuple(_posts(random, POSTS))
            thread = Thread(f"t{number}", f"Thread {number}", posts, guessed_language="en")
            statements.add(connection, server, thread, 0)
    for shift in range(DIFFERENT, count, DIFFERENT):
        for table in (schema.servers, schema.server_settings, schema.threads, schema.posts):
            first = table.c.server_id <= min(DIFFERENT, count - shift)
            columns = [one + shift if one.name == "server_id" else one for one in table.columns]
            copies = select(*columns).where(first)
            connection.execute(insert(table).from_select(table.columns.keys(), copies))


def _posts(random: Random, count: int) -> Iterator[Post]:
    for number in range(1, count + 1):
        words = random.choices(_VOCABULARY, k=WORDS)
        yield Post(number, " ".join(words).capitalize() + ".")


_VOCABULARY = [
    word
    for file in sorted(KNOWLEDGE.glob("*.yaml"))
    for word in file.read_text(encoding="utf-8").split()
    if word.isalpha()
] + [f"{first}{last}" for first in ("kar", "mon", "tel", "bru") for last in ("ta", "lim", "os")]


if __name__ == "__main__":
    main()
