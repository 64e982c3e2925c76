"""A program that serves the simulated Discord, as a process with the shipped thread beside it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.discord_server import DiscordServer, Limit
from tests.process.running import MESSAGES, ROOT, BotProcess, StudyGroup

PATIENCE, CHANNELS = 600.0, 10
KNOWLEDGE = ROOT / "knowledge"
BOT = ("bot", "run", "--knowledge", str(KNOWLEDGE))
BARE = ("tests.benchmarks.bare_client",)
PLAIN = ("tests.benchmarks.plain_bot",)

_UNHINDERED = "1000000"
_CONNECTED = "has connected to Gateway"
"""What discord.py logs once it has taken READY."""


@asynccontextmanager
async def discord(others: int = 0) -> AsyncIterator[StudyGroup]:
    """A Discord with one channel, where nobody is asked to slow down; with its usual headers.

    The bot is in ``others`` more servers, each with ten channels.
    """
    limits = {MESSAGES: Limit(int(_UNHINDERED), 5.0)}
    async with DiscordServer(patience=PATIENCE, limits=limits, overall=None) as server:
        group = StudyGroup(server, KNOWLEDGE, patience=PATIENCE)
        for _ in range(others):
            guild = server.world.add_guild()
            for _ in range(CHANNELS):
                server.world.add_channel(guild)
        yield group


@asynccontextmanager
async def running(
    group: StudyGroup, command: Sequence[str], database: str = "none"
) -> AsyncIterator[BotProcess]:
    """``python -m command`` from its start until it has been welcomed, and to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        cwd=ROOT,
        env=environment() | {"THREAD_BOT_DATABASE": database} | group.server.environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    bot = BotProcess(process, PATIENCE)
    try:
        await bot.log.first(lambda line: _CONNECTED in line)
        yield bot
        if code := await bot.stop():
            raise ChildProcessError(f"{command[0]} ended with {code}:\n{bot.said}")
    finally:
        await bot.kill()


def environment() -> dict[str, str]:
    """This process's environment without the bot's settings; a member may ask without a pause.

    Python keeps its bytecode, as it does where a bot is installed.
    """
    own = ("DISCORD_", "THREAD_BOT_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    paces = ("THREAD_BOT_QUESTIONS_PER_MEMBER", "THREAD_BOT_QUESTIONS_PER_CHANNEL")
    return inherited | dict.fromkeys(paces, _UNHINDERED)
