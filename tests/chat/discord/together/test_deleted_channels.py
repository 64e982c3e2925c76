"""What is left of a channel that was deleted: nothing, however it came to be known."""

from collections.abc import Callable

import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.reading.reading import State
from bot.settings import Level
from bot.storage import channels
from bot.storage.database import Database
from bot.storage.kept_settings import SettingsPlace

from ..conftest import Clock
from ..screen import shown
from ..simulation import open_thread

QUESTION = "what is a croissant"


@pytest.fixture
async def reading(simcord_env: Env, manager: MemberActor, channel: ChannelHandle) -> ChannelHandle:
    """A channel with a setting, a question for the meeting, and a reading that is paused."""
    here = simcord_env.guild.create_text_channel("reading")
    await manager.slash(here, "thread reading start", rhythm="1 post every day at 18:00 UTC")
    await manager.slash(here, "thread ask", question=QUESTION)
    await manager.slash(here, "thread reading pause")
    place = SettingsPlace(here.guild.id, (here.id,))
    kept = simcord_env.bot.kept_settings
    await kept.change(Level.CHANNEL, place, manager.id, "thread", "bread")
    return here


async def listed(member: MemberActor, channel: ChannelHandle) -> str:
    return shown((await member.slash(channel, "thread list")).response)


async def test_a_deleted_channel_leaves_nothing(
    simcord_env: Env,
    channel: ChannelHandle,
    reading: ChannelHandle,
    alice: MemberActor,
    database: Database,
) -> None:
    """Its settings, questions and reading go with it; no gate of its is in force elsewhere."""
    server = channel.guild.id
    assert database.read_now(channels.of_server, server) == {reading.id}
    assert "0 threads, 0 posts" in await listed(alice, channel)
    simcord_env.backend.delete_channel(reading.id)
    await simcord_env.settle()
    assert database.read_now(channels.of_server, server) == set()
    assert await simcord_env.bot._readings.of_server(server) == ()
    assert "1 thread, 4 posts" in await listed(alice, channel)


async def test_what_a_proxy_does_not_find_is_not_deleted(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    database: Database,
    restarted: Callable,
) -> None:
    """Where Discord itself does not say that something is gone, all that is kept of it stays."""
    talk = await open_thread(simcord_env, channel, "reading", alice)
    await manager.slash(talk, "thread reading start", rhythm="1 post every day at 18:00 UTC")
    await manager.slash(talk, "thread ask", question=QUESTION)
    await simcord_env.bot.get_channel(channel.id).get_thread(talk.id).edit(archived=True)
    simcord_env.inject_error("GET", "/channels/*", status=404, message="Not Found", times=None)
    await restarted()
    await simcord_env.settle()
    await manager.slash(channel, "thread agenda")
    simcord_env.backend.faults.clear()
    assert database.read_now(channels.of_server, channel.guild.id) == {talk.id}
    assert QUESTION in shown((await manager.slash(channel, "thread agenda")).response)


async def test_many_deleted_channels_leave_requests_to_answers(
    simcord_env: Env,
    channel: ChannelHandle,
    alice: MemberActor,
    manager: MemberActor,
    database: Database,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many are deleted, archived threads are looked up twice, at the pace of agendas."""
    talks = [await open_thread(simcord_env, channel, f"talk {n}", alice) for n in range(3)]
    doomed = [simcord_env.guild.create_text_channel(f"doomed {n}") for n in range(9)]
    kept, server = simcord_env.bot.kept_settings, channel.guild.id
    for one in (*talks, *doomed):
        place = SettingsPlace(server, (one.id,))
        await kept.change(Level.CHANNEL, place, manager.id, "thread", "bread")
    for talk in talks:
        await simcord_env.bot.get_channel(channel.id).get_thread(talk.id).edit(archived=True)
    await simcord_env.settle()
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(simcord_env.bot.pace, "_sleep", sleep)
    simcord_env.http_requests.clear()
    for one in doomed:
        simcord_env.backend.delete_channel(one.id)
    await simcord_env.settle()
    asked = [one.path for one in simcord_env.http_requests if one.method == "GET"]
    assert max(asked.count(path) for path in asked) <= 2
    assert len(waited) >= len(asked) - 1
    assert database.read_now(channels.of_server, server) == {talk.id for talk in talks}


async def test_a_channel_that_was_deleted_unseen_is_noticed(
    simcord_env: Env,
    channel: ChannelHandle,
    reading: ChannelHandle,
    database: Database,
    restarted: Callable,
) -> None:
    """What was deleted while the bot was away is looked up by the day."""
    server = channel.guild.id
    await simcord_env.bot.remove_cog("DeletedChannels")
    simcord_env.backend.delete_channel(reading.id)
    await simcord_env.settle()
    (paused,) = await simcord_env.bot._readings.of_server(server)
    assert paused.state is State.PAUSED
    await restarted()
    await simcord_env.settle()
    assert database.read_now(channels.of_server, server) == set()
    assert await simcord_env.bot._readings.of_server(server) == ()
