"""Half a year of two groups in two zones, with all that happens to a bot in that time."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.answering.engine import AnswerEngine
from bot.answering.scope import Scope
from bot.knowledge import Post, Thread, write_thread
from bot.reading import reading_table
from bot.reading.reading import Reading
from bot.reading.rhythm import WEEKDAYS, Rhythm
from bot.settings import Settings
from bot.storage.database import Database

from .conftest import Channels, Clock, Killed, Process

SERVER, BERLIN, NEW_YORK, DELETED = 1, 10 << 22, 20 << 22, 30 << 22
RHYTHMS = {
    BERLIN: Rhythm(1, WEEKDAYS, time(18), "Europe/Berlin"),
    NEW_YORK: Rhythm(4, frozenset({0, 6}), time(2, 30), "America/New_York"),
    DELETED: Rhythm(1, WEEKDAYS, time(9), "UTC"),
}
POSTS, REMOVED = 220, 150
BEGIN, END = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 5, tzinfo=UTC)
DOWN = (datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 3, 10, 11, tzinfo=UTC))
CHANNEL_DELETED, RELOADED = datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


class Folder:
    """The folder of threads, as the engine has read it."""

    def __init__(self, place: Path) -> None:
        self._file = place / "lamps.yaml"
        self.write()
        self.engine = AnswerEngine(Settings(knowledge=place))

    def get(self, id: str) -> Thread | None:
        return self.engine.thread(id)

    def reload(self, without: int) -> None:
        if self.engine.library.post_count == POSTS:
            self.write(without)
            self.engine.reload()
            assert self.engine.library.post_count == POSTS - 1

    def write(self, without: int | None = None) -> None:
        numbers = (number for number in range(1, POSTS + 1) if number != without)
        posts = tuple(Post(number, f"Lamp w{number}x burns oil.") for number in numbers)
        write_thread(Thread("lamps", "On lamps", posts, language="en"), self._file)


class World:
    """The bot, which is restarted and killed, and what it needs that outlives it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = Clock(BEGIN)
        self.channels = Channels(self.clock)
        self.folder = Folder(folder)
        self.kills = 0
        self._database = database
        self._random = Random(7)
        self.restart()

    def restart(self) -> None:
        self.process = Process.start(self._database, self.clock, self.channels, self.folder)

    async def sleep_until_due(self) -> None:
        """Let the time pass until something is due, or the bot is up again."""
        due = self._database.read_now(reading_table.next_due) or END
        self.clock.now = max(self.clock.now + timedelta(seconds=1), due)
        if DOWN[0] < self.clock.now < DOWN[1]:
            self.clock.now = DOWN[1]
            self.restart()

    async def tick(self) -> None:
        """Tick once; one time in four the process is killed behind a message."""
        if self._random.random() < 1 / 4:
            self.channels.killed_after = self._random.choice([1, 2])
        try:
            await self.process.ticker.tick()
        except Killed:
            self.kills += 1
            self.restart()
        self.channels.killed_after = None


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
async def test_half_a_year(database: Database, tmp_path: Path) -> None:
    """Every post comes once, at its time, and no question shows one that has not come.

    The bot is often killed behind a message and is down for four days in March; a channel is
    deleted, and a reload removes a post in the middle.
    """
    world = World(database, tmp_path)
    for channel, rhythm in RHYTHMS.items():
        due = rhythm.next_after(world.clock.now)
        await world.process.readings.add(Reading(SERVER, channel, "lamps", rhythm, due))
    while world.clock.now < END:
        await world.sleep_until_due()
        if world.clock.now > CHANNEL_DELETED:
            world.channels.deleted.add(DELETED)
        if world.clock.now > RELOADED:
            world.folder.reload(without=REMOVED)
        await world.tick()
        await _assert_nothing_early(world)
    assert world.kills > 20
    _assert_each_came_once(world)


async def _assert_nothing_early(world: World) -> None:
    """A word of a post that has not come finds nothing, nor does its number."""
    for channel in (BERLIN, NEW_YORK):
        gates = await world.process.readings.of({SERVER}, frozenset({channel}), None)
        scope = Scope(frozenset({SERVER}), gates=gates)
        came = max(world.channels.numbers(channel), default=0)
        for ahead in range(came + 1, min(came + 3, POSTS) + 1):
            for line in (f"w{ahead}x", f"{ahead}"):
                quotes = world.folder.engine.answer_line(line, scope).quotes
                assert not any(quote.post.number > came for quote in quotes)
    open_now = {gate for _, gate in gates}
    assert not open_now or max(open_now) <= came


def _assert_each_came_once(world: World) -> None:
    for channel in (BERLIN, NEW_YORK):
        rhythm, zone = RHYTHMS[channel], ZoneInfo(RHYTHMS[channel].zone)
        came = world.channels.messages[channel]
        numbers = [card.post.number for _, card in came]
        assert len(numbers) == rhythm.posts * rhythm.between(BEGIN, world.clock.now, POSTS)
        assert numbers == [n for n in range(1, numbers[-1] + 1) if n != REMOVED or n in numbers]
        late = [at for at, card in came if any("I was away" in str(one) for one in card.lead)]
        assert [at.date() for at in late] == [DOWN[1].date()]
        for at, _ in came:
            here = at.astimezone(zone)
            due = datetime.combine(here.date(), rhythm.at, zone).astimezone(UTC)
            in_time = timedelta() <= at - due < timedelta(minutes=5)
            missed = timedelta() <= at - DOWN[1] < timedelta(minutes=5)
            assert missed or (in_time and here.weekday() in rhythm.days)
    assert world.channels.reports == [(SERVER, "the channel was deleted, so the reading has ended")]
