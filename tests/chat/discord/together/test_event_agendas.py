"""The agenda that comes by itself before a scheduled event of the server."""

from collections.abc import Callable
from datetime import timedelta

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.settings import Level
from bot.storage.database import Database
from bot.storage.kept_settings import SettingsPlace

from ..screen import shown
from .conftest import Now

pytestmark = pytest.mark.settings(message_content=False)

AGENDA = "Open questions for the meeting"


@pytest.fixture
async def group(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable, now: Now
) -> ChannelHandle:
    """A group that wants the agenda an hour before it meets, and meets in two hours."""
    await manager.slash(channel, "thread reading start", rhythm="1 post every day at 18:00 UTC")
    await tick()
    place = SettingsPlace(channel.guild.id, (channel.id,))
    kept = simcord_env.bot.kept_settings
    await kept.change(Level.CHANNEL, place, manager.id, "agenda_minutes", "60")
    begin = now.now + timedelta(hours=2)
    simcord_env.backend.create_scheduled_event(
        channel.guild.id,
        name="Book *club*",
        entity_type=3,
        scheduled_start_time=begin.isoformat(),
        creator_id=manager.id,
        scheduled_end_time=(begin + timedelta(hours=1)).isoformat(),
        entity_metadata={"location": "the library"},
    )
    await simcord_env.settle()
    return channel


async def pass_minutes(env: Env, now: Now, minutes: int) -> None:
    now.now += timedelta(minutes=minutes)
    await env.bot.cogs["EventAgendas"].post_due()
    await env.settle()


def agendas(channel: ChannelHandle) -> list[str]:
    return [text for one in channel.history() if AGENDA in (text := shown(one))]


async def test_the_agenda_comes_before_the_meeting(
    simcord_env: Env, group: ChannelHandle, alice: MemberActor, now: Now, restarted: Callable
) -> None:
    """It comes once, within the hour before the event, and a restart sends no second one."""
    await alice.slash(group, "thread ask", question="how hot is the oven")
    await pass_minutes(simcord_env, now, 30)
    assert agendas(group) == []
    await pass_minutes(simcord_env, now, 31)
    (agenda,) = agendas(group)
    assert agenda.startswith("Book *club* begins on <t:")
    assert "** begins on <t:" in next(
        one.content for one in group.history() if AGENDA in one.content
    )
    assert "“how hot is the oven”" in agenda
    await restarted()
    for minutes in (1, 30, 30):
        await pass_minutes(simcord_env, now, minutes)
    assert len(agendas(group)) == 1


async def test_an_event_in_a_closed_channel_is_not_named(
    simcord_env: Env, group: ChannelHandle, alice: MemberActor, now: Now
) -> None:
    """Discord shows an event to those who see its channel alone; the group's own it names."""
    guild = simcord_env.guild
    board, lounge = guild.create_voice_channel("board"), guild.create_voice_channel("lounge")
    closed = simcord_env.bot.get_channel(board.id)
    await closed.set_permissions(closed.guild.default_role, view_channel=False)
    for place, name in ((board, "Layoffs"), (lounge, "Tea time")):
        begin = (now.now + timedelta(minutes=30)).isoformat()
        guild.create_scheduled_event(name, start_time=begin, channel=place)
    await simcord_env.settle()
    await alice.slash(group, "thread ask", question="how hot is the oven")
    await pass_minutes(simcord_env, now, 1)
    leads = [agenda.partition(" begins on <t:")[0] for agenda in agendas(group)]
    assert sorted(leads) == ["Tea time", "The next event"]


async def test_many_agendas_of_a_server_delay_no_other(
    simcord_env: Env, group: ChannelHandle, alice: MemberActor, tick: Callable, now: Now
) -> None:
    """Where a server wants the agenda in many channels, another one's comes at once."""
    one, two = simcord_env.guild, simcord_env.create_guild("Two")
    manage = two.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    max = two.add_member(simcord_env.create_user("max"), roles=[manage])
    there = two.create_text_channel("reading")
    await max.slash(there, "thread reading start", rhythm="1 post every day at 18:00 UTC")
    await tick(1)
    kept = simcord_env.bot.kept_settings
    many = [one.create_text_channel(f"talk {n}") for n in range(9)]
    for place in (*many, there):
        at = SettingsPlace(place.guild.id, (place.id,))
        await kept.change(Level.CHANNEL, at, alice.id, "agenda_minutes", "60")
    begin = (now.now + timedelta(minutes=30)).isoformat()
    for guild in (one, two):
        lounge = guild.create_voice_channel("lounge")
        guild.create_scheduled_event("Tea time", start_time=begin, channel=lounge)
    await simcord_env.settle()
    for member, place in ((alice, group), (max, there)):
        await member.slash(place, "thread ask", question="how hot is the oven")
    simcord_env.http_requests.clear()
    await pass_minutes(simcord_env, now, 1)
    posted = [one.path for one in simcord_env.http_requests if one.method == "POST"]
    assert len(posted) == 11
    assert any(str(there.id) in path for path in posted[:3])


async def test_a_minute_takes_one_read_of_a_server(
    simcord_env: Env,
    group: ChannelHandle,
    alice: MemberActor,
    now: Now,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many channels want the agenda, and however many events are near."""
    kept, guild = simcord_env.bot.kept_settings, simcord_env.guild
    for n in range(5):
        talk = guild.create_text_channel(f"talk {n}")
        place = SettingsPlace(guild.id, (talk.id,))
        await kept.change(Level.CHANNEL, place, alice.id, "agenda_minutes", "600")
        lounge = guild.create_voice_channel(f"lounge {n}")
        begin = (now.now + timedelta(minutes=30)).isoformat()
        guild.create_scheduled_event("Tea time", start_time=begin, channel=lounge)
    await simcord_env.settle()
    await pass_minutes(simcord_env, now, 1)
    read, reads = database.read_now, []
    monkeypatch.setattr(database, "read_now", lambda *work: reads.append(work) or read(*work))
    await pass_minutes(simcord_env, now, 1)
    assert len(reads) == 1


async def test_an_agenda_is_sent_again(
    simcord_env: Env,
    group: ChannelHandle,
    alice: MemberActor,
    now: Now,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After an error of Discord's it is sent again, and comes once, which its nonce ensures."""
    monkeypatch.setattr("bot.chat.discord.delivery.PAUSE", 0)
    await alice.slash(group, "thread ask", question="how hot is the oven")
    simcord_env.inject_error("POST", f"/channels/{group.id}/messages", status=503, times=2)
    before = len(simcord_env.http_requests)
    await pass_minutes(simcord_env, now, 61)
    tries = [one.json for one in simcord_env.http_requests[before:] if one.method == "POST"]
    assert len(agendas(group)) == 1
    assert len(tries) == 3
    assert len({one["nonce"] for one in tries}) == 1


async def test_an_agenda_that_discord_did_not_take_comes_a_minute_later(
    simcord_env: Env,
    group: ChannelHandle,
    alice: MemberActor,
    now: Now,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When no attempt succeeds, those of the next minute have the same nonce; then none follows."""
    monkeypatch.setattr("bot.chat.discord.delivery.MAX_ATTEMPTS", 1)
    await alice.slash(group, "thread ask", question="how hot is the oven")
    simcord_env.inject_error("POST", f"/channels/{group.id}/messages", status=408, times=1)
    before = len(simcord_env.http_requests)
    await pass_minutes(simcord_env, now, 61)
    assert agendas(group) == []
    for _ in range(3):
        await pass_minutes(simcord_env, now, 1)
    tries = [one.json for one in simcord_env.http_requests[before:] if one.method == "POST"]
    assert len(agendas(group)) == 1
    assert len(tries) == 2
    assert len({one["nonce"] for one in tries}) == 1


async def test_without_open_questions_nothing_comes(
    simcord_env: Env, group: ChannelHandle, now: Now
) -> None:
    """A group with nothing to talk about is left alone."""
    before = len(group.history())
    await pass_minutes(simcord_env, now, 90)
    assert len(group.history()) == before


async def test_a_lost_permission_ends_it_with_one_line(
    simcord_env: Env, group: ChannelHandle, alice: MemberActor, now: Now
) -> None:
    """The managers read why no agenda comes, and the channel's setting is unset."""
    await alice.slash(group, "thread ask", question="how hot is the oven")
    here = simcord_env.bot.get_channel(group.id)
    await here.set_permissions(here.guild.me, send_messages=False)
    await simcord_env.settle()
    await pass_minutes(simcord_env, now, 90)
    (said,) = [shown(one) for one in simcord_env.guild.owner.dm_channel.history()]
    assert said.startswith("No agenda comes to #general any more: Discord refuses my messages")
    assert await simcord_env.bot.kept_settings.agenda_minutes() == {}
