"""Measures eight processes that share 100,000 servers on 64 shards, one process after another.

Run with ``python -m tests.benchmarks.machines``, or with fewer servers as its argument; prints a
table in Markdown. The servers are small: three channels and two roles each.
"""

import asyncio
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

from bot.reading import reading_table
from bot.reading.reading import Reading
from bot.reading.rhythm import EVERY_DAY, Rhythm
from bot.storage.database import Database
from tests.benchmarks.processes import resident
from tests.databases import running_postgresql
from tests.discord_server import Channel, DiscordServer, Permission
from tests.process.running import BotProcess, StudyGroup

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SERVERS, SHARDS, PROCESSES, CONCURRENCY = 100_000, 64, 8, 16
ASKED, RATE, POSTS = 100, 10, 100
"""Questions while a process is replaced, how many a second, and posts of readings."""


def main() -> None:
    """Print the table."""
    servers = int(sys.argv[1]) if len(sys.argv) > 1 else SERVERS
    with running_postgresql() as postgresql:
        rows = asyncio.run(_measured(servers, postgresql.empty()))
    print(f"| {servers:,} servers, {SHARDS} shards, {PROCESSES} processes | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


async def _measured(servers: int, database: str) -> list[tuple[str, str]]:
    async with DiscordServer(patience=600, overall=None) as server:
        server.gateway.shards, server.gateway.max_concurrency = SHARDS, CONCURRENCY
        group = StudyGroup(server, KNOWLEDGE, patience=600)
        for number in range(servers):
            guild = server.world.add_guild(f"Group {number}")
            server.world.add_role(guild, "reader", Permission(0))
            for name in ("general", "questions", "reading"):
                server.world.add_channel(guild, name)
        try:
            return await _rows(group, database)
        finally:
            await group.clear()


async def _rows(group: StudyGroup, database: str) -> list[tuple[str, str]]:
    starts, memory, computing = [], [], []
    for number in reversed(range(PROCESSES)):
        started = time.perf_counter()
        bot = await _started(group, database, number)
        starts.append(time.perf_counter() - started)
        computing.append(bot.computed())
        memory.append(resident(bot.pid) / 2**20)
        if number:
            await bot.stop()
    own = [
        next(iter(guild.channels.values()))
        for guild in list(group.server.world.guilds.values())[1:]
        if (guild.id >> 22) % SHARDS < SHARDS // PROCESSES
    ]
    posted = await _readings(group, database, bot, own)
    lost, caught_up = await _fail_over(group, database, bot, own)
    return [
        ("sessions that began too soon after another of their bucket", str(_hasty(group))),
        ("start of a process, until its servers are known", f"{mean(starts):.1f} s"),
        ("processor time of that", f"{mean(computing):.1f} s"),
        ("memory of a process", f"{max(memory):.0f} MB"),
        ("processor time of a post of a reading", f"{1000 * posted:.1f} ms"),
        ("from a kill -9 to the first answer of the next process", f"{lost:.1f} s"),
        (f"and until all is answered, {RATE} questions a second", f"{caught_up:.1f} s"),
    ]


async def _started(group: StudyGroup, database: str, number: int) -> BotProcess:
    environment = {
        "HOSTNAME": f"machine-{number}",
        "THREAD_BOT_DATABASE": database,
        "THREAD_BOT_SHARDS": f"auto of {SHARDS} by ordinal, {SHARDS // PROCESSES} each",
    }
    bot = await group.start(environment)
    await bot.log.first(lambda line: "ready guilds" in line)
    return bot


async def _readings(
    group: StudyGroup, database: str, bot: BotProcess, channels: list[Channel]
) -> float:
    """Let posts be due at once; the processor time of each."""
    before, sent = bot.computed(), len(group.server.sent)
    some, shared = channels[:POSTS], Database.open(database)
    for channel in some:
        assert channel.guild_id is not None
        due = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=2)
        rhythm = Rhythm(1, EVERY_DAY, due.time(), "UTC")
        reading = Reading(channel.guild_id, channel.id, "dragonbear", rhythm, due)
        await shared.change(("server", channel.guild_id), reading_table.put, reading)
    shared.close()
    await group.server.sent.reach(sent + len(some))
    return (bot.computed() - before) / len(some)


async def _fail_over(
    group: StudyGroup, database: str, bot: BotProcess, channels: list[Channel]
) -> tuple[float, float]:
    """Kill a process and start the next; seconds until it answers, and until it has caught up."""
    bot.send(signal.SIGKILL)
    await bot.ended()
    killed = time.perf_counter()
    starting = asyncio.create_task(_started(group, database, 0))
    for number in range(ASKED):
        channel = channels[number % len(channels)]
        guild = group.server.world.guild_of(channel)
        assert guild is not None
        group.ask(user=guild.owner, channel=channel)
        await asyncio.sleep(1 / RATE)
    answers = [await group.answer(question) for question in group.asked]
    await starting
    times = [answer.at - killed for answer in answers]
    return min(times), max(times)


def _hasty(group: StudyGroup) -> int:
    return len(group.server.gateway.hasty)


if __name__ == "__main__":
    main()
