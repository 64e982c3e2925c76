"""The dispatcher: what runs at the same time, and a stop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator

import discord
import pytest

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Ask, List, Mentions, Reload, Request
from bot.answering.scope import Scope
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.shard_change import ShardChange
from bot.knowledge import Thread
from bot.ops.metrics import Metrics
from bot.ops.request_log import RequestLog
from bot.reading.agenda import Agenda
from bot.reading.readings import Readings
from bot.settings import Settings


class CollectingReply:
    """A reply that keeps what it is given."""

    question_id = None

    def __init__(self) -> None:
        self.text = ""

    async def decline(self, answer: Answer, decision: object) -> None:
        await self.deliver(answer)

    async def acknowledge(self) -> None:
        pass

    async def deliver(self, answer: Answer) -> None:
        self.text = "\n".join(map(str, answer.lead))

    def log_failure(self, error: Exception) -> None:
        raise error


class SlowEngine:
    """An engine whose answers wait until the test lets them go on, and which notes their order."""

    def __init__(self, engine: AnswerEngine) -> None:
        self._engine = engine
        self.begun: list[Request | str] = []
        self.indexed: list[frozenset[int] | None] = []
        self.not_indexed = set[int]()
        self.go_on = threading.Event()

    def answer(self, request: Request, scope: Scope, settings: Settings | None = None) -> Answer:
        self.begun.append(request)
        if not isinstance(request, List):
            assert self.go_on.wait(20)
        return self._engine.answer(request, scope, settings)

    def suggest_threads(self, typed: str, scope: Scope) -> list[Thread]:
        self.begun.append(typed)
        assert self.go_on.wait(20)
        return []

    def has_indexed(self, scope: Scope) -> bool:
        return self.not_indexed.isdisjoint(scope.servers or ())

    def threads(self, scope: Scope) -> Collection[Thread]:
        self.indexed.append(scope.servers)
        assert self.go_on.wait(20)
        self.not_indexed -= scope.servers or set()
        return self._engine.threads(scope)

    def is_quick(self, request: Request, scope: Scope) -> bool:
        return False

    def reload(self, scope: Scope) -> Answer:
        return self.answer(Reload(), scope)


class Person:
    def __init__(self, id: int) -> None:
        self.id = id


def incoming(id: int, person_id: int = 1, guild_id: int = 7) -> Incoming:
    """A request by a person in a server."""
    everything = discord.Permissions.all()
    return Incoming(
        id, Person(person_id), 7, frozenset({7}), guild_id, everything, "en", False, Settings()
    )


@pytest.fixture
def slow_engine(engine: AnswerEngine) -> Iterator[SlowEngine]:
    slow = SlowEngine(engine)
    yield slow
    slow.go_on.set()


@pytest.fixture
def dispatcher(settings: Settings, slow_engine: SlowEngine) -> Dispatcher:
    """A dispatcher for whom everyone is the bot's owner."""

    async def is_owner(_: object) -> bool:
        return True

    guard = Guard(settings, None, is_owner, lambda: 1.0)
    readings = Readings(None, discord.utils.utcnow)
    own = ServerThreads(settings, None)
    scopes = Scopes(slow_engine, own, readings, None, None, None, None, None)
    log, agenda, alone = RequestLog(Metrics()), Agenda(readings), ShardChange(None, None)
    return Dispatcher(slow_engine, guard, scopes, log, None, agenda, alone, lambda: 1.0)


@pytest.fixture
def ask(dispatcher: Dispatcher) -> Callable[..., Awaitable[CollectingReply]]:
    async def dispatch(
        request: Request, id: int = 1, person_id: int = 1, guild_id: int = 7
    ) -> CollectingReply:
        reply = CollectingReply()
        await dispatcher.dispatch(incoming(id, person_id, guild_id), request, reply)
        return reply

    return dispatch


async def test_one_reload_at_a_time(
    ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """Of six reloads at once one is done, and the others read that it is under way."""
    asked = [asyncio.create_task(ask(Reload(), id)) for id in range(6)]
    done, _ = await asyncio.wait(asked[1:])
    slow_engine.go_on.set()
    assert [reply.result().text for reply in done] == ["A reload is under way already."] * 5
    assert (await asked[0]).text.startswith("Reloaded 4 posts")
    assert slow_engine.begun == [Reload()]


async def test_who_types_on_and_on_leaves_room_for_others(
    dispatcher: Dispatcher, ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """Suggestions for a member who types a thousand letters a second come one after the other."""
    typing = [
        asyncio.create_task(dispatcher.suggest_threads(incoming(n), f"flour{n}"))
        for n in range(1000)
    ]
    other = asyncio.create_task(dispatcher.suggest_threads(incoming(1000, 2), "salt"))
    assert (await ask(List(), 1001, person_id=3)).text.startswith("1 thread")
    slow_engine.go_on.set()
    await asyncio.gather(*typing, other)
    begun = [one for one in slow_engine.begun if isinstance(one, str)]
    assert begun.index("salt") <= 1


async def test_a_server_is_indexed_once_for_all_who_ask(
    ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """Questions in a server whose threads are being indexed keep no other server waiting."""
    slow_engine.not_indexed.add(7)
    waiting = [asyncio.create_task(ask(List(), n)) for n in range(30)]
    await asyncio.sleep(0)
    assert (await ask(List(), 30, person_id=2, guild_id=8)).text.startswith("1 thread")
    slow_engine.go_on.set()
    for reply in await asyncio.gather(*waiting):
        assert reply.text.startswith("1 thread")
    assert slow_engine.indexed == [{7}]


async def test_who_asks_where_much_is_to_be_indexed_leaves_room_for_others(
    ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """A member who asks in twenty servers at once keeps no other server's first question waiting.

    The same goes for twenty channels whose readings are at different posts.
    """
    slow_engine.not_indexed.update(range(8, 29))
    flood = [asyncio.create_task(ask(List(), n, guild_id=n)) for n in range(8, 28)]
    await asyncio.sleep(0)
    other = asyncio.create_task(ask(List(), 30, person_id=2, guild_id=28))
    await asyncio.sleep(0.05)
    assert slow_engine.indexed == [{8}, {28}]
    slow_engine.go_on.set()
    assert (await other).text.startswith("1 thread")
    await asyncio.gather(*flood)


async def test_questions_take_turns_by_member(
    ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """Long questions that a member asks at once keep one OS thread busy, and nobody else."""
    flood = [asyncio.create_task(ask(Ask(f"flour {n}"), n)) for n in range(20)]
    await asyncio.sleep(0)
    assert (await ask(List(), 20, person_id=2)).text.startswith("1 thread")
    slow_engine.go_on.set()
    await asyncio.gather(*flood)


async def test_heavy_requests_take_turns_by_member(
    ask: Callable[..., Awaitable[CollectingReply]], slow_engine: SlowEngine
) -> None:
    """A member who asks ten heavy things at once does not keep another one waiting for them all."""
    flood = [asyncio.create_task(ask(Mentions(f"flour{n}"), n)) for n in range(10)]
    await asyncio.sleep(0)
    other = asyncio.create_task(ask(Mentions("salt"), 10, person_id=2))
    assert (await ask(List(), 11, person_id=3)).text.startswith("1 thread")
    slow_engine.go_on.set()
    await asyncio.gather(*flood, other)
    begun = [one.term for one in slow_engine.begun if isinstance(one, Mentions)]
    assert begun.index("salt") <= 1
    assert begun[0] == "flour0"


async def test_a_stop_waits_for_what_is_asked(
    ask: Callable[..., Awaitable[CollectingReply]],
    dispatcher: Dispatcher,
    slow_engine: SlowEngine,
) -> None:
    """What reached the bot before it stopped receiving is answered, also what it began late."""
    asked = asyncio.create_task(ask(Mentions("flour")))
    await asyncio.sleep(0)
    stopping = asyncio.create_task(dispatcher.finish())
    await asyncio.sleep(0)
    assert (await ask(List(), 2, person_id=2)).text.startswith("1 thread")
    slow_engine.go_on.set()
    await stopping
    assert asked.done()


async def test_each_request_that_a_stop_leaves_unanswered_is_one_warning(
    ask: Callable[..., Awaitable[CollectingReply]],
    dispatcher: Dispatcher,
    slow_engine: SlowEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After the grace the log names each message that has no answer."""
    asked = [asyncio.create_task(ask(Mentions("flour"), id, person_id=id)) for id in (41, 42)]
    await asyncio.sleep(0)
    dispatcher.warn_unanswered()
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == [
        f"request {id} in channel 7 was not answered before the stop" for id in (41, 42)
    ]
    slow_engine.go_on.set()
    await asyncio.gather(*asked)
