"""Three processes on one PostgreSQL lose no question and answer none twice, whatever ends."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from tests.databases import PostgreSQL, running_postgresql
from tests.discord_server import DiscordServer
from tests.process.running import (
    DRAGONBEAR,
    HARMLESS,
    MESSAGES,
    NOTHING,
    ROOT,
    BotProcess,
    StudyGroup,
)

SHARDS, PROCESSES, SERVERS = 6, 3, 48


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL that the test may stop."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A Discord that wants several shards, and servers on each of them."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    async with DiscordServer(patience=90, overall=None) as server:
        server.gateway.shards = server.gateway.max_concurrency = SHARDS
        group = StudyGroup(server, tmp_path / "knowledge", patience=90)
        for number in range(SERVERS):
            guild = server.world.add_guild()
            for _ in range(1 + number % 2):  # ids of which none of the shards has most
                server.world.add_channel(guild)
        yield group
        await group.clear()


class Machines:
    """Processes of the bot that divide the shards among themselves."""

    def __init__(self, group: StudyGroup, database: str) -> None:
        self._group = group
        self._environment = {
            "HOSTNAME": "machine",
            "THREAD_BOT_DATABASE": database,
            "THREAD_BOT_SHARDS": f"auto of {SHARDS} by ordinal, {SHARDS // PROCESSES} each",
            "THREAD_BOT_QUESTIONS_PER_MEMBER": "100000",
            "THREAD_BOT_QUESTIONS_PER_CHANNEL": "100000",
        }

    async def start(self, more: Mapping[str, str] = NOTHING) -> BotProcess:
        """Start one more; it waits where all shards are served."""
        return await self._group.start({**self._environment, **more})

    async def connected(self, *processes: BotProcess) -> None:
        """Wait until each of these has a session for each of its shards."""
        each = SHARDS // PROCESSES
        for process in processes:
            await process.log.all(lambda line: "has connected to Gateway" in line, each)


async def ask_everywhere(group: StudyGroup) -> None:
    """Ask in every server, so that its process has in memory what is kept for it."""
    for guild in group.server.world.guilds.values():
        for channel in guild.channels.values():
            await group.answer(group.ask(DRAGONBEAR, user=guild.owner, channel=channel))


async def ask(group: StudyGroup, count: int, rate: float, ended: asyncio.Event) -> None:
    """Ask in one server after another: at least ``count`` questions, and until ``ended`` is set."""
    channels = [
        (guild.owner, channel)
        for guild in group.server.world.guilds.values()
        for channel in guild.channels.values()
    ]
    asked = 0
    while asked < count or not ended.is_set():
        user, channel = channels[asked % len(channels)]
        asked += 1
        group.ask(DRAGONBEAR, user=user, channel=channel)
        await asyncio.sleep(1 / rate)  # the rate, not a wait


@pytest.mark.parametrize(
    ("questions", "rate", "away"),
    [(0, 10, 4), pytest.param(5_000, 50, 20, marks=pytest.mark.long)],
)
async def test_every_question_is_answered_once(
    group: StudyGroup,
    own_postgresql: PostgreSQL,
    port: int,
    questions: int,
    rate: float,
    away: float,
) -> None:
    """Processes are killed, restarted and replaced, and PostgreSQL stops, while people ask."""
    machines = Machines(group, own_postgresql.empty())
    processes = [await machines.start() for _ in range(PROCESSES)]
    await machines.connected(*processes)
    await ask_everywhere(group)
    ended = asyncio.Event()
    asking = asyncio.create_task(ask(group, questions, rate, ended))

    killed, restarted, replaced = processes
    killed.send(signal.SIGKILL)
    await killed.ended()
    successor = await machines.start()
    await machines.connected(successor)

    assert await restarted.stop() == 0
    on_port = {"THREAD_BOT_PORT": str(port)}
    upgraded = await machines.start(on_port)
    await machines.connected(upgraded)

    spare = await machines.start()
    await spare.log.first(lambda line: "waiting until one of them ends" in line)
    assert await replaced.stop() == 0
    await machines.connected(spare)

    await ask_everywhere(group)
    await asyncio.to_thread(own_postgresql.stop)
    await asyncio.sleep(away)  # how long it is away, not a wait
    assert (await group.run("health", on_port))[0] == 0
    await asyncio.to_thread(own_postgresql.start)
    ended.set()
    await asking
    for question in group.asked:
        await group.answer(question)
    for process in (successor, upgraded, spare):
        assert await process.stop() == 0
    print(f"{len(group.asked)} questions")
    answers = [group.server.answers(question) for question in group.asked]
    assert [len(each) for each in answers] == [1] * len(group.asked)
    assert all("keeps external forces away from CA" in each[0].text for each in answers)
    refusals = [refusal for _, refusal in group.server.refusals]
    assert [one for one in refusals if (one.status, one.code) not in HARMLESS] == []
    assert len(group.server.gateway.identified) == SHARDS * 2


async def test_twice_as_many_shards(group: StudyGroup, own_postgresql: PostgreSQL) -> None:
    """Processes with more shards connect before the earlier ones leave; one of both answers."""
    group.server.gateway.shards = 2
    database = {"THREAD_BOT_DATABASE": own_postgresql.empty()}
    before = await group.start({**database, "THREAD_BOT_SHARDS": "0-1 of 2"})
    await before.log.all(lambda line: "has connected to Gateway" in line, 2)
    ended = asyncio.Event()
    asking = asyncio.create_task(ask(group, 0, 10, ended))
    after = await group.start({**database, "THREAD_BOT_SHARDS": "0-3 of 4"})
    await after.log.first(lambda line: "ready guilds" in line)
    assert await before.stop() == 0
    await after.log.first(lambda line: "that are served: 4" in line)
    ended.set()
    await asking
    for question in group.asked:
        await group.answer(question)
    assert await after.stop() == 0
    assert [len(group.server.answers(question)) for question in group.asked] == [1] * len(
        group.asked
    )
    posted = [one for one in group.server.requests if one.route == MESSAGES]
    assert len(posted) == len(group.asked)


async def test_a_command_is_done_once_while_postgresql_hangs(
    group: StudyGroup, own_postgresql: PostgreSQL
) -> None:
    """Between two numbers of shards Discord gets a response in time, and one process does it."""
    database = own_postgresql.migrated()
    group.server.gateway.shards = 2
    await group.run("sync")
    processes = []
    for shards in ("0-1 of 2", "0-3 of 4"):
        environment = {"THREAD_BOT_DATABASE": database, "THREAD_BOT_SHARDS": shards}
        processes.append(await group.start(environment))
        await processes[-1].log.first(lambda line: "ready guilds" in line)
    with psycopg.connect(database) as slow:
        slow.execute("LOCK TABLE claims IN ACCESS EXCLUSIVE MODE")
        rhythm = "1 post every day at 18:00 UTC"
        starting = group.server.use(
            group.admin, group.channel, "thread reading start", rhythm=rhythm
        )
        await starting.response()
        for process in processes:
            await process.log.first(lambda line: "is answered without a claim" in line)
    await starting.answers.first(lambda message: "posts are open" in message.text)
    for process in processes:
        assert await process.stop() == 0
    [answer] = group.server.answers(starting)
    assert "posts are open" in answer.text


async def test_a_command_that_reads_its_settings_at_a_stop_is_answered(
    group: StudyGroup, own_postgresql: PostgreSQL
) -> None:
    """A stop waits for a slash command whose settings the database has not given yet."""
    database = own_postgresql.migrated()
    group.server.gateway.shards = 1
    await group.run("sync")
    bot = await group.connect({"THREAD_BOT_DATABASE": database})
    await group.answered()
    someone = group.server.world.add_member(group.guild, "someone")
    with psycopg.connect(database) as slow:
        slow.execute("LOCK TABLE member_settings IN ACCESS EXCLUSIVE MODE")
        asking = group.server.use(someone, group.channel, "thread post", number=15)
        await asyncio.sleep(0.5)
        bot.send(signal.SIGTERM)
        await asyncio.sleep(0.5)
    assert "15" in (await asking.answer()).text
    assert await bot.ended() == 0
