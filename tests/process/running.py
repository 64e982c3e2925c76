"""The bot as a process of its own, and the group in front of it where people ask."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.discord_server import Channel, DiscordServer, Message, Permission, Record, User
from tests.process.forking import Fork

ROOT = Path(__file__).parents[2]

#: The route by which every answer leaves.
MESSAGES = "POST /channels/{channel_id}/messages"

DRAGONBEAR = "!thread what is the dragonbear"

#: Refusals that are no fault of the bot's: more requests in a second than all bots may make, and a
#: first response that is repeated because the answer to it was lost.
HARMLESS = {(429, 0), (400, 40060)}

NOTHING: Mapping[str, str] = MappingProxyType({})


async def run(command: str, environment: Mapping[str, str], knowledge: Path) -> tuple[int, str]:
    """Run another of the bot's commands to its end: its exit code and what it printed."""
    words = command.split()
    if words[0] != "health":
        words += ["--knowledge", str(knowledge)]
    process = await Fork.start(words, _with_nothing_of_ours(environment))
    assert process.stdout
    printed = await process.stdout.read()
    return await process.wait(), printed.decode()


def _with_nothing_of_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without any of the bot's settings, and with these."""
    own = ("DISCORD_", "THREAD_BOT_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**inherited, **environment}


async def _afresh(
    words: Sequence[str], environment: Mapping[str, str], output: Path | None
) -> asyncio.subprocess.Process:
    """Start ``python -m bot``, with a Python of its own."""
    with output.open("wb") if output else nullcontext(asyncio.subprocess.PIPE) as printed:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=printed,
            stderr=asyncio.subprocess.STDOUT,
        )


class BotProcess:
    """``thread-bot run``; what it prints is in ``log``, line by line, and can be awaited."""

    def __init__(self, process: Fork | asyncio.subprocess.Process, patience: float) -> None:
        self._process = process
        self._patience = patience
        self.log: Record[str] = Record("a line that the bot prints", patience)
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls,
        environment: Mapping[str, str],
        knowledge: Path,
        *,
        patience: float,
        output: Path | None = None,
        afresh: bool = False,
    ) -> "BotProcess":
        """Start the bot as the README does, with nothing of this machine's own settings.

        What it prints goes to ``log``, or to the file ``output``. Started ``afresh``, it has a
        Python of its own, which takes several times as long.
        """
        words = ["run", "--knowledge", str(knowledge)]
        start = _afresh if afresh else Fork.start
        return cls(await start(words, _with_nothing_of_ours(environment), output), patience)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return "\n".join(self.log)

    def computed(self) -> float:
        """The seconds of computing that it has taken so far, all its threads together."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text("ascii").split()[0]) for task in tasks) / 1e9

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def ended(self) -> int:
        """The exit code, once the process has ended and all its output is read."""
        try:
            async with asyncio.timeout(self._patience):
                await asyncio.shield(self._reading)
                return await self._process.wait()
        except TimeoutError:
            raise TimeoutError(f"the bot still runs; it said:\n{self.said}") from None

    async def stop(self) -> int:
        """Ask it to end, as a supervisor does; the exit code."""
        self.send(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it without a word, if it still runs."""
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()

    async def _read(self) -> None:
        if self._process.stdout is None:
            await self._process.wait()
            return
        async for line in self._process.stdout:
            self.log.add(line.decode(errors="replace").rstrip())


class StudyGroup:
    """A Discord with a channel where alice asks, a folder of knowledge, and the bot.

    Whatever was asked here must have been answered once when the bot has stopped.
    """

    def __init__(self, server: DiscordServer, knowledge: Path, *, patience: float) -> None:
        self.server = server
        self.knowledge = knowledge
        self.guild = server.world.add_guild()
        self.channel = server.world.add_channel(self.guild)
        self.alice = server.world.add_member(self.guild, "alice")
        self.admin = server.world.add_member(self.guild, "admin", Permission.MANAGE_GUILD)
        self.asked: list[Message] = []
        self._patience = patience
        self._started: list[BotProcess] = []

    async def start(self, environment: Mapping[str, str] = NOTHING, **how: Any) -> BotProcess:
        """Start the bot, with more in its environment than points it here.

        ``how`` is what else `BotProcess.start` takes.
        """
        admins = {"THREAD_BOT_ADMIN_SERVERS": str(self.guild.id)}
        bot = await BotProcess.start(
            {**self.server.environment, **admins, **environment},
            self.knowledge,
            patience=self._patience,
            **how,
        )
        self._started.append(bot)
        return bot

    async def run(self, command: str, environment: Mapping[str, str] = NOTHING) -> tuple[int, str]:
        """Run another of the bot's commands: its exit code and what it printed."""
        return await run(command, {**self.server.environment, **environment}, self.knowledge)

    async def connect(self, environment: Mapping[str, str] = NOTHING, **how: Any) -> BotProcess:
        """Start the bot and wait until it hears what is said, or fails."""
        sessions = len(self.server.gateway.identified)
        bot = await self.start(environment, **how)
        connected = asyncio.create_task(self.server.gateway.identified.reach(sessions + 1))
        ended = asyncio.create_task(bot.ended())
        await asyncio.wait({connected, ended}, return_when=asyncio.FIRST_COMPLETED)
        assert not ended.done(), f"the bot ended with {ended.result()}:\n{bot.said}"
        ended.cancel()
        await connected
        return bot

    async def clear(self) -> None:
        """End what still runs, and print every bot's output for the reader of a failed test."""
        for bot in self._started:
            await bot.kill()
            print(bot.said)

    @asynccontextmanager
    async def bot(
        self, environment: Mapping[str, str] = NOTHING, **how: Any
    ) -> AsyncIterator[BotProcess]:
        """Run the bot, connected; at the end it is stopped, and all must be in order.

        That is: exit code 0, one answer to each question that was asked, nothing sent that Discord
        would turn down, nobody pinged, and no token in what the bot printed.
        """
        bot = await self.connect(environment, **how)
        yield bot
        assert await bot.stop() == 0
        answers = [(len(self.server.answers(question)), question) for question in self.asked]
        assert [answer for answer in answers if answer[0] != 1] == []
        refusals = [refusal for _, refusal in self.server.refusals]
        assert [one for one in refusals if (one.status, one.code) not in HARMLESS] == []
        assert not any(message.pings for message in self.server.sent)
        assert self.server.world.application.token not in bot.said

    def ask(
        self, text: str = DRAGONBEAR, *, user: User | None = None, channel: Channel | None = None
    ) -> Message:
        """Write a question that has to be answered; by alice in her channel unless it is said."""
        question = self.server.say(user or self.alice, channel or self.channel, text)
        self.asked.append(question)
        return question

    async def longest_block(self, bot: BotProcess, work: Awaitable[object]) -> float:
        """The longest time for which computing kept the event loop busy while ``work`` is done.

        It is pinged without a pause. A ping that is late because other programs had the processor
        does not count: only as much of its time as the bot spent computing.
        """
        doing, longest = asyncio.ensure_future(work), 0.0
        while not doing.done():
            before = bot.computed()
            waited = await self.server.gateway.ping()
            longest = max(longest, min(waited, bot.computed() - before))
        await doing
        return longest

    async def answer(self, question: Message) -> Message:
        """The reply to a question, once it is there."""
        return await self.server.answer(question)

    async def answered(self, text: str = DRAGONBEAR, *, user: User | None = None) -> Message:
        """Ask, and await the reply."""
        return await self.answer(self.ask(text, user=user))
