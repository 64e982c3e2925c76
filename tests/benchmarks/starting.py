"""How long the bot takes to start, and how much memory it holds, beside a client of discord.py."""

import asyncio
import os
import pty
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

from tests.benchmarks import processes
from tests.benchmarks.markdown import heading, row
from tests.benchmarks.replying import ask, lines
from tests.benchmarks.serving import BARE, BOT, discord, environment, running
from tests.process.running import ROOT

STARTS = 5
QUESTIONS = 300
_PROMPT = b"> "
_CALM = 1.0
"""Seconds after which a process that has started holds what it will."""


def show() -> None:
    """Print seconds to start, the median of some starts, and megabytes held."""
    served = [("thread-bot serving Discord", BOT), ("a discord.py client that does nothing", BARE)]
    print(heading(["process", "starts in, s", "holds then, MB", f"after {QUESTIONS} messages, MB"]))
    print(row(["thread-bot in a terminal, to its prompt", f"{_to_the_prompt():.2f}", "–", "–"]))
    for name, command in served:
        seconds, at_first, later = asyncio.run(_served(command))
        print(row([name, f"{seconds:.2f}", f"{at_first:.1f}", f"{later:.1f}"]), flush=True)


def _to_the_prompt() -> float:
    return median(_one_prompt() for _ in range(STARTS))


def _one_prompt() -> float:
    """Seconds from the start in a terminal to the prompt."""
    ours, theirs = pty.openpty()
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *BOT],
        cwd=ROOT,
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        printed = b""
        while not printed.endswith(_PROMPT):
            printed += os.read(ours, 1024)
        seconds = time.perf_counter() - started
        process.kill()  # Python may miss another signal between the prompt and its wait for a key
    os.close(ours)
    return seconds


async def _served(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds from the start until READY was taken; megabytes then, and after the messages."""
    times = []
    async with discord() as group:
        for _ in range(STARTS):
            started = time.perf_counter()
            async with running(group, command):
                times.append(time.perf_counter() - started)
        async with running(group, command) as bot:
            await asyncio.sleep(_CALM)
            at_first = processes.resident(bot.pid)
            if command is BOT:
                await ask(group, QUESTIONS)
            else:
                for line, _ in zip(lines(), range(QUESTIONS), strict=False):
                    group.server.say(group.alice, group.channel, line)
            await asyncio.sleep(_CALM)
            later = processes.resident(bot.pid)
    return median(times), at_first / 2**20, later / 2**20
