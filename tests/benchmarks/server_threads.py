"""What threads of servers' own cost: a question, the first after a start, memory, and adding one.

Run with ``python -m tests.benchmarks.server_threads``; prints tables in Markdown. Times are of the
processor, so that a busy machine changes them little.
"""

import asyncio
import gc
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Ask
from bot.answering.scope import Scope
from bot.answering.server_threads import ServerThreads
from bot.knowledge import Post, Thread, write_thread
from bot.settings import Settings
from bot.storage import threads as statements
from bot.storage.database import Database
from tests.benchmarks.processes import resident

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SERVERS, THREADS, POSTS, WORDS = 10_000, 5, 25, 40
LARGE = 1_000
"""Posts of the thread that is added while the event loop is watched."""

QUESTIONS = ("what is the dragonbear", "who mobilizes troops", "how does Kazakhstan pay for gas")
PAIRS, FIRSTS, TICK = 150, 20, 0.001


def main() -> None:
    """Print the tables; with a number, of that many servers."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SERVERS
    with TemporaryDirectory() as folder:
        place = Path(folder) / "thread-bot.db"
        database = Database.open(place)
        database.write_now(_fill, count)
        try:
            asyncio.run(_measure(database, count))
        finally:
            database.close()


async def _measure(database: Database, count: int) -> None:
    settings = Settings(knowledge=KNOWLEDGE)
    engine = AnswerEngine(settings)
    gc.freeze()  # as the bot does once it has started
    threads = ServerThreads(settings, database)
    print("| a question | ms |\n|---|---|")
    plain, own = await _paired(engine, threads)
    print(f"| in a server without threads of its own | {plain:.3f} |")
    print(f"| in a server with {THREADS} of {POSTS} posts | {own:.3f} |")
    scoped, in_folder = await _beside_folder(engine, threads)
    print(f"| the same, beside these threads as files of the folder | {scoped:.3f} |")
    print(f"| these threads as files of the folder | {in_folder:.3f} |")
    first = await _first(engine, threads)
    print(f"| the first in such a server, after a start | {first:.1f} |")
    late = await _late(engine, threads)
    print(f"\nadding {LARGE:,} posts and asking holds the event loop up for {1000 * late:.1f} ms")
    before = resident()
    for server in range(1, count + 1):
        engine.answer(Ask(QUESTIONS[0]), await _scope(threads, server))
    kilobytes = (resident() - before) / count / 1024
    print(f"{count:,} servers with {THREADS} threads each, all asked in: {kilobytes:.1f} kB each")


async def _paired(engine: AnswerEngine, threads: ServerThreads) -> tuple[float, float]:
    """Return the milliseconds of a question without and with own threads."""
    return _in_turns((engine, Scope(frozenset({0}))), (engine, await _scope(threads, 1)))


async def _beside_folder(engine: AnswerEngine, threads: ServerThreads) -> tuple[float, float]:
    """Return the milliseconds with own threads, and with the same threads in the folder."""
    scope = await _scope(threads, 1)
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


async def _first(engine: AnswerEngine, threads: ServerThreads) -> float:
    """Return the milliseconds by which the first question in a server is slower than the next."""
    slower = []
    for server in range(2, 2 + FIRSTS):
        begun = time.process_time()
        scope = await _scope(threads, server)
        engine.answer(Ask(QUESTIONS[0]), scope)
        first = 1000 * (time.process_time() - begun)
        slower.append(first - _timed(lambda: engine.answer(Ask(QUESTIONS[0]), scope)))  # noqa: B023
    return median(slower)


async def _late(engine: AnswerEngine, threads: ServerThreads) -> float:
    """Return the most seconds for which adding a long thread keeps the event loop.

    Time in which other programs had the processor does not count.
    """
    thread = Thread("long", "Long", tuple(_posts(Random(0), LARGE)), language="en")

    async def add() -> None:
        await threads.add(1, thread)
        scope = await _scope(threads, 1)
        await asyncio.to_thread(engine.answer, Ask(QUESTIONS[0]), scope)

    adding, longest = asyncio.create_task(add()), 0.0
    while not adding.done():
        before, computed = time.perf_counter(), time.process_time()
        await asyncio.sleep(TICK)
        waited = time.perf_counter() - before - TICK
        longest = max(longest, min(waited, time.process_time() - computed))
    await adding
    return longest


async def _scope(threads: ServerThreads, server: int) -> Scope:
    own = tuple(one.thread for one in await threads.of(server))
    return Scope(frozenset({server}), own)


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def _fill(connection, count: int) -> None:  # type: ignore[no-untyped-def]
    for server in range(1, count + 1):
        random = Random(server)
        for number in range(THREADS):
            thread = Thread(f"t{number}", f"Thread {number}", tuple(_posts(random, POSTS)))
            statements.add(connection, server, replace(thread, guessed_language="en"), 0)


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
