"""What people read while the database is out of reach: nothing that they may not see."""

import asyncio
from pathlib import Path

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.errors import UnavailableError
from bot.settings import Level
from bot.storage.database import Database
from bot.storage.kept_settings import SettingsPlace

from ..screen import shown

QUESTION = "where does a sourdough rest"


class DistantDatabase(Database):
    """A database that a test puts out of reach."""

    away = False
    writes: asyncio.Event | None = None

    async def write(self, *args, **kwargs):
        if self.writes is not None:
            await self.writes.wait()
        return await super().write(*args, **kwargs)

    async def _read_within(self, *how):
        if self.away:
            raise UnavailableError("The database cannot be used")
        return await super()._read_within(*how)


@pytest.fixture
def database(sqlite: Path):
    database = DistantDatabase.open(sqlite)
    yield database
    database.close()


async def ask(member: MemberActor, channel: ChannelHandle) -> str:
    return shown((await member.slash(channel, "thread ask", question=QUESTION)).response)


async def test_nothing_is_answered_while_a_gate_is_not_known(
    channel: ChannelHandle, alice: MemberActor, database: DistantDatabase
) -> None:
    """A server whose readings cannot be read gets one sentence, and an answer once they can."""
    database.away = True
    answer = await ask(alice, channel)
    assert "What this server keeps cannot be read at the moment, so I do not answer." in answer
    assert "sourdough rests" not in answer
    database.away = False
    assert "A sourdough rests overnight" in await ask(alice, channel)


async def test_what_is_in_memory_is_answered_while_the_database_is_away(
    channel: ChannelHandle, alice: MemberActor, database: DistantDatabase
) -> None:
    """A server that was asked in before goes on being answered."""
    before = await ask(alice, channel)
    database.away = True
    assert await ask(alice, channel) == before


async def test_suggestions_are_empty_while_a_gate_is_not_known(
    channel: ChannelHandle, alice: MemberActor, database: DistantDatabase
) -> None:
    """Nothing is suggested of a thread whose end may not be shown."""
    database.away = True
    assert await alice.autocomplete(channel, "thread post", "number", "1") == []


async def test_changes_are_refused_while_the_database_is_away(
    channel: ChannelHandle, manager: MemberActor, database: DistantDatabase
) -> None:
    """Those who run the server read a sentence, and no suggestion, and Discord no failure."""
    database.away = True
    result = await manager.slash(channel, "thread edit", number=1)
    assert shown(result.response).startswith("This could not be done: the database is out of reach")
    assert await manager.autocomplete(channel, "thread remove", "thread", "b") == []


async def test_the_roles_of_a_server_hold_while_the_database_is_away(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    bob: MemberActor,
    database: DistantDatabase,
) -> None:
    """What is remembered of a server counts, also for a member of whom nothing is."""
    place = SettingsPlace(channel.guild.id, (channel.id,))
    kept = simcord_env.bot.kept_settings
    await kept.change(Level.SERVER, place, alice.id, "roles", str(alice.id))
    await ask(alice, channel)
    database.away = True
    assert (await ask(bob, channel)).startswith("Only members with one of these roles can ask me")


async def test_settings_are_not_shown_while_they_are_not_known(
    channel: ChannelHandle, manager: MemberActor, database: DistantDatabase
) -> None:
    """Instead of the operator's, as if they were in force, comes a sentence; so at each choice."""
    panel = await manager.slash(channel, "thread settings")
    database.away = True
    database.changes.announce(None)
    shown_then = await manager.slash(channel, "thread settings")
    chosen = await manager.select(panel.response, ["quotes"], custom_id="settings:name:server")
    for result in (shown_then, chosen):
        assert shown(result.response).startswith("This could not be done: the database is out")


async def test_what_discord_does_not_take_any_more_is_one_line(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    database: DistantDatabase,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A press that comes to nothing, since all is slow, fills no log with tracebacks."""
    database.away = True
    database.changes.announce(None)
    for command in ("settings", "privacy"):
        simcord_env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
        await manager.slash(channel, f"thread {command}")
    assert [one.getMessage() for one in caplog.records if one.exc_info] == []
    assert caplog.text.count("was not answered: 404 Not Found") == 2


async def test_a_question_that_is_not_noted_yet_delays_no_answer(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    database: DistantDatabase,
) -> None:
    """While the database takes no write, the next question in the channel is answered."""
    await manager.slash(channel, "thread reading start", rhythm="1 post every day at 18:00 UTC")
    await manager.slash(channel, "thread reading skip")
    database.writes = asyncio.Event()
    for line in ("what is photosynthesis", "1"):
        simcord_env.backend.create_message(channel.id, alice.id, f"!thread {line}")
    for _ in range(500):
        await asyncio.sleep(0.01)
        if "Flour and water" in shown(channel.last_message):
            break
    assert "Flour and water" in shown(channel.last_message)
    database.writes.set()
    await simcord_env.settle()
    agenda = await alice.slash(channel, "thread agenda")
    assert "photosynthesis" in shown(agenda.response)
