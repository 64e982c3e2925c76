"""Measures what 10,000 readings cost: a tick, the memory of each, and the index behind a gate.

Times are of the processor, so that a busy machine changes them little.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.answering.library import Library
from bot.answering.scope import Scope, ScopedLibraries
from bot.knowledge import Post, Thread, read_thread
from bot.reading import reading_table
from bot.reading.reading import Reading
from bot.reading.readings import BATCH, Readings
from bot.reading.rhythm import EVERY_DAY, Rhythm
from bot.storage.database import Database
from tests.benchmarks.processes import resident

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
COUNT, TIMES = 10_000, 20
DUE = datetime(2026, 3, 1, 18, tzinfo=UTC)


def show() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "readings.db")
        try:
            rows = asyncio.run(_measured(database))
        finally:
            database.close()
    print(f"| of {COUNT:,} readings, one in each server | |\n|---|---|")
    for name, value in [
        *rows,
        ("index behind a gate, 25 posts, and a question", f"{_gate():.1f} ms"),
    ]:
        print(f"| {name} | {value} |")


async def _measured(database: Database) -> list[tuple[str, str]]:
    await database.write(_fill)
    now = DUE - timedelta(hours=1)
    readings = Readings(database, lambda: now)
    nothing = await _milliseconds(readings.take)
    before = resident()
    for server in range(1, COUNT + 1):
        await readings.of_server(server)
    kept = (resident() - before) / COUNT
    now = DUE + timedelta(minutes=1)
    due = await _milliseconds(readings.take)
    return [
        ("tick in which none is due", f"{nothing:.1f} ms"),
        (f"tick that takes the next {BATCH} of all, due at once", f"{due:.1f} ms"),
        ("memory of each, at rest", "0, they are in the database"),
        ("memory of each, once its server was asked in", f"{kept:,.0f} bytes"),
    ]


def _fill(connection: Any) -> None:
    rhythm = Rhythm(1, EVERY_DAY, DUE.time(), "Europe/Berlin")
    for number in range(1, COUNT + 1):
        channel = number * 7919 << 22  # the bits above are Discord's milliseconds
        reading_table.put(connection, Reading(number, channel, "dragonbear", rhythm, DUE))


async def _milliseconds(work: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        await work()
        times.append(time.process_time() - started)
    return 1000 * median(times)


def _gate() -> float:
    """Return the milliseconds until a thread of 26 posts is indexed without its last."""
    written, times = read_thread(KNOWLEDGE / "dragonbear.yaml"), []
    for turn in range(TIMES):
        words = islice(cycle(written.posts), 26)
        posts = (Post(number, f"{one.text} {turn}") for number, one in enumerate(words, 1))
        thread = Thread(f"t{turn}", "T", tuple(posts), language="en")
        libraries = ScopedLibraries(Library.of([thread]))
        scope = Scope(frozenset({1}), gates=frozenset({(thread.id, 25)}))
        started = time.process_time()
        libraries.of(scope).search("lamp", 3)
        times.append(time.process_time() - started)
    return 1000 * median(times)


if __name__ == "__main__":
    show()
