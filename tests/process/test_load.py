"""How much the bot bears: many servers, many questions, and one member who asks too much."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from statistics import quantiles

import pytest

from tests.discord_server import Channel, DiscordServer, Message
from tests.process.running import DRAGONBEAR, BotProcess, StudyGroup

SERVERS = 1000


async def test_a_flood_delays_nobody_else(group: StudyGroup) -> None:
    """A member who asks a hundred times at once is asked to slow down, and others are answered."""
    server = group.server
    channels = [server.world.add_channel(group.guild) for _ in range(20)]
    async with group.bot():
        usual = await group.answered()
        flood = [
            server.say(group.alice, channel, DRAGONBEAR) for channel in channels for _ in range(5)
        ]
        question = group.ask(user=group.admin)
        answer = await group.answer(question)
        assert answer.at - question.at < 1
        assert "15" in usual.text
        await server.sent.first(lambda message: "again in" in message.text)
    answered = [question for question in flood if server.answers(question)]
    assert len(answered) < len(flood) / 2


async def test_a_burst_in_one_channel(group: StudyGroup) -> None:
    """Twelve people at once are answered in the order asked, and see that the bot is typing.

    Discord takes five messages in five seconds, so the last answers wait.
    """
    people = [group.server.world.add_member(group.guild, f"member {n}") for n in range(12)]
    async with group.bot():
        questions = [group.ask(user=person) for person in people]
        answers = [await group.answer(question) for question in questions]
        typed = await group.server.requests.all(lambda request: "typing" in request.route, 1)
    assert sorted(answers, key=lambda answer: answer.at) == answers
    assert typed[0].at < answers[5].at


@pytest.mark.long
async def test_forty_people_in_ten_seconds(group: StudyGroup) -> None:
    """Forty people in ten seconds in one channel are answered in order, at Discord's limit.

    Prints how long the last one waits.
    """
    people = [group.server.world.add_member(group.guild, f"member {n}") for n in range(40)]
    group.server.sent.patience = 120
    async with group.bot():
        questions = []
        for person in people:
            questions.append(group.ask(user=person))
            await asyncio.sleep(0.25)  # the rate, not a wait
        answers = [await group.answer(question) for question in questions]
    waits = [answer.at - question.at for answer, question in zip(answers, questions, strict=True)]
    print(f"median wait {sorted(waits)[20]:.1f} s, longest {max(waits):.1f} s")
    assert sorted(answers, key=lambda answer: answer.at) == answers


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A Discord of a thousand guilds, without its own limit of 50 requests a second."""
    async with DiscordServer(patience=120, overall=None) as server:
        group = StudyGroup(server, Path(__file__).parents[2] / "knowledge", patience=120)
        for number in range(SERVERS - 1):
            guild = server.world.add_guild(f"Group {number}")
            for _ in range(4):
                server.world.add_channel(guild)
        yield group
        await group.clear()


@pytest.mark.long
async def test_a_burst_and_a_steady_stream(servers: StudyGroup) -> None:
    """A question in each of 1,000 servers at once, then more and more a second: all are answered.

    Prints how long from the gateway's event to the request with the answer, and the computing that
    a question costs, which does not depend on what else the machine has to do.
    """
    everywhere = _places(servers)
    async with servers.bot(afresh=True) as bot:
        await _asked(servers, everywhere[:1])
        before = bot.computed()
        figures = {"1,000 at once": await _asked(servers, everywhere[1 : SERVERS + 1])}
        cost = (bot.computed() - before) / SERVERS
        for rate in (25, 50, 100, 200):
            figures[f"{rate} a second"] = await _asked(servers, everywhere, rate=rate, seconds=10)
        print(json.dumps({name: _figures(times) for name, times in figures.items()}, indent=2))
        print(f"computing: {cost * 1000:.1f} ms a question; memory: {_memory(bot):.0f} MB")
    assert cost < 1 / 50  # more in a second than the 50 requests that Discord lets a bot make


@pytest.mark.long
async def test_memory_does_not_grow(servers: StudyGroup) -> None:
    """A question leaves at most 4 kB, which are those that are kept for ten minutes.

    An hour's questions come in a minute, from 600 servers which have all asked before. Sixty at a
    time are under way, however quick the machine is: what waits takes memory, too.
    """
    places = _places(servers)[:600]
    some = [places[at : at + 60] for at in range(0, len(places), 60)]
    async with servers.bot(afresh=True) as bot:
        for asking in some:
            await _asked(servers, asking)
        minute = _memory(bot)
        for asking in some * 6:
            await _asked(servers, asking)
        hour = _memory(bot)
        print(f"memory: {minute:.1f} MB after 600 questions, {hour:.1f} MB after 4,200")
    assert (hour - minute) * 1024 / 3_600 < 4


def _places(group: StudyGroup) -> list[Channel]:
    """Every channel, one of each server after another."""
    guilds = group.server.world.guilds.values()
    by_guild = [list(guild.channels.values()) for guild in guilds]
    return [channels[turn] for turn in range(4) for channels in by_guild if turn < len(channels)]


async def _asked(
    group: StudyGroup, channels: Sequence[Channel], *, rate: float = 0, seconds: float = 0
) -> list[float]:
    """Ask in channel after channel, at a rate or all at once; the seconds each answer took."""
    count = int(rate * seconds) or len(channels)
    loop = asyncio.get_running_loop()
    began = loop.time()
    questions: list[Message] = []
    for number in range(count):
        if rate:
            await asyncio.sleep(began + number / rate - loop.time())  # the rate, not a wait
        channel = channels[number % len(channels)]
        guild = group.server.world.guild_of(channel)
        assert guild
        questions.append(group.ask(user=guild.owner, channel=channel))
    return [(await group.answer(question)).at - question.at for question in questions]


def _figures(times: Iterable[float]) -> dict[str, float]:
    """The median, the 99th percentile and the longest, in milliseconds."""
    sorted_times = sorted(times)
    hundredths = quantiles(sorted_times, n=100)
    chosen = {"p50": hundredths[49], "p99": hundredths[98], "most": sorted_times[-1]}
    return {name: round(seconds * 1000, 1) for name, seconds in chosen.items()}


def _memory(bot: BotProcess) -> float:
    """The memory that the process holds, in MB."""
    status = Path(f"/proc/{bot.pid}/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
