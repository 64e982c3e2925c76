"""The posts of readings come once each, at their time, whatever happens to the bot."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, text, update

from bot.knowledge import Post, Thread
from bot.reading import reading_table, vote_table
from bot.reading.reading import Reading, State, catch_up, pause, resume
from bot.reading.reading_table import Lease, spread
from bot.reading.readings import ReadingError, Readings, _add
from bot.reading.rhythm import EVERY_DAY, Rhythm
from bot.setting_kinds import Shards
from bot.storage import engines, schema, servers
from bot.storage.database import Database
from tests.databases import until_it_waits

from .conftest import Channels, Clock, Killed, Process, ticker

DAILY = Rhythm(1, EVERY_DAY, time(18), "UTC")


def thread(count: int, id: str = "bread", without: int = 0) -> Thread:
    posts = (Post(number, f"Post number {number}.") for number in range(1, count + 1))
    return Thread(id, f"On {id}", tuple(post for post in posts if post.number != without))


def reading(clock: Clock, rhythm: Rhythm = DAILY, **changes: Any) -> Reading:
    values: dict[str, Any] = {"server_id": 1, "channel_id": 2, "thread_id": "bread", **changes}
    return Reading(**values, rhythm=rhythm, due_at=rhythm.next_after(clock.now))


async def test_each_shard_sends_its_servers(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Of processes that share the servers by shards, each sends the posts of its own."""
    process = Process.start(database, clock, channels, {"bread": thread(2)})
    for server in range(4):
        one = reading(clock, server_id=(server + 4) << 22, channel_id=server + 10)
        await process.readings.add(one)
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)
    half = Readings(database, clock, Shards(2, 3, 4))
    await ticker(half, clock, channels, {"bread": thread(2)}).tick()
    assert sorted(channels.messages) == [12, 13]
    assert database.read_now(reading_table.next_due, Shards(2, 3, 4)) > clock.now
    await process.ticker.tick()
    assert sorted(channels.messages) == [10, 11, 12, 13]


async def test_a_post_comes_at_its_time(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Nothing is sent before the date; then the post, and the gate opens behind it."""
    process = Process.start(database, clock, channels, {"bread": thread(2)})
    await process.readings.add(reading(clock))
    await process.ticker.tick()
    assert channels.numbers(2) == []
    assert await process.readings.of({1}, frozenset({2}), None) == {("bread", 0)}
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)
    await process.ticker.tick()
    assert channels.numbers(2) == [1]
    assert await process.readings.of({1}, frozenset({2}), None) == {("bread", 1)}
    await process.ticker.tick()
    assert channels.numbers(2) == [1]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_gate_that_moved_is_forgotten(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """What was kept for the gate before is said to be out of force, and a member's place too."""
    moved: list[object] = []
    readings = Readings(database, clock, on_moved=moved.append)
    await readings.add(reading(clock))
    await readings.set_place(9, 1, "bread", 2)
    assert await readings.of({1}, frozenset({2}), 9) == {("bread", 2)}
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)
    await ticker(readings, clock, channels, {"bread": thread(2)}).tick()
    assert moved == [{("bread", 0)}]
    await readings.set_place(9, 1, "bread", 1)
    assert moved[1:] == [{("bread", 2)}]


async def test_it_runs_by_itself(database: Database, clock: Clock, channels: Channels) -> None:
    """It sends what a command makes due while it waits, and what its clock makes due."""
    process = Process.start(database, clock, channels, {"bread": thread(3)})
    running = asyncio.create_task(process.ticker.run())
    async with asyncio.timeout(30):
        begun = reading(clock)
        clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)
        await process.readings.add(begun)
        await channels.arrived.wait()
        channels.arrived.clear()
        clock.now = datetime(2026, 1, 2, 18, tzinfo=UTC) - timedelta(milliseconds=20)
        await process.readings.set_place(9, 1, "bread", 2)  # any change lets it look again
        clock.now += timedelta(milliseconds=40)
        await channels.arrived.wait()
    running.cancel()
    assert channels.numbers(2) == [1, 2]


async def test_two_processes_send_once(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Of two processes on one database, one sends each post."""
    processes = [Process.start(database, clock, channels, {"bread": thread(2)}) for _ in range(2)]
    for channel in range(2, 40):
        await processes[0].readings.add(reading(clock, channel_id=channel))
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)
    await asyncio.gather(*(process.ticker.tick() for process in processes))
    assert all(channels.numbers(channel) == [1] for channel in range(2, 40))


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_state_of_another_version_is_a_pause(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """While a newer process takes over, the older one sends nothing there; the gate stays."""
    process = Process.start(database, clock, channels, {"bread": thread(2)})
    await process.readings.add(reading(clock))
    database.write_now(Connection.execute, update(schema.readings).values(state="asleep"))
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC) + spread(2)
    await process.ticker.tick()
    assert channels.messages == {}
    assert await Readings(database, clock).of({1}, frozenset({2}), None) == {("bread", 0)}


@pytest.mark.parametrize(
    "damage",
    [{"zone": "Mars/Olympus"}, {"zone": "x" * 9999}, {"days": 0}, {"posts": 0}, {"minute": -1}],
)
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_rhythm_that_cannot_be_read_is_a_pause(
    database: Database, clock: Clock, channels: Channels, damage: dict[str, Any]
) -> None:
    """A damaged row, or a zone that this machine lacks, stops no other reading; its gate stays."""
    process = Process.start(database, clock, channels, {"bread": thread(2)})
    for one in (2, 3):
        await process.readings.add(replace(reading(clock), channel_id=one))
    damaged = update(schema.readings).where(schema.readings.c.channel_id == 2).values(damage)
    database.write_now(Connection.execute, damaged)
    clock.now = datetime(2026, 1, 1, 19, tzinfo=UTC)
    await process.ticker.tick()
    assert set(channels.messages) == {3}
    assert await Readings(database, clock).of({1}, frozenset({2}), None) == {("bread", 0)}


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_server_has_a_most_of_readings(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One server cannot fill the minute in which all others' posts come."""
    monkeypatch.setattr("bot.reading.readings.MOST_READINGS", 2)
    readings, begun = Readings(database, clock), reading(clock)
    for channel in (2, 3):
        await readings.add(replace(begun, channel_id=channel))
    with pytest.raises(ReadingError, match="A server can have 2 readings"):
        await readings.add(replace(begun, channel_id=4))
    await readings.add(replace(begun, server_id=2, channel_id=4))
    await readings.remove(replace(begun, channel_id=2))
    await readings.add(replace(begun, channel_id=4))


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_of_two_changes_at_once_each_counts(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Who starts or pauses a reading, or says what is right, at the same moment as someone else."""
    readings, begun = Readings(database, clock), reading(clock)
    with engines.transaction(database._engine, write=True) as connection:
        _add(connection, begun)
        adding = asyncio.create_task(readings.add(replace(begun, last_open=7)))
        await until_it_waits(database, adding)
    with pytest.raises(ReadingError, match="reads bread already"):
        await adding
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC) + spread(2)
    with engines.transaction(database._engine, write=True) as connection:
        assert reading_table.take(connection, clock.now, timedelta(minutes=1), 9)
        pausing = asyncio.create_task(readings.change(begun, pause))
        await until_it_waits(database, pausing)
    with pytest.raises(ReadingError, match="being sent"):
        await pausing
    vote = vote_table.LabelledQuestion(1, 5, 3, 2, "bread")
    with engines.transaction(database._engine, write=True) as connection:
        vote_table.add(connection, vote)
        voting = asyncio.create_task(database.write(vote_table.add, vote))
        await until_it_waits(database, voting)
    await voting
    assert database.read_now(vote_table.labelled) == [replace(vote, times=2)]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
async def test_a_change_and_the_deletion_of_its_server_wait_for_each_other_in_turn(
    database: Database, other: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the two fails because PostgreSQL finds that each waits for the other."""
    monkeypatch.setattr(engines, "_DEADLOCK", None)
    waits = Connection.scalar, text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
    readings, loop = Readings(database, clock), asyncio.get_running_loop()
    await readings.add(reading(clock))
    deletions = []

    def paused(one: Reading) -> Reading:
        deletion = other.write(servers.delete_server, 1)
        deletions.append(asyncio.run_coroutine_threadsafe(deletion, loop))
        while not other.read_now(*waits):
            continue
        return pause(one)

    changed = await readings.change(reading(clock), paused)
    assert changed.state is State.PAUSED
    await asyncio.wrap_future(deletions[0])
    assert await database.read(reading_table.of_server, 1) == ()


async def test_a_slow_process_leaves_the_rest_to_the_next(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Where sending takes longer than the lease, the process that takes the rest sends it alone."""
    threads = {"bread": thread(9)}
    slow, other = (Process.start(database, clock, channels, threads) for _ in range(2))
    await slow.readings.add(reading(clock, Rhythm(3, EVERY_DAY, time(18), "UTC")))
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)

    async def long_wait() -> None:
        if channels.numbers(2) == [1]:
            clock.now += timedelta(minutes=2)
            await other.ticker.tick()

    channels.before_answer = long_wait
    await slow.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3]


async def test_what_is_gone_or_edited_while_posts_are_sent_comes_as_it_is(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """A post that is deleted, or whose author opts out, before its turn, never comes."""
    threads = {"bread": thread(4)}
    process = Process.start(database, clock, channels, threads)
    await process.readings.add(reading(clock, Rhythm(4, EVERY_DAY, time(18), "UTC")))
    clock.now = datetime(2026, 1, 1, 18, tzinfo=UTC)

    async def change() -> None:
        *others, last = thread(4, without=3).posts
        posts = (*others, Post(last.number, "Edited."))
        threads["bread"] = replace(threads["bread"], posts=posts)

    channels.before_answer = change
    await process.ticker.tick()
    assert [card.post.text for _, card in channels.messages[2]] == [
        *("Post number 1.", "Post number 2.", "Edited."),
    ]
    assert await process.readings.of({1}, frozenset({2}), None) == set()


@pytest.mark.parametrize("sent", [1, 2, 3])
async def test_a_killed_process_sends_nothing_twice(
    database: Database, clock: Clock, channels: Channels, sent: int
) -> None:
    """Killed behind any of three posts, the next process sends the others once the lease ends."""
    threads = {"bread": thread(9)}
    process = Process.start(database, clock, channels, threads)
    await process.readings.add(reading(clock, Rhythm(3, EVERY_DAY, time(18), "UTC")))
    clock.now, channels.killed_after = datetime(2026, 1, 1, 18, tzinfo=UTC), sent
    with pytest.raises(Killed):
        await process.ticker.tick()
    process = Process.start(database, clock, channels, threads)
    await process.ticker.tick()
    assert len(channels.numbers(2)) == sent
    clock.now += timedelta(minutes=2)
    await process.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3]
    clock.now += timedelta(days=1)
    await process.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3, 4, 5, 6]


async def test_what_was_missed_comes_together(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """After three days away their posts come at once, and the first says why."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    await process.readings.add(reading(clock))
    clock.now += timedelta(days=3)
    await process.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3]
    leads = [[str(line) for line in card.lead] for _, card in channels.messages[2]]
    assert leads == [["I was away when 3 posts came due; here they are together."], [], []]


async def test_a_clock_that_was_wrong_stops_no_reading(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """A date that a clock set which was a year ahead, and a lease, count no more once it is right.

    What was sent by that clock was sent; the next post comes at the next date.
    """
    process = Process.start(database, clock, channels, {"bread": thread(900)})
    await process.readings.add(reading(clock))
    await process.readings.add(reading(clock, channel_id=3))
    clock.now, channels.killed_after = datetime(2027, 1, 1, 18, tzinfo=UTC), 2
    with pytest.raises(Killed):
        await process.ticker.tick()
    process = Process.start(database, clock, channels, {"bread": thread(900)})
    clock.now += timedelta(minutes=2)
    await process.ticker.tick()
    before = {id: channels.numbers(id) for id in (2, 3)}
    clock.now = datetime(2026, 1, 2, 12, tzinfo=UTC)
    process = Process.start(database, clock, channels, {"bread": thread(900)})
    await process.ticker.tick()
    assert {id: channels.numbers(id) for id in (2, 3)} == before
    clock.now = datetime(2026, 1, 2, 18, 2, tzinfo=UTC)
    await process.ticker.tick()
    for id in (2, 3):
        assert channels.numbers(id) == [*before[id], len(before[id]) + 1]


async def test_trouble_with_discord_passes(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """While Discord cannot be reached nothing is lost, and the post comes when it can."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    await process.readings.add(reading(clock))
    clock.now, channels.away = datetime(2026, 1, 1, 18, tzinfo=UTC), True
    await process.ticker.tick()
    channels.away = False
    clock.now += timedelta(minutes=3)
    await process.ticker.tick()
    assert channels.numbers(2) == [1]


async def test_a_lost_permission_pauses(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """A reading that may not write pauses with one line to the managers, and can go on."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    begun = reading(clock)
    await process.readings.add(begun)
    channels.forbidden.add(2)
    for _ in range(3):
        clock.now += timedelta(days=1)
        await process.ticker.tick()
    assert channels.reports == [(1, "I need the permission Send Messages there")]
    (paused,) = await process.readings.of_server(1)
    assert (paused.state, paused.gate) == (State.PAUSED, 0)
    channels.forbidden.clear()
    await process.readings.change(paused, catch_up)
    await process.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3]


@pytest.fixture
async def cut_short(database: Database, clock: Clock, channels: Channels) -> Process:
    """A reading of three posts a day that may send no more after the first."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    await process.readings.add(reading(clock, Rhythm(3, EVERY_DAY, time(18), "UTC")))
    clock.now, channels.closed_after = datetime(2026, 1, 1, 18, tzinfo=UTC), 1
    await process.ticker.tick()
    assert channels.numbers(2) == [1]
    channels.closed_after = None
    channels.forbidden.clear()
    return Process.start(database, clock, channels, {"bread": thread(9)})


@pytest.mark.parametrize(("days", "last"), [(0, 3), (1, 6)])
async def test_catching_up_sends_the_rest_of_a_portion(
    cut_short: Process, clock: Clock, channels: Channels, days: int, last: int
) -> None:
    """What was due comes, each post once, and none of the next date comes early."""
    clock.now += timedelta(days=days, minutes=5)
    (paused,) = await cut_short.readings.of_server(1)
    await cut_short.readings.change(paused, catch_up)
    await cut_short.ticker.tick()
    assert channels.numbers(2) == [*range(1, last + 1)]
    clock.now += timedelta(days=1)
    await cut_short.ticker.tick()
    assert channels.numbers(2) == [*range(1, last + 4)]


async def test_starting_again_goes_on_behind_what_came_of_a_portion(
    cut_short: Process, clock: Clock, channels: Channels
) -> None:
    """The next three posts come at the next date."""
    (paused,) = await cut_short.readings.of_server(1)
    await cut_short.readings.change(paused, lambda one: resume(one, clock.now))
    await cut_short.ticker.tick()
    assert channels.numbers(2) == [1]
    clock.now += timedelta(days=1)
    await cut_short.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3, 4]


async def test_a_command_between_two_attempts_waits_for_the_second(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """After a kill, nothing is changed before it is known what came; then nothing comes twice."""
    threads = {"bread": thread(9)}
    process = Process.start(database, clock, channels, threads)
    begun = reading(clock, Rhythm(3, EVERY_DAY, time(18), "UTC"))
    await process.readings.add(begun)
    clock.now, channels.killed_after = datetime(2026, 1, 1, 18, tzinfo=UTC), 2
    with pytest.raises(Killed):
        await process.ticker.tick()
    process = Process.start(database, clock, channels, threads)
    clock.now += timedelta(minutes=2)
    with pytest.raises(ReadingError, match="being sent"):
        await process.readings.change(begun, pause)
    await process.ticker.tick()
    await process.readings.change(begun, pause)
    await process.readings.change(begun, lambda one: resume(one, clock.now))
    assert channels.numbers(2) == [1, 2, 3]
    clock.now += timedelta(days=1)
    await process.ticker.tick()
    assert channels.numbers(2) == [1, 2, 3, 4, 5, 6]


async def test_a_deleted_channel_ends_its_reading(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """The managers get one line; the group in another channel reads on."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    await process.readings.add(reading(clock))
    await process.readings.add(reading(clock, channel_id=3))
    channels.deleted.add(2)
    for _ in range(3):
        clock.now += timedelta(days=1)
        await process.ticker.tick()
    assert channels.reports == [(1, "the channel was deleted, so the reading has ended")]
    assert [one.channel_id for one in await process.readings.of_server(1)] == [3]
    assert channels.numbers(3) == [1, 2, 3]


async def test_a_thread_that_is_gone_pauses(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """Where the thread was removed, the reading pauses and its gate stays."""
    process = Process.start(database, clock, channels, {})
    await process.readings.add(reading(clock))
    clock.now += timedelta(days=1)
    await process.ticker.tick()
    assert channels.reports == [
        (1, "the thread bread is not there any more, or not everyone here may read it")
    ]
    assert (await process.readings.of_server(1))[0].state is State.PAUSED


async def test_a_change_waits_for_what_is_being_sent(
    database: Database, clock: Clock, channels: Channels
) -> None:
    """While another process sends posts, a command changes nothing and says so."""
    process = Process.start(database, clock, channels, {"bread": thread(9)})
    await process.readings.add(reading(clock))
    clock.now += timedelta(days=1)
    assert await process.readings.take()
    (leased,) = await process.readings.of_server(1)
    with pytest.raises(Exception, match="being sent"):
        await process.readings.change(leased, lambda one: resume(one, clock.now))


class Due:
    """Readings that are due at one moment, each of another channel, kept in memory."""

    def __init__(self, clock: Clock, at: datetime, count: int) -> None:
        random, self.now = Random(count), clock
        readings = (reading(clock, channel_id=random.randrange(1 << 60)) for _ in range(count))
        until = at + timedelta(hours=1)
        leases = (Lease(replace(one, due_at=at), until, again=False) for one in readings)
        self._due = sorted(leases, key=_fires_at)

    async def take(self) -> list[Lease]:
        taken = [one for one in self._due[:50] if _fires_at(one) <= self.now()]
        del self._due[: len(taken)]
        return taken

    async def settle(self, lease: Lease, after: Reading | None) -> None:
        assert after is not None
        assert after.last_open == 1

    async def wait_until_due(self) -> None:
        raise AssertionError


def _fires_at(lease: Lease) -> datetime:
    return lease.reading.due_at + spread(lease.reading.channel_id)


@pytest.mark.parametrize(
    ("servers", "seconds", "rate"), [(2_000, 62, 50), (3_000, 80, 41)], ids=["usual", "worst"]
)
async def test_an_evening_keeps_to_discords_limit(
    clock: Clock, channels: Channels, servers: int, seconds: int, rate: int
) -> None:
    """2,000 posts of one minute are spread over it; more leave at 40 a second, one by one."""
    begin = datetime(2026, 1, 1, 18, tzinfo=UTC)
    ticking = ticker(Due(clock, begin, servers), clock, channels, {"bread": thread(3)})
    clock.now = begin
    for second in range(seconds):
        clock.now = max(clock.now, begin + timedelta(seconds=second))
        await ticking.tick()
    sent = sorted(at for each in channels.messages.values() for at, _ in each)
    assert len(sent) == servers
    assert (sent[-1] - begin).total_seconds() < seconds
    assert max(Counter(int(at.timestamp()) for at in sent).values()) <= rate
