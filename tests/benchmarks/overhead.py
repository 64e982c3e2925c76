"""The bot beside a plain bot and an idle client of discord.py: time, processor time and memory.

The plain bot answers with a fixed embed and two buttons. All three are asked through the same
simulated Discord, by turns, so that the machine's changes of pace reach them alike.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.metadata import distribution
from itertools import islice
from pathlib import Path
from random import Random
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.benchmarks import processes
from tests.benchmarks.markdown import heading, row
from tests.benchmarks.replying import ask, lines
from tests.benchmarks.serving import BARE, BOT, KNOWLEDGE, PLAIN, discord, environment, running
from tests.process.running import MESSAGES, ROOT, BotProcess, StudyGroup

ROUNDS, STARTS, WARM_UP, QUESTIONS, AT_ONCE = 2, 5, 50, 400, 500
GROWTH = (1, 100, 10_000)
"""Threads, and servers, among which the figures are compared."""

ASK = ["bot", "ask", "what is the dragonbear"]
_POSTS, _WORDS = 5, 40
_CALM = 1.0
"""Seconds after which a process that has answered holds what it will."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one process takes: seconds, and bytes for ``resident``; None where it answers nothing.

    ``computed`` is processor time a question, ``replied`` the median from the gateway's event to
    the request, ``last`` the wait of the last of many questions asked at once, and ``burst`` the
    processor time of all of them. ``starting`` is the processor time until it is connected.
    """

    started: float
    starting: float
    resident: float
    computed: float | None = None
    replied: float | None = None
    last: float | None = None
    burst: float | None = None


_ROWS = (
    ("processor time a question, ms", "computed", 1000.0),
    ("from the gateway's event to the request, p50, ms", "replied", 1000.0),
    (f"{AT_ONCE} questions at once: the last answered, s", "last", 1.0),
    (f"processor time of {AT_ONCE} questions at once, s", "burst", 1.0),
    ("resident after that, MB", "resident", 1 / 2**20),
    ("start to connected, s", "started", 1.0),
    ("processor time from the start to connected, s", "starting", 1.0),
)


def show() -> None:
    """Print a table with the ratios to the plain bot, and how the figures grow."""
    ours, plain, idle = (_median([_figures(c) for _ in range(ROUNDS)]) for c in (BOT, PLAIN, BARE))
    with TemporaryDirectory() as place:
        kept = asyncio.run(_measure(BOT, database=f"{place}/bench.db"))
    columns = ["thread-bot", "with a database", "plain bot", "idle client"]
    print(heading(["figure", *columns, "thread-bot / plain bot"]))
    for name, field, unit in _ROWS:
        cells = [getattr(one, field) for one in (ours, kept, plain, idle)]
        shown = [f"{cell * unit:.2f}" if cell is not None else "–" for cell in cells]
        print(row([name, *shown, f"{cells[0] / cells[2]:.2f}"]), flush=True)
    asked, nothing = _computed(["-m", *ASK]), _computed(["-c", "pass"])
    print(
        f"\n`thread-bot ask` from the shell: {asked:.2f} s of processor time, "
        f"{asked / nothing:.0f} × `python -c pass` ({nothing * 1000:.0f} ms). "
        f"Run-time packages: {_installed():.0f} MB.\n"
    )


def show_growth() -> None:
    """Print the figures among more threads, each further one of five posts, and more servers."""
    columns = [f"{n:,} threads" for n in GROWTH] + [f"{n:,} servers" for n in GROWTH[1:]]
    grown = []
    with TemporaryDirectory() as place:
        for count in GROWTH:
            folder = Path(place) / str(count)
            _write_threads(folder, count)
            grown.append(asyncio.run(_measure((*BOT[:-1], str(folder)), starts=1)))
    grown += [asyncio.run(_measure(BOT, others=count - 1, starts=1)) for count in GROWTH[1:]]
    print(heading(["figure", *columns]))
    for name, field, unit in _ROWS:
        print(row([name, *(f"{getattr(one, field) * unit:.2f}" for one in grown)]), flush=True)


def _write_threads(folder: Path, count: int) -> None:
    """Write the shipped thread, and others of its words."""
    folder.mkdir()
    shipped = KNOWLEDGE / "dragonbear.yaml"
    words = shipped.read_text(encoding="utf-8").split()
    copyfile(shipped, folder / shipped.name)
    chance = Random(1)
    for number in range(1, count):
        texts = [" ".join(chance.choices(words, k=_WORDS)) for _ in range(_POSTS)]
        posts = [{"number": at, "text": text} for at, text in enumerate(texts, 1)]
        thread = {"title": f"Thread {number}", "language": "en", "posts": posts}
        (folder / f"thread-{number}.yaml").write_text(
            json.dumps(thread, ensure_ascii=False), encoding="utf-8"
        )


def _figures(command: Sequence[str]) -> Figures:
    return asyncio.run(_measure(command))


def _median(figures: Sequence[Figures]) -> Figures:
    by_name = {each.name: [getattr(one, each.name) for one in figures] for each in fields(Figures)}
    return Figures(
        **{name: None if values[0] is None else median(values) for name, values in by_name.items()}
    )


async def _measure(
    command: Sequence[str], others: int = 0, database: str = "none", starts: int = STARTS
) -> Figures:
    async with discord(others) as group:
        starts_before = [await _start(group, command, database) for _ in range(starts - 1)]
        began = perf_counter()
        async with running(group, command, database) as bot:
            now = perf_counter() - began, bot.computed()
            started, starting = map(median, zip(*starts_before, now, strict=True))
            if command is BARE:
                await asyncio.sleep(_CALM)
                return Figures(started, starting, processes.resident(bot.pid))
            computed, replied = await _one_by_one(group, bot)
            before = bot.computed()
            last = await _at_once(group)
            burst = bot.computed() - before
            await asyncio.sleep(_CALM)
            resident = processes.resident(bot.pid)
            return Figures(started, starting, resident, computed, replied, last, burst)


async def _start(group: StudyGroup, command: Sequence[str], database: str) -> tuple[float, float]:
    """The seconds of one start, by the clock and of processor time."""
    began = perf_counter()
    async with running(group, command, database) as bot:
        return perf_counter() - began, bot.computed()


async def _one_by_one(group: StudyGroup, bot: BotProcess) -> tuple[float, float]:
    """Processor time a question, and the median from the event to the request."""
    await ask(group, WARM_UP)
    before = bot.computed()
    asked = await ask(group, QUESTIONS)
    computed = (bot.computed() - before) / QUESTIONS
    arrived = {
        int(request.body["message_reference"]["message_id"]): request.at
        for request in group.server.requests
        if request.route == MESSAGES
    }
    return computed, median(arrived[question.id] - question.at for question in asked)


async def _at_once(group: StudyGroup) -> float:
    """Seconds until the last of many questions at once is answered."""
    asked = [group.ask(line) for line in islice(lines(), AT_ONCE)]
    answers = [await group.answer(question) for question in asked]
    return max(answer.at for answer in answers) - asked[0].at


def _computed(arguments: Sequence[str]) -> float:
    """The median processor time of some runs of Python with these arguments."""
    times = []
    for _ in range(STARTS):
        before = _of_children()
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment(),
            check=True,
            capture_output=True,
        )
        times.append(_of_children() - before)
    return median(times)


def _of_children() -> float:
    """The processor time of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _installed() -> float:
    """Megabytes of the packages that the bot needs at run time, as `make run` installs them.

    Bytecode is not counted: pip writes it, uv does not.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted, seen, size = list(map(Requirement, project["dependencies"])), set(), 0
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or not _is_needed(requirement):
            continue
        seen.add(name)
        package = distribution(name)
        files = (file for file in package.files or () if file.suffix != ".pyc")
        paths = (Path(str(file.locate())) for file in files)
        size += sum(path.stat().st_size for path in paths if path.is_file())
        wanted += map(Requirement, package.requires or ())
    return size / 2**20


def _is_needed(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})
