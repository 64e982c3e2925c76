"""How long a running bot takes to reload its threads, and how long that holds it up.

A reload runs as the bot runs it: ``AnswerEngine.reload`` in an OS thread beside the event loop. The
loop wakes every millisecond, and the longest it is late is what any message would have had to wait.
A question is asked again and again beside it, and answered in an OS thread, too.
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
from bot.answering.requests import Ask
from bot.answering.scope import Scope
from bot.ops.services import favour_answers
from bot.settings import Settings
from tests.benchmarks import processes
from tests.benchmarks.corpus import read_texts
from tests.benchmarks.markdown import heading, row
from tests.benchmarks.processes import Lost

FILES = 1_000
PATIENCE = 420.0
"""Seconds after which a folder is given up."""

_QUESTION = Ask("when was the city founded")
_PAUSE = 0.01
_TICK = 0.001
_IDLE = 2.0
_SETTLED = 2.1
"""Seconds after which a file counts as settled, so that it is read again only once it changes."""

_TIMES = 5
"""How often a reload that takes less than a second is repeated."""


@dataclass(frozen=True, slots=True)
class Reload:
    """What was reloaded, the median of its seconds, and the milliseconds that others waited.

    ``late`` is the most by which the loop was late; 95 % of the questions were answered within
    ``answered``.
    """

    what: str
    seconds: float
    late: float
    answered: float


@dataclass(frozen=True, slots=True)
class Folder:
    """Of one folder: seconds of its first reading, what is measured without a reload, reloads."""

    first: float
    idle: Reload
    reloads: tuple[Reload, ...]


def show(posts_a_file: Sequence[int], texts: Path) -> None:
    """Print a table of folders of 1,000 files with that number of posts each."""
    held_up, answered = "event loop held up for, ms", "95 % of questions answered in, ms"
    print(heading(["1,000 files", "what", "seconds", held_up, answered]))
    for posts in posts_a_file:
        name = f"of {posts:,} posts"
        found = processes.measured(__name__, [str(posts), str(texts)], PATIENCE)
        if isinstance(found, Lost):
            print(row([name, "all", *[str(found)] * 3]), flush=True)
            continue
        idle, reloads = Reload(**found["idle"]), [Reload(**one) for one in found["reloads"]]
        first = f"{found['first']:.2f}"
        print(row([name, "first reading, before the bot connects", first, "–", "–"]))
        for one in reloads:
            waits = [max(0.0, one.late - idle.late), one.answered]
            print(row([name, one.what, f"{one.seconds:.3f}", *[f"{wait:.1f}" for wait in waits]]))
        print(row([name, idle.what, "–", f"{idle.late:.1f}", f"{idle.answered:.1f}"]), flush=True)


def _measure(posts_a_file: int, texts: Path) -> Folder:
    with TemporaryDirectory() as place:
        knowledge = _Knowledge(Path(place), read_texts(texts, FILES * posts_a_file))
        knowledge.change(FILES)
        time.sleep(_SETTLED)
        started = time.perf_counter()
        engine = AnswerEngine(Settings(knowledge=Path(place)))
        first = time.perf_counter() - started
        favour_answers()  # as the bot does once it is started
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
        runs: list[_Run] = []
        while not runs or (len(runs) < _TIMES and runs[0].seconds < 1):
            knowledge.change(files)
            runs.append(await _run(asyncio.to_thread(_reload, engine), engine))
        return _summary(what, runs)

    idle = _summary("without a reload", [await _run(asyncio.sleep(_IDLE), engine)])
    reloads = [await reloaded("no file changed", 0), await reloaded("one file changed", 1)]
    if knowledge.posts_a_file < 1_000:
        reloads.append(await reloaded("all files rewritten", FILES))
    return Folder(first, idle, tuple(reloads))


def _reload(engine: AnswerEngine) -> None:
    report = engine.reload()
    if report.kind is Kind.ERROR:
        raise ValueError("\n".join(map(str, report.lead)))


@dataclass(frozen=True, slots=True)
class _Run:
    """The seconds of one reload, the most that the loop was late, and those of each answer."""

    seconds: float
    late: float
    answered: Sequence[float]


def _summary(what: str, runs: Sequence[_Run]) -> Reload:
    answered = sorted(seconds for run in runs for seconds in run.answered)
    return Reload(
        what,
        statistics.median(run.seconds for run in runs),
        1000 * max(run.late for run in runs),
        1000 * answered[len(answered) * 95 // 100],
    )


async def _run(work: Awaitable[object], engine: AnswerEngine) -> _Run:
    """Do the work, and measure how long others wait beside it."""
    started, longest = time.perf_counter(), 0.0
    working = asyncio.ensure_future(work)
    asking = asyncio.create_task(_asked_until(working, engine))
    while not working.done():
        before = time.perf_counter()
        await asyncio.sleep(_TICK)
        longest = max(longest, time.perf_counter() - before - _TICK)
    await working
    return _Run(time.perf_counter() - started, longest, await asking)


async def _asked_until(done: asyncio.Future[object], engine: AnswerEngine) -> list[float]:
    """Ask until the work is done; return the seconds until each answer, of one at least."""
    answered: list[float] = []
    while not answered or not done.done():
        begun = time.perf_counter()
        await asyncio.to_thread(engine.answer, _QUESTION, Scope())
        answered.append(time.perf_counter() - begun)
        await asyncio.sleep(_PAUSE)
    return answered


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
