"""From a message to its reply: the time in discord.py, in the bot, and on the way.

The bot with the shipped thread runs as a process of its own; the simulated Discord asks it one
question after another, each once the one before is answered.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.benchmarks.markdown import heading, row
from tests.benchmarks.serving import BOT, discord, running
from tests.benchmarks.watched_bot import EVENT, FOUND, RECEIVED, REPLIED, REQUESTED, SEARCHING
from tests.discord_server import Message
from tests.process.running import MESSAGES, ROOT, StudyGroup

QUESTIONS, WARM_UP = 400, 50
_PAUSE = 0.01
"""Seconds between a reply and the next question, in which the bot hears of its own reply."""

ASKED, ARRIVED = "asked", "arrived"
"""The simulated Discord sends the event; the request with the reply has arrived there."""

_PARTS = (
    ("from the gateway's event to the request with the reply", ASKED, ARRIVED),
    ("· the simulated Discord sends, the bot's process wakes", ASKED, EVENT),
    ("· discord.py: from the frame to the handler", EVENT, RECEIVED),
    ("· **the bot**: from the handler to the reply", RECEIVED, REPLIED),
    ("· · of which reading it, rights, and the way to an OS thread", RECEIVED, SEARCHING),
    ("· · of which the search and its answer", SEARCHING, FOUND),
    ("· · of which the way back, the log, and rendering", FOUND, REPLIED),
    ("· discord.py: from the reply to the request", REPLIED, REQUESTED),
    ("· aiohttp sends, the simulated Discord reads", REQUESTED, ARRIVED),
)

Times = dict[str, float]
"""When a question passed each place, by ``time.perf_counter()``."""


def show() -> None:
    """Print a table of the parts, milliseconds at the median and the 99th percentile."""
    timed = asyncio.run(_measure())
    print(heading([f"{len(timed)} questions", "p50, ms", "p99, ms"]))
    for name, begin, end in _PARTS:
        hundredths = quantiles([(one[end] - one[begin]) * 1000 for one in timed], n=100)
        print(row([name, f"{hundredths[49]:.2f}", f"{hundredths[98]:.2f}"]), flush=True)


def lines() -> Iterator[str]:
    """What people ask about the shipped thread, over and over."""
    asked = yaml.safe_load((ROOT / "tests/questions/dragonbear.yaml").read_text("utf-8"))
    return cycle(f"!thread {one['ask']}" for one in asked["questions"])


async def ask(group: StudyGroup, count: int) -> list[Message]:
    """Ask that number of questions, each once the one before is answered."""
    asked = []
    for line in islice(lines(), count):
        asked.append(group.ask(line))
        await group.answer(asked[-1])
        await asyncio.sleep(_PAUSE)
    return asked


async def _measure() -> list[Times]:
    """The times of each question after those to warm up."""
    with TemporaryDirectory() as place:
        file = Path(place) / "passed.json"
        watched = ("tests.benchmarks.watched_bot", str(file), *BOT[1:])
        async with discord() as group:
            async with running(group, watched):
                asked = await ask(group, WARM_UP + QUESTIONS)
            arrived = _arrivals(group)
        passed = json.loads(file.read_text())
    return [
        {ASKED: question.at, ARRIVED: arrived[question.id], **_ways(passed, question.id)}
        for question in asked[WARM_UP:]
    ]


def _arrivals(group: StudyGroup) -> dict[int, float]:
    """When each reply arrived, by the question's id."""
    return {
        int(request.body["message_reference"]["message_id"]): request.at
        for request in group.server.requests
        if request.route == MESSAGES
    }


def _ways(passed: Sequence[Any], id: int) -> Times:
    """When the bot's process passed each place with this question, the only one under way."""
    event = next(at for what, at, of in passed if what == EVENT and of == id)
    received = next(
        place for place, (what, _, of) in enumerate(passed) if what == RECEIVED and of == id
    )
    times = {EVENT: event, RECEIVED: passed[received][1]}
    for what, at, _ in passed[received:]:
        if what not in times:
            times[what] = at
        if what == REQUESTED:
            break
    return times
