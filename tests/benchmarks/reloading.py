"""How long a running bot takes to reload its threads, and how long that holds it up.

A reload runs as the bot runs it: ``AnswerEngine.reload`` in a thread beside the event loop. The
loop does nothing but wake every millisecond, and the longest it is late is what any message would
have had to wait.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering.answer import Kind
from bot.answering.engine import AnswerEngine
from bot.ops.services import spare_garbage_collector
from bot.settings import Settings
from tests.benchmarks import processes
from tests.benchmarks.corpus import read_texts
from tests.benchmarks.markdown import heading, row
from tests.benchmarks.processes import Lost

FILES = 1_000
PATIENCE = 420.0
"""Seconds after which a folder is given up."""

_TICK = 0.001
_IDLE = 2.0
_SETTLED = 2.1
"""Seconds after which a file counts as settled, so that it is read again only once it changes."""

_TIMES = 5
"""How often a reload that takes less than a second is repeated."""


@dataclass(frozen=True, slots=True)
class Reload:
    """What was reloaded, the median of its seconds, and the most milliseconds the loop was late."""

    what: str
    seconds: float
    late: float


@dataclass(frozen=True, slots=True)
class Folder:
    """Of one folder: seconds of its first reading, milliseconds an idle loop is late, reloads."""

    first: float
    idle: float
    reloads: tuple[Reload, ...]


def show(posts_a_file: Sequence[int], texts: Path) -> None:
    """Print a table of folders of 1,000 files with that number of posts each."""
    print(heading(["1,000 files", "what", "seconds", "event loop held up for, ms"]))
    for posts in posts_a_file:
        name = f"of {posts:,} posts"
        found = processes.measured(__name__, [str(posts), str(texts)], PATIENCE)
        if isinstance(found, Lost):
            print(row([name, "all", str(found), str(found)]), flush=True)
            continue
        folder = Folder(**found | {"reloads": tuple(Reload(**one) for one in found["reloads"])})
        print(row([name, "first reading, before the bot connects", f"{folder.first:.2f}", "–"]))
        for one in folder.reloads:
            longest_block = max(0.0, one.late - folder.idle)
            print(row([name, one.what, f"{one.seconds:.3f}", f"{longest_block:.1f}"]))
        print(row([name, "an idle loop is late by", "–", f"{folder.idle:.1f}"]), flush=True)


def _measure(posts_a_file: int, texts: Path) -> Folder:
    with TemporaryDirectory() as place:
        knowledge = _Knowledge(Path(place), read_texts(texts, FILES * posts_a_file))
        knowledge.change(FILES)
        time.sleep(_SETTLED)
        started = time.perf_counter()
        engine = AnswerEngine(Settings(knowledge=Path(place)))
        first = time.perf_counter() - started
        spare_garbage_collector()  # as the bot does once it is started
        return asyncio.run(_reloads(engine, first, knowledge))


class _Knowledge:
    """A folder of 1,000 files with as many of the posts each."""

    def __init__(self, folder: Path, posts: Sequence[str]) -> None:
        self._folder = folder
        self._posts = posts
        self._changes = 0
        self.posts_a_file = len(posts) // FILES

    def change(self, files: int) -> None:
        """Write the first ``files`` files, each with another first post than before."""
        self._changes += 1
        for number in range(files):
            begin = number * self.posts_a_file
            first, *others = self._posts[begin : begin + self.posts_a_file]
            _write(self._folder, number, [f"{first} edited {self._changes}", *others])


async def _reloads(engine: AnswerEngine, first: float, knowledge: _Knowledge) -> Folder:
    """Measure a running bot's reloads; of a million posts, not all are written again."""

    async def reloaded(what: str, files: int) -> Reload:
        seconds: list[float] = []
        late = 0.0
        while not seconds or (len(seconds) < _TIMES and seconds[0] < 1):
            knowledge.change(files)
            took, longest_block = await _late(asyncio.to_thread(_reload, engine))
            seconds.append(took)
            late = max(late, longest_block)
        return Reload(what, statistics.median(seconds), late)

    _, idle = await _late(asyncio.sleep(_IDLE))
    reloads = [await reloaded("no file changed", 0), await reloaded("one file changed", 1)]
    if knowledge.posts_a_file < 1_000:
        reloads.append(await reloaded("all files rewritten", FILES))
    return Folder(first, idle, tuple(reloads))


def _reload(engine: AnswerEngine) -> None:
    report = engine.reload()
    if report.kind is Kind.ERROR:
        raise ValueError("\n".join(map(str, report.lead)))


async def _late(work: Awaitable[object]) -> tuple[float, float]:
    """Return the seconds that the work takes, and the most milliseconds that the loop is late."""
    started, longest = time.perf_counter(), 0.0
    working = asyncio.ensure_future(work)
    while not working.done():
        before = time.perf_counter()
        await asyncio.sleep(_TICK)
        longest = max(longest, time.perf_counter() - before - _TICK)
    await working
    return time.perf_counter() - started, longest * 1000


def _write(folder: Path, number: int, texts: Sequence[str]) -> None:
    """A knowledge file as the bot's own import writes it, in a fraction of the time."""
    posts = "\n".join(
        f"- number: {place}\n  text: |-\n    {text}\n" for place, text in enumerate(texts, 1)
    )
    (folder / f"t{number:04}.yaml").write_text(
        f"title: Thread {number}\nlanguage: en\n\nposts:\n{posts}", encoding="utf-8"
    )


if __name__ == "__main__":
    processes.measure(lambda: asdict(_measure(int(sys.argv[1]), Path(sys.argv[2]))))
