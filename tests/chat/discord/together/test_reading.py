"""A group reads a thread together: commands, posts at their dates, and nothing beyond them."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot, reading_commands, reading_sender
from bot.chat.discord.reading_commands import ReadingCommands
from bot.knowledge import Post, Thread
from bot.reading import reading_table
from bot.reading.reading import Reading
from bot.reading.rhythm_parsing import parse_rhythm
from bot.storage import servers, threads
from bot.storage.database import Database
from bot.storage.own_threads import Message

from ..conftest import Clock
from ..screen import buttons, shown
from ..simulation import open_thread
from .conftest import Now

pytestmark = pytest.mark.settings(message_content=False)

RHYTHM = "1 post every day at 18:00 UTC"


class Killed(BaseException):
    """The process ends here."""


def killed(*_: object) -> None:
    raise Killed


async def start(manager: MemberActor, channel: ChannelHandle, **options: Any) -> Any:
    return await manager.slash(channel, "thread reading start", rhythm=RHYTHM, **options)


def cards(channel: ChannelHandle) -> list[str]:
    """What the readings posted to a channel: messages that answer no command."""
    return [shown(one) for one in channel.history() if "Take it to the meeting" in buttons(one)]


FIRST = "On bread, by @baker\nPost 1\nFlour and water make a dough."


async def test_a_group_reads_post_by_post(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor, tick: Callable
) -> None:
    """A manager starts it; a post comes a day, and questions find only what has come."""
    result = await start(manager, channel)
    assert result.ephemeral
    assert result.response.content == (
        "**On bread**: 0 of 4 posts are open · 1 post every day at 18:00 UTC\n"
        "Next: <t:1767204000:F>\nNext: <t:1767290400:F>\nNext: <t:1767376800:F>"
    )
    question = "how long does a sourdough rest"
    result = await alice.slash(channel, "thread ask", question=question)
    assert shown(result.response).endswith("Nothing can be read here yet.")
    await tick()
    assert cards(channel) == [FIRST]
    result = await alice.slash(channel, "thread ask", question=question)
    assert "cellar" not in shown(result.response)
    await tick(1)
    assert len(cards(channel)) == 2
    result = await alice.slash(channel, "thread ask", question=question)
    assert "cellar" in shown(result.response)
    result = await alice.slash(channel, "thread reading show")
    assert "2 of 4 posts are open" in result.response.content


async def test_buttons_lead_nowhere_beyond(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor, tick: Callable
) -> None:
    """A card has no way to the next post, and a button made before the reading shows none."""
    asked = await alice.slash(channel, "thread post", number=2)
    await start(manager, channel)
    await tick()
    posted = next(one for one in channel.history() if "Bookmark" in buttons(one))
    assert list(buttons(posted)) == ["Whole thread", "Take it to the meeting", "Bookmark"]
    pressed = await alice.click(asked.response, custom_id=buttons(asked.response)["3 ▶"])
    assert shown(pressed.response).startswith("This post has changed or is gone")
    page = await alice.click(posted, custom_id=buttons(posted)["Whole thread"])
    assert shown(page.response) == FIRST


async def test_only_managers_change_a_reading(
    channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """A member gets one sentence and nothing changes; everyone may look."""
    result = await start(alice, channel)
    refusal = "Only members with the permission Manage Server can do this."
    assert shown(result.response) == refusal
    await start(manager, channel)
    for command in ("pause", "skip", "back", "catch-up", "stop", "preview"):
        result = await alice.slash(channel, f"thread reading {command}")
        assert shown(result.response) == refusal
    result = await alice.slash(channel, "thread reading show")
    assert "0 of 4 posts are open" in shown(result.response)


async def test_pause_skip_back_catch_up_stop(
    channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """Each command does what it says, and says what is now so."""

    async def do(command: str) -> str:
        return shown((await manager.slash(channel, f"thread reading {command}")).response)

    await start(manager, channel)
    assert "1 of 4 posts are open" in await do("skip")
    assert "0 of 4 posts are open" in await do("back")
    assert "Salt" not in await do("preview")
    assert "Flour" in await do("preview")
    assert "Paused." in await do("pause")
    await tick(2)
    assert cards(channel) == []
    await do("catch-up")
    await tick()
    assert [card.split("\n")[-2] for card in cards(channel)] == ["Post 1", "Post 2", "Post 3"]
    assert cards(channel)[0].startswith("I was away when 3 posts came due")
    await tick(1)
    assert "This is the last post of On bread." in cards(channel)[-1]
    assert "All posts are open." in await do("show")
    assert await do("stop") == "The reading of bread has ended; all its posts are open."
    assert await do("show") == "Nothing is read here. /thread reading start begins."


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rhythm": "every other day at 18:00 UTC"}, 'I do not understand "other"'),
        ({"rhythm": "daily 18:00"}, "The rhythm needs a time zone"),
        ({"rhythm": RHYTHM, "thread": "cake"}, "the thread cake is not there any more"),
        ({"rhythm": RHYTHM, "first": 9}, "The thread's last post is 5"),
        ({}, "Nothing is read here."),
    ],
)
async def test_what_cannot_be_started(
    channel: ChannelHandle, manager: MemberActor, options: dict, said: str
) -> None:
    """One sentence says what to write instead."""
    result = await manager.slash(channel, "thread reading start", **options)
    assert shown(result.response).startswith(said)


async def test_a_role_is_mentioned_once_a_date(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """With two posts a day, the first mentions the role that the manager chose, and no other."""
    role = simcord_env.guild.create_role("readers", mentionable=True)
    await manager.slash(
        channel, "thread reading start", rhythm="2 posts daily 18:00 UTC", role=role
    )
    await tick()
    sent = [one.json for one in simcord_env.http_requests if one.path.endswith("/messages")]
    assert [one["allowed_mentions"] for one in sent if one["content"]] == [
        {"parse": [], "roles": [role.id]}
    ]
    assert sent[-2]["content"] == f"<@&{role.id}> "
    simcord_env.http_requests.clear()


async def test_nobody_mentions_a_role_by_the_bot(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """A manager who may not mention a role cannot let the bot do it."""
    role = simcord_env.guild.create_role("*Staff*")
    result = await manager.slash(channel, "thread reading start", rhythm=RHYTHM, role=role)
    assert shown(result.response).startswith("You may not mention *Staff*")
    result = await manager.slash(channel, "thread reading show")
    assert shown(result.response).startswith("Nothing is read here.")


async def test_a_role_is_mentioned_before_a_full_message(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    tick: Callable,
    folder: Path,
    engine: AnswerEngine,
) -> None:
    """Where a post as text fills the message, the mention comes before it, and nothing is lost."""
    text = (folder / "bread.yaml").read_text().replace("make a dough", f"m{'a' * 1400}ke")
    (folder / "bread.yaml").write_text(text.replace("On bread", f"On {'b' * 509}"))
    engine.reload()
    here = simcord_env.bot.get_channel(channel.id)
    await here.set_permissions(here.guild.me, embed_links=False)
    role = simcord_env.guild.create_role("readers", mentionable=True)
    await start(manager, channel, role=role)
    await tick()
    sent = [one.json for one in simcord_env.http_requests if one.path.endswith("/messages")]
    assert [one["allowed_mentions"]["roles"] for one in sent if "roles" in one["allowed_mentions"]]
    assert all(len(one["content"]) <= 2000 for one in sent)
    assert "aaa" in cards(channel)[0]
    simcord_env.http_requests.clear()


async def test_a_discussion_for_each_post(
    channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """Where the group wants it, a Discord thread is opened on each card."""
    await start(manager, channel, discussions=True)
    await tick()
    assert [one.name for one in channel.threads] == ["1 · Flour and water make a dough."]


async def test_a_restart_changes_nothing(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    tick: Callable,
    simcord_bot: ThreadBot,
    restarted: Callable,
) -> None:
    """After a restart the next post comes at its date, and the gate is where it was."""
    await start(manager, channel)
    await tick()
    await restarted()
    await tick()
    assert len(cards(channel)) == 1
    result = await manager.slash(channel, "thread list")
    assert "1 thread, 1 post" in shown(result.response)
    await tick(1)
    assert len(cards(channel)) == 2


async def test_a_kill_behind_the_message(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    tick: Callable,
    now: Now,
    restarted: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed between the message and its record, the next process finds it and sends no other."""

    await start(manager, channel)
    with monkeypatch.context() as killing:
        killing.setattr(reading_table, "settle", killed)
        with pytest.raises(Killed):
            await tick()
    await restarted()
    now.now += timedelta(minutes=3)
    await simcord_env.bot.ticker.tick()
    assert len(cards(channel)) == 1
    result = await manager.slash(channel, "thread reading show")
    assert "1 of 4 posts are open" in shown(result.response)


async def test_a_kill_in_a_long_catch_up(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    tick: Callable,
    engine: AnswerEngine,
    restarted: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was sent just now is found behind everything that was written since its date."""

    history = discord.PartialMessageable.history

    async def as_discord_does(self: Any, *, after: Any, limit: int, oldest_first: bool) -> Any:
        """The messages nearest to the end that is asked for."""
        every = history(self, after=after, limit=None, oldest_first=oldest_first)
        for one in [message async for message in every][:limit]:
            yield one

    monkeypatch.setattr(discord.PartialMessageable, "history", as_discord_does)
    monkeypatch.setattr(reading_sender, "_LOOKED_THROUGH", 2)
    await start(manager, channel)
    await manager.slash(channel, "thread reading pause")
    for word in ("one", "two", "three"):
        await manager.send(channel, word)
    await tick()
    await manager.slash(channel, "thread reading catch-up")
    with monkeypatch.context() as killing:
        killing.setattr(reading_table, "settle", killed)
        with pytest.raises(Killed):
            await tick()
    await restarted()
    bot = simcord_env.bot
    (reading,) = await bot._readings.of_server(channel.guild.id)
    assert await bot.ticker._sender.sent(reading, engine.thread("bread")) == {1}


async def test_trouble_that_is_not_the_channels_pauses_nothing(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable, now: Now
) -> None:
    """While Discord refuses the bot itself, the reading runs on, and the post comes later."""
    await start(manager, channel)
    simcord_env.inject_error("POST", f"/channels/{channel.id}/messages", status=401, times=1)
    await tick()
    assert cards(channel) == []
    now.now += timedelta(minutes=3)
    await simcord_env.bot.ticker.tick()
    assert cards(channel) == [FIRST]


@pytest.mark.settings(message_content=True)
async def test_a_thread_that_discord_does_not_give_now_comes_later(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    tick: Callable,
    now: Now,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reading whose thread was an archived Discord thread does not stop for an error there."""
    talk = await open_thread(simcord_env, channel, "On tea", alice)
    await alice.send(talk, "Water for tea has to boil first.")
    await alice.send(talk, "Two minutes for green tea are enough.")
    result = await manager.slash(channel, "thread add", channel=talk)
    await manager.click(result.response, label="Keep")
    await start(manager, channel, thread="on-tea")
    await simcord_env.bot.get_channel(channel.id).get_thread(talk.id).edit(archived=True)
    await simcord_env.settle()
    monkeypatch.setattr("bot.chat.discord.delivery.MAX_ATTEMPTS", 1)
    simcord_env.inject_error("GET", f"/channels/{talk.id}", status=503)
    await tick()
    assert cards(channel) == []
    now.now += timedelta(minutes=3)
    clock.now += 180
    await simcord_env.bot.ticker.tick()
    assert "Water for tea has to boil first." in cards(channel)[0]


async def test_nothing_is_said_in_private_while_it_is_not_known_who_reads_along(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """Where Discord does not say whether someone is in the group, no post beyond it is shown."""
    await start(manager, channel)
    simcord_env.inject_error("GET", "/guilds/*/members/*", status=403, times=1)
    await alice.send_dm("2")
    answer = shown(alice.user.dm_channel.last_message)
    assert answer.startswith("What this server keeps cannot be read at the moment")


async def test_a_lost_permission_is_said_to_the_managers(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """The reading pauses, and one line goes to the server's owner where no notice channel is."""
    await start(manager, channel)
    here = simcord_env.bot.get_channel(channel.id)
    await here.set_permissions(here.guild.me, send_messages=False)
    await simcord_env.settle()
    await tick()
    await tick(1)
    assert cards(channel) == []
    result = await manager.slash(channel, "thread reading show")
    assert "Paused." in shown(result.response)
    said = [shown(one) for one in simcord_env.guild.owner.dm_channel.history()]
    assert said == [
        "The reading in #general has stopped: I need the permission Send Messages there. "
        "/thread reading start goes on."
    ]


async def test_a_deleted_channel_is_said_to_the_managers(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """The reading ends, one line goes to the channel for system messages, and nothing is cut."""
    notices = simcord_env.guild.create_text_channel("notices")
    guild = simcord_env.bot.get_guild(simcord_env.guild.id)
    await guild.edit(system_channel=guild.get_channel(notices.id))
    await start(manager, channel)
    await simcord_env.bot.get_channel(channel.id).delete()
    await simcord_env.settle()
    await tick()
    await tick(1)
    (notice,) = [shown(one) for one in notices.history()]
    assert "the channel was deleted, so the reading has ended" in notice
    result = await manager.slash(notices, "thread list")
    assert "1 thread, 4 posts" in shown(result.response)


async def test_a_closed_channel_is_not_named_to_all(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, tick: Callable
) -> None:
    """Where all read the channel for system messages, the line goes to the server's owner."""
    guild = simcord_env.bot.get_guild(simcord_env.guild.id)
    await guild.edit(system_channel=guild.get_channel(channel.id))
    sees = {manager: True, simcord_env.guild.me: True, simcord_env.guild.default_role: False}
    closed = simcord_env.guild.create_text_channel(
        "closed",
        overwrites={
            who: discord.PermissionOverwrite(view_channel=may, send_messages=False)
            for who, may in sees.items()
        },
    )
    await start(manager, closed)
    await tick()
    assert [shown(one) for one in channel.history()] == []
    (said,) = [shown(one) for one in simcord_env.guild.owner.dm_channel.history()]
    assert "#closed has stopped" in said


async def test_a_members_own_place(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor, tick: Callable
) -> None:
    """A member ahead of the group reads further in private answers, and others do not."""
    await start(manager, channel)
    await tick()
    result = await alice.slash(channel, "thread where", number=3)
    assert shown(result.response) == ("Private answers to you now reach up to post 3 of On bread.")
    result = await alice.slash(channel, "thread post", number=3, private=True)
    assert "Salt" in shown(result.response)
    result = await alice.slash(channel, "thread post", number=3)
    assert "Salt" not in shown(result.response)
    result = await manager.slash(channel, "thread post", number=3, private=True)
    assert "Salt" not in shown(result.response)
    await alice.slash(channel, "thread where")
    result = await alice.slash(channel, "thread post", number=3, private=True)
    assert "Salt" not in shown(result.response)


async def test_a_reload_keeps_the_gate(
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    tick: Callable,
    folder: Path,
    engine: AnswerEngine,
) -> None:
    """A reload in the middle shows nothing early; a post that was removed does not come."""
    await start(manager, channel)
    await tick()
    lines = (folder / "bread.yaml").read_text().replace("- number: 2\n", "- number: 3\n", 1)
    kept = lines.partition("- number: 3\n  text: Salt")[0]
    (folder / "bread.yaml").write_text(kept.replace("number: 3", "number: 4"))
    engine.reload()
    result = await alice.slash(channel, "thread list")
    assert "1 thread, 1 post" in shown(result.response)
    await tick(1)
    assert cards(channel)[-1].split("\n")[-2] == "Post 4"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de", "0 von 4 Beiträgen sind offen · 1 Beitrag jeden Tag um 18:00 UTC"),
        ("es-ES", "0 de 4 mensajes están abiertos · 1 mensaje cada día a las 18:00 UTC"),
    ],
)
async def test_it_speaks_the_askers_language(
    channel: ChannelHandle,
    manager: MemberActor,
    change_interactions: Callable,
    locale: str,
    said: str,
) -> None:
    """What is said about a reading is in the asker's own language."""
    change_interactions(locale=locale)
    result = await start(manager, channel)
    assert said in shown(result.response)


async def test_nothing_is_kept_about_a_server_without_the_bot(
    channel: ChannelHandle,
    manager: MemberActor,
    change_interactions: Callable,
    database: Database,
) -> None:
    """Where the app is only installed by a person, even a manager begins and marks nothing."""
    change_interactions(guild_id="42", authorizing_integration_owners={"1": str(manager.id)})
    for result in (
        await start(manager, channel),
        await manager.slash(channel, "thread where", number=2),
        await manager.slash(channel, "thread agenda"),
    ):
        assert shown(result.response) == "This works only in servers that I am a member of."
    result = await manager.slash(channel, "thread ask", question="where does a sourdough rest")
    assert "👍" not in buttons(result.response)
    assert database.read_now(servers.server_ids) == []


async def test_a_place_counts_for_the_group_of_its_server(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """In private nothing is ahead of another server's group, whose thread may be another one."""
    further = simcord_env.create_guild("Further")
    place, theirs = further.create_text_channel("general"), further.add_member(alice.user)
    role = further.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    await start(manager, channel)
    await start(further.add_member(simcord_env.create_user("max"), roles=[role]), place)
    question = "how long does a sourdough rest"
    for member, where, sees in ((theirs, place, False), (alice, channel, True)):
        await member.slash(where, "thread where", number=5)
        await alice.send_dm(question)
        assert ("cellar" in shown(alice.user.dm_channel.last_message)) is sees


async def test_in_private_nothing_is_ahead_of_a_group_that_is_not_looked_up(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
    database: Database,
) -> None:
    """A member of more servers than are looked up reads to where any group is; not of one left."""
    monkeypatch.setattr("bot.chat.discord.scopes.MAX_SERVERS", 1)
    further = simcord_env.create_guild("Further")
    place = further.create_text_channel("general")
    theirs = further.add_member(simcord_env.create_user("carol"))
    await start(manager, channel)
    await manager.slash(channel, "thread reading skip")
    await manager.slash(channel, "thread reading skip")
    role = further.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    await start(further.add_member(simcord_env.create_user("max"), roles=[role]), place)
    for member in (alice, theirs):
        await member.send_dm("how long does a sourdough rest")
        assert "cellar" not in shown(member.user.dm_channel.last_message)
    await database.change_all(servers.note_left, [further.id], 1)
    await alice.send_dm("how long does a sourdough rest")
    assert "cellar" in shown(alice.user.dm_channel.last_message)
    await database.change_all(servers.note_joined, [further.id])
    await alice.send_dm("how long does a sourdough rest")
    assert "cellar" not in shown(alice.user.dm_channel.last_message)


async def test_in_a_group_conversation_nothing_is_ahead_of_the_askers_groups(
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    change_interactions: Callable[..., None],
) -> None:
    """Where friends read along, a member's answer ends where the member's group is."""
    await start(manager, channel)
    user = {"id": str(alice.id), "username": "alice", "discriminator": "0", "avatar": None}
    change_interactions(guild_id=None, context=2, user=user)
    asked = await alice.slash(channel, "thread ask", question="how long does a sourdough rest")
    assert "cellar" not in shown(asked.response)


async def test_a_reading_of_a_closed_channel_is_not_named_elsewhere(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    database: Database,
) -> None:
    """Who may not read the channel that a thread was made of does not learn that it is read."""
    closed = simcord_env.guild.create_text_channel(
        "closed",
        overwrites={
            simcord_env.guild.default_role: discord.PermissionOverwrite(view_channel=False)
        },
    )
    role = simcord_env.guild.create_role("all", permissions=discord.Permissions.all())
    boss = simcord_env.guild.add_member(simcord_env.create_user("boss"), roles=[role])
    message = await boss.send(closed, "One.")
    secret = Thread("secret-plans", "Secret plans", (Post(1, "One."),))
    server, messages = channel.guild.id, {1: Message(message.id, boss.id)}
    kept = threads.add, server, secret, 0, closed.id, messages
    await database.change(("server", server), *kept)
    reading = Reading(
        server, closed.id, secret.id, parse_rhythm(RHYTHM), datetime(2026, 1, 1, tzinfo=UTC)
    )
    await database.change(("server", server), reading_table.put, reading)
    for command in ("reading show", "where"):
        result = await alice.slash(channel, f"thread {command}")
        assert "ecret" not in shown(result.response)


class Typing:
    """An interaction of someone who types a rhythm."""

    user = discord.Object(1)
    locale = discord.Locale.american_english


async def test_who_types_rhythms_without_end_leaves_room_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rhythms are suggested to a member one after the other, and keep one OS thread busy."""
    loop, begun, going_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    under_way: list[str] = []

    def slow(typed: str, language: str) -> list[str]:
        under_way.append(typed)
        loop.call_soon_threadsafe(begun.set)
        going_on.wait(60)
        return []

    monkeypatch.setattr(reading_commands, "suggest_rhythms", slow)
    suggest = ReadingCommands(None, None, None)._suggest_rhythms
    typed = (f"2 posts on weekdays at 18:00 {n}a" for n in range(60))
    flood = [asyncio.create_task(suggest(Typing, one)) for one in typed]
    try:
        await begun.wait()
        async with asyncio.timeout(20):
            await asyncio.to_thread(lambda: None)  # as a question of another member
        assert len(under_way) == 1
    finally:
        going_on.set()
    await asyncio.gather(*flood)
