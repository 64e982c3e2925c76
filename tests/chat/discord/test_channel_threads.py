"""Threads that are read from channels of Discord: who may, what is read, and what follows."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor
from sqlalchemy import Connection, text

from bot.chat.discord import ThreadBot, channel_history
from bot.chat.discord.cogs import followed_channels
from bot.settings import Level
from bot.storage import settings
from bot.storage.database import Database
from bot.storage.kept_settings import SettingsPlace

from .conftest import Clock
from .screen import shown
from .simulation import come_back_to, leave, open_thread, without_message_events

pytestmark = pytest.mark.usefixtures("kept_in_sqlite")

READERS_ONLY = {"view_channel": True, "read_message_history": True, "send_messages": True}


@pytest.fixture
async def talk(simcord_env: Env, alice: MemberActor, bob: MemberActor) -> ChannelHandle:
    """A channel in which alice and bob wrote about tea."""
    channel = simcord_env.guild.create_text_channel("tea-talk")
    await alice.send(channel, "Water for tea has to boil first.")
    await bob.send(channel, "Two minutes for green tea are enough.")
    await alice.send(channel, "Black tea takes five minutes.")
    return channel


async def add(manager: MemberActor, at: ChannelHandle, talk: ChannelHandle, **options) -> str:
    """Make a thread of a channel and keep it; return the report."""
    result = await manager.slash(at, "thread add", channel=talk, **options)
    report = shown(result.response)
    await manager.click(result.response, label="Keep")
    return report


async def ask(actor: MemberActor, channel: ChannelHandle, question: str, **options) -> str:
    return shown((await actor.slash(channel, "thread ask", question=question, **options)).response)


async def come_back(bot: ThreadBot, actor: MemberActor, channel: ChannelHandle) -> None:
    """Begin a new session with Discord, and let the bot catch up after the first question."""
    bot.dispatch("ready")
    await ask(actor, channel, "what was said")
    await bot.cogs["FollowedChannels"].finished()


@contextmanager
def hidden(database: Database, table: str) -> Iterator[None]:
    """Hide a table, as if the database were away from those who need it."""
    database.write_now(Connection.execute, text(f"ALTER TABLE {table} RENAME TO hidden"))
    yield
    database.write_now(Connection.execute, text(f"ALTER TABLE hidden RENAME TO {table}"))


@asynccontextmanager
async def unfollowed(bot: ThreadBot) -> AsyncIterator[followed_channels.FollowedChannels]:
    """Let the bot miss what happens in the channels that it follows."""
    followed = await bot.remove_cog("FollowedChannels")
    yield followed
    await bot.add_cog(followed)


async def test_a_channel_becomes_a_thread(
    channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """Its messages are posts with their authors and links, and can be asked about at once."""
    report = await add(manager, channel, talk)
    assert "tea-talk · 3 posts · tea-talk" in report
    assert "Water for tea has to boil first." in report
    answer = await ask(alice, channel, "how long for green tea")
    assert "Two minutes for green tea are enough." in answer
    assert "tea-talk, by bob" in answer


async def test_a_span_of_messages_becomes_a_thread(
    channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor
) -> None:
    """The first and the last message can be named by link or id, and in either order."""
    first, second, _ = talk.history()
    report = await add(manager, channel, talk, first=f"{talk.id}-{second.id}", last=first.jump_url)
    assert "tea-talk · 2 posts" in report
    report = await add(manager, channel, talk, first=str(first.id), last=second.jump_url)
    assert "tea-talk · 2 posts" in report


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "https://discord.com/channels/1/100000000000000002/100000000000000003",
        f"https://discord.com/channels/{'1' * 5000}/100000000000000002/100000000000000003",
        "99999999999999999999",
    ],
)
async def test_a_message_that_is_none_of_the_channels_is_refused(
    channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor, written: str
) -> None:
    """A whole channel is never read where a part of it was meant."""
    result = await manager.slash(channel, "thread add", channel=talk, first=written)
    assert "is no message of that channel" in shown(result.response)
    result = await manager.slash(channel, "thread add", last=written)
    assert "choose the channel as well" in shown(result.response)


async def test_channels_are_read_in_turn(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To read a channel takes memory for minutes: each server reads one at a time."""
    turns, read_span = simcord_bot._additions._channels, channel_history.read_span
    waiting = []

    async def reading(*span: Any) -> Any:
        waiting.append([turns._own[server].locked() for server in turns._own])
        return await read_span(*span)

    monkeypatch.setattr(channel_history, "read_span", reading)
    await add(manager, channel, talk)
    assert waiting == [[True], [True]]


async def test_edits_and_deletions_are_followed(
    channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """A post has its message's new words, and goes with its message."""
    await add(manager, channel, talk)
    _, _, last = talk.history()
    await alice.edit(last, "Black tea takes seven minutes.")
    assert "seven minutes" in await ask(alice, channel, "how long does black tea take")
    await alice.delete(last)
    assert "seven" not in await ask(alice, channel, "how long does black tea take")
    assert "tea-talk · 2 posts" in shown((await alice.slash(channel, "thread list")).response)


async def test_what_is_deleted_while_an_answer_waits_for_its_turn_is_not_quoted(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    bob: MemberActor,
) -> None:
    """In a channel where many ask at once that may take a minute."""
    await add(manager, channel, talk)
    backend, turns = simcord_env.backend, simcord_bot.cogs["Messages"]._turns
    with turns.join(channel.id, bob.id):
        backend.create_message(channel.id, alice.id, "!thread how long does black tea take")
        await asyncio.sleep(0.05)
        backend.delete_message(talk.id, talk.last_message.id)
        await asyncio.sleep(0.05)
    await simcord_env.settle()
    assert channel.last_message.author.bot
    assert "five minutes" not in shown(channel.last_message)


async def test_who_opted_out_is_not_quoted(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    bob: MemberActor,
) -> None:
    """A member who does not want to be quoted is in no thread."""
    place = SettingsPlace(None)
    await simcord_bot.kept_settings.change(Level.MEMBER, place, bob.id, "quotable", "false")
    assert "tea-talk, by alice · 2 posts" in await add(manager, channel, talk)


async def test_nobody_is_quoted_while_opt_outs_cannot_be_read(
    kept_in_sqlite: Database, channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor
) -> None:
    """No thread is made of a channel while it is not known who does not want to be quoted."""
    with hidden(kept_in_sqlite, "member_settings"):
        result = await manager.slash(channel, "thread add", channel=talk)
    assert "Water for tea" not in shown(result.response)


async def test_who_opts_out_while_a_channel_is_read_is_not_quoted(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    bob: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To read a long channel takes minutes, in which someone may opt out."""
    own, kept = simcord_bot._server_threads, simcord_bot.kept_settings
    keep = own.add

    async def opted_out_before(*thread: Any) -> None:
        await kept.change(Level.MEMBER, SettingsPlace(None), bob.id, "quotable", "false")
        await simcord_bot.cogs["FollowedChannels"].finished()
        await keep(*thread)

    monkeypatch.setattr(own, "add", opted_out_before)
    await add(manager, channel, talk)
    listed = shown((await manager.slash(channel, "thread list")).response)
    assert "tea-talk · 2 posts" in listed


async def test_what_happens_while_a_channel_is_read_is_followed(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message that is edited or deleted after it was read is quoted as it is then, or not."""
    first, second, last = talk.history()
    discord_has = simcord_env.backend
    report = await manager.slash(channel, "thread add", channel=talk)
    read_span, read_again = channel_history.read_span, followed_channels._messages

    async def before_the_end(*span: Any) -> Any:
        read = await read_span(*span)
        discord_has.edit_message(talk.id, first.id, {"content": "Water must boil long."})
        discord_has.delete_message(talk.id, second.id)
        return read

    async def before_the_end_again(*of: Any) -> Any:
        read = await read_again(*of)
        discord_has.edit_message(talk.id, last.id, {"content": "Black tea: seven minutes."})
        return read

    monkeypatch.setattr(channel_history, "read_span", before_the_end)
    monkeypatch.setattr(followed_channels, "_messages", before_the_end_again)
    await manager.click(report.response, label="Keep")
    assert "must boil long" in await ask(manager, channel, "how long has water to boil")
    await simcord_bot.cogs["FollowedChannels"].finished()
    assert "seven minutes" in await ask(manager, channel, "how long does black tea take")
    assert "tea-talk · 2 posts" in shown((await manager.slash(channel, "thread list")).response)


async def test_who_opts_out_later_is_not_quoted_any_more(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    bob: MemberActor,
) -> None:
    """The posts of a member who opts out are removed."""
    await add(manager, channel, talk)
    place = SettingsPlace(None)
    await simcord_bot.kept_settings.change(Level.MEMBER, place, bob.id, "quotable", "false")
    await simcord_bot.cogs["FollowedChannels"].finished()
    listed = shown((await manager.slash(channel, "thread list")).response)
    assert "tea-talk · 2 posts" in listed


async def test_what_happened_while_the_bot_was_away_is_caught_up(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """Messages that were edited and deleted unseen are read again when someone first asks.

    Where Discord does not give them, they are read when someone next asks.
    """
    await add(manager, channel, talk)
    first, _, last = talk.history()
    async with unfollowed(simcord_bot) as followed:
        await alice.delete(first)
        await alice.edit(last, "Black tea takes seven minutes.")
    simcord_env.inject_error("GET", f"/channels/{talk.id}/messages", status=503)
    for _ in range(2):
        assert "five minutes" in await ask(alice, channel, "how long does black tea take")
        await followed.finished()
    assert "seven minutes" in await ask(alice, channel, "how long does black tea take")
    listed = shown((await manager.slash(channel, "thread list")).response)
    assert "tea-talk · 2 posts" in listed


async def test_what_happened_while_the_database_was_away_is_caught_up(
    simcord_bot: ThreadBot,
    kept_in_sqlite: Database,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """A message that was deleted then is quoted no more, once someone asked."""
    followed, question = simcord_bot.cogs["FollowedChannels"], "how long does black tea take"
    await add(manager, channel, talk)
    assert "five minutes" in await ask(alice, channel, question)
    await followed.finished()
    with hidden(kept_in_sqlite, "posts"):
        await alice.delete(talk.last_message)
    await ask(alice, channel, question)
    await followed.finished()
    assert "five minutes" not in await ask(alice, channel, question)


async def test_who_opted_out_as_the_database_went_away_is_not_quoted(
    simcord_bot: ThreadBot,
    kept_in_sqlite: Database,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    bob: MemberActor,
) -> None:
    """Posts that could not be removed when their author decided so are, once someone asked."""
    followed, question = simcord_bot.cogs["FollowedChannels"], "how long is green tea"
    await add(manager, channel, talk)
    assert "Two minutes" in await ask(manager, channel, question)
    await followed.finished()
    with hidden(kept_in_sqlite, "posts"):
        place = SettingsPlace(None)
        await simcord_bot.kept_settings.change(Level.MEMBER, place, bob.id, "quotable", "false")
        await followed.finished()
    await ask(manager, channel, question)
    await followed.finished()
    assert "Two minutes" not in await ask(manager, channel, question)


async def test_a_channel_that_the_bot_may_not_read_is_not_quoted(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """Discord does not say then what is deleted there; once it does, the channel is read again."""
    await add(manager, channel, talk)
    followed, question = simcord_bot.cogs["FollowedChannels"], "how long does black tea take"
    assert "five minutes" in await ask(alice, channel, question)
    await followed.finished()
    closing = simcord_bot.get_channel(talk.id)
    await closing.set_permissions(closing.guild.me, read_message_history=False)
    async with unfollowed(simcord_bot):
        await alice.delete(talk.history()[0])
    assert "five minutes" not in await ask(alice, channel, question)
    assert "five minutes" not in await ask(alice, channel, question, private=True)
    await closing.set_permissions(closing.guild.me, read_message_history=True)
    await ask(alice, channel, question)
    await followed.finished()
    assert "five minutes" in await ask(alice, channel, question)
    assert "tea-talk · 2 posts" in shown((await manager.slash(channel, "thread list")).response)


@pytest.mark.parametrize("lost", ["the channel", "a role", "the server"])
async def test_what_happened_while_the_bot_might_not_read_is_caught_up(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    lost: str,
) -> None:
    """A message that was deleted then is quoted no more, also where nobody asked in between."""
    await add(manager, channel, talk)
    followed, question = simcord_bot.cogs["FollowedChannels"], "how long does black tea take"
    assert "five minutes" in await ask(alice, channel, question)
    await followed.finished()
    there = simcord_bot.get_channel(talk.id)
    me, backend = there.guild.me, simcord_env.backend
    rights = {role.id: role.permissions.value for role in me.roles}
    async with without_message_events(simcord_env):
        match lost:
            case "the channel":
                await there.set_permissions(me, read_message_history=False)
            case "a role":
                for id in rights:
                    backend.edit_role(me.guild.id, id, {"permissions": 0})
            case _:
                leave(simcord_env, me.guild)
        await simcord_env.settle()
        backend.delete_message(talk.id, talk.last_message.id)
        match lost:
            case "the channel":
                await there.set_permissions(me, overwrite=None)
            case "a role":
                for id, before in rights.items():
                    backend.edit_role(me.guild.id, id, {"permissions": before})
            case _:
                come_back_to(simcord_env, me.guild)
    await ask(alice, channel, question)
    await followed.finished()
    assert "five minutes" not in await ask(alice, channel, question)


async def test_what_nobody_edited_stays_as_it_is(
    simcord_bot: ThreadBot, channel: ChannelHandle, manager: MemberActor, talk: ChannelHandle
) -> None:
    """Printed numbers and files of messages do not change a post when it is read again."""
    await manager.send(talk, "Rinse the pot (1/3)")
    await manager.send(talk, "Warm the pot (2/3)", attachments=[("pot.png", b"-")])
    await manager.send(talk, "Pour (3/3)")
    first = talk.history()[3]
    await add(manager, channel, talk, first=str(first.id))
    exported = await manager.slash(channel, "thread export")
    before = await exported.response.attachments[0].read()
    assert b"(2/3)" in before
    await come_back(simcord_bot, manager, channel)
    exported = await manager.slash(channel, "thread export")
    assert await exported.response.attachments[0].read() == before


async def test_the_words_of_a_message_are_edited_in_the_message(
    channel: ChannelHandle, talk: ChannelHandle, manager: MemberActor
) -> None:
    """A post that follows a message is not edited by command: the next reading would undo it."""
    await add(manager, channel, talk)
    refused = await manager.slash(channel, "thread edit", number=1)
    assert shown(refused.response).startswith("Post 1 of tea-talk follows its message: when that")


async def test_a_new_session_catches_up_in_every_channel(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    bob: MemberActor,
) -> None:
    """What a lost connection missed is followed, though another channel cannot be read again.

    The posts of someone who opted out are removed too where that was cut short.
    """
    closing = simcord_env.guild.create_text_channel("a-closing-one")
    await alice.send(closing, "Close the lid.")
    await add(manager, channel, closing)
    await add(manager, channel, talk)
    await ask(alice, channel, "how long does black tea take")
    await simcord_bot.cogs["FollowedChannels"].finished()
    async with unfollowed(simcord_bot):
        await alice.delete(talk.history()[0])
        await simcord_bot._database.write(settings.change_member, bob.id, "quotable", "false")
        simcord_bot.kept_settings._members._forget(("member", bob.id))
        closed = simcord_bot.get_channel(closing.id)
        await closed.set_permissions(closed.guild.me, read_message_history=False)
    await come_back(simcord_bot, alice, channel)
    listed = shown((await manager.slash(channel, "thread list")).response)
    assert "tea-talk · 1 post" in listed


async def test_without_the_words_of_messages_posts_keep_theirs(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """A bot that Discord sends no words any more removes none; deletions are followed."""
    await add(manager, channel, talk)
    simcord_bot.cogs["FollowedChannels"]._reads_words = False
    first, _, last = talk.history()
    await alice.edit(last, "Black tea takes seven minutes.")
    await alice.delete(first)
    assert "five minutes" in await ask(alice, channel, "how long does black tea take")
    assert "tea-talk · 2 posts" in shown((await alice.slash(channel, "thread list")).response)


async def test_a_voice_channel_is_read_by_those_who_may_connect(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """Discord hides what is written in a voice channel from those who may not connect to it."""
    guild = simcord_env.guild
    insiders = guild.create_role("Insiders")
    keeper = guild.create_role("Keepers", permissions=discord.Permissions(manage_guild=True))
    dora = guild.add_member(simcord_env.create_user("dora"), roles=[insiders, keeper])
    locked = {
        guild.default_role: discord.PermissionOverwrite(connect=False),
        insiders: discord.PermissionOverwrite(connect=True),
        guild.me: discord.PermissionOverwrite(connect=True),
    }
    lounge = guild.create_voice_channel("lounge")
    for role, overwrite in locked.items():
        voice = simcord_env.bot.get_channel(lounge.id)
        target = role if isinstance(role, discord.Member) else voice.guild.get_role(role.id)
        await voice.set_permissions(target, overwrite=overwrite)
    await simcord_env.settle()
    beside = guild.create_text_channel("beside", overwrites=locked)
    await dora.send(lounge, "The secret tea is oolong.")
    assert "lounge, by dora · 1 post" in await add(dora, channel, lounge)
    question = "which is the secret tea"
    assert "oolong" in await ask(dora, channel, question, private=True)
    assert "oolong" not in await ask(alice, channel, question, private=True)
    assert "oolong" not in await ask(dora, channel, question)  # alice reads along
    assert "oolong" not in await ask(dora, beside, question)


async def test_only_readers_of_the_channel_see_its_thread(
    simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """What was said behind a closed door is shown to those who may enter, and to nobody else."""
    guild = simcord_env.guild
    insiders = guild.create_role("Insiders")
    carol = guild.add_member(simcord_env.create_user("carol"), roles=[insiders])
    closed = guild.create_text_channel(
        "closed",
        overwrites={
            guild.default_role: discord.PermissionOverwrite(view_channel=False),
            insiders: discord.PermissionOverwrite(view_channel=True),
            guild.me: discord.PermissionOverwrite(view_channel=True),
        },
    )
    await carol.send(closed, "The secret tea is oolong.")
    keeper = guild.create_role("Keepers", permissions=discord.Permissions(manage_guild=True))
    dora = guild.add_member(simcord_env.create_user("dora"), roles=[insiders, keeper])
    await add(dora, channel, closed)
    secret, question = "oolong", "which is the secret tea"
    assert secret in await ask(carol, channel, question, private=True)
    assert secret in await ask(carol, closed, question)
    assert secret not in await ask(carol, channel, question)  # alice reads along
    answer = await carol.slash(channel, "thread ask", question=question, private=True)
    shared = await carol.click(answer.response, label="Show to all")
    assert shared.ephemeral
    assert "not everyone who reads along here may read it" in shown(shared.response)
    assert secret not in await ask(alice, channel, question, private=True)
    listed = shown((await alice.slash(channel, "thread list")).response)
    assert "closed" not in listed
    assert await alice.autocomplete(channel, "thread ask", "thread", "clo", question="x") == []


async def test_a_private_thread_is_quoted_to_its_members_alone(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
    bob: MemberActor,
    clock: Clock,
) -> None:
    """In it, in private and in direct messages; who leaves it reads it no more."""
    backend = simcord_env.backend
    inside = await open_thread(simcord_env, channel, "tea", manager, private=True)
    for member in (backend.bot_user, bob):
        backend.add_thread_member(inside.id, member.id)
    await simcord_env.settle()
    await manager.send(inside, "The secret tea is oolong.")
    await add(manager, channel, inside)
    question = "which is the secret tea"
    assert "oolong" in await ask(bob, inside, question)
    for member, sees in ((manager, True), (bob, True), (alice, False)):
        assert ("oolong" in await ask(member, channel, question, private=True)) is sees
        assert "oolong" not in await ask(member, channel, question)
        await member.send_dm(question)
        assert ("oolong" in shown(member.user.dm_channel.last_message)) is sees
    backend.remove_thread_member(inside.id, bob.id)
    await simcord_env.settle()
    clock.now += 61
    assert "oolong" not in await ask(bob, channel, question, private=True)


async def test_a_private_thread_is_quoted_to_nobody_once_the_bot_is_removed_from_it(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    restricted: Callable[..., ChannelHandle],
    manager: MemberActor,
) -> None:
    """Added to it again, the bot does not quote what was deleted while it was out."""
    backend, followed = simcord_env.backend, simcord_bot.cogs["FollowedChannels"]
    channel = restricted(manage_threads=False)
    inside = await open_thread(simcord_env, channel, "tea", manager, private=True)
    backend.add_thread_member(inside.id, backend.bot_user.id)
    await simcord_env.settle()
    secret = await manager.send(inside, "The secret tea is oolong.")
    await manager.send(inside, "Nobody may know of it.")
    await add(manager, channel, inside)
    question = "which is the secret tea"
    assert "oolong" in await ask(manager, inside, question)
    await followed.finished()
    async with without_message_events(simcord_env):
        backend.remove_thread_member(inside.id, backend.bot_user.id)
        await simcord_env.settle()
        assert "oolong" not in await ask(manager, inside, question)
        backend.delete_message(inside.id, secret.id)
        backend.add_thread_member(inside.id, backend.bot_user.id)
        await simcord_env.settle()
    await ask(manager, inside, question)
    await followed.finished()
    assert "Nobody may know" in await ask(manager, inside, "2")
    assert "oolong" not in await ask(manager, inside, question)


async def test_an_archived_thread_is_shown_as_the_server_is_after_a_new_session(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """Who may not read its channel any more reads nothing of it."""
    inside = await open_thread(simcord_env, talk, "tea", manager)
    await manager.send(inside, "The best tea is oolong.")
    await add(manager, channel, inside)
    await simcord_bot.get_channel(talk.id).get_thread(inside.id).edit(archived=True)
    question = "which is the best tea"
    assert "oolong" in await ask(alice, channel, question, private=True)
    guild = simcord_bot.get_channel(talk.id).guild
    leave(simcord_env, guild)
    come_back_to(simcord_env, guild)
    await simcord_env.settle()
    there = simcord_bot.get_channel(talk.id)
    await there.get_thread(inside.id).edit(archived=True)  # Discord tells of none that is archived
    await there.set_permissions(there.guild.me, view_channel=True)
    await there.set_permissions(there.guild.default_role, view_channel=False)
    await simcord_env.settle()
    assert "oolong" not in await ask(alice, channel, question, private=True)


async def test_an_age_restricted_channel_is_quoted_in_such_channels_alone(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """Discord shows it to nobody who is too young, and tells no bot who that is."""
    another = simcord_env.guild.create_text_channel("another")
    for marked in (talk, another):  # the simulated Discord has no such mark
        simcord_bot.get_channel(marked.id).nsfw = True
    await add(manager, talk, talk)
    question, said = "how long does black tea take", "five minutes"
    for place, sees in ((talk, True), (another, True), (channel, False)):
        for private in (True, False):
            assert (said in await ask(alice, place, question, private=private)) is sees
    await alice.send_dm(question)
    assert said not in shown(alice.user.dm_channel.last_message)


async def test_a_post_from_an_age_restricted_channel_is_bookmarked_by_nobody(
    simcord_bot: ThreadBot, talk: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """Bookmarks are read in direct messages and everywhere, where Discord asks for no age."""
    await add(manager, talk, talk)
    asked = {"number": 2, "thread": "tea-talk", "private": True}
    answer = (await alice.slash(talk, "thread post", **asked)).response
    await alice.context_menu(talk, "Bookmark", answer)
    card = alice.user.dm_channel.last_message
    assert "Two minutes for green tea" in shown(card)
    simcord_bot.get_channel(talk.id).nsfw = True
    result = await alice.context_menu(talk, "Bookmark", answer)
    assert "age-restricted" in shown(result.response)
    assert alice.user.dm_channel.last_message.id == card.id


async def test_in_a_discord_thread_that_was_made_one_it_is_meant(
    simcord_env: Env, talk: ChannelHandle, manager: MemberActor, alice: MemberActor
) -> None:
    """What is asked in a Discord thread that became a thread means that one."""
    inside = await open_thread(simcord_env, talk, "On milk", alice)
    await alice.send(inside, "Milk goes in after the tea.")
    await add(manager, talk, inside)
    assert "Milk goes in after the tea." in await ask(alice, inside, "1")


async def test_a_deleted_channel_takes_its_thread_along(
    simcord_env: Env,
    channel: ChannelHandle,
    talk: ChannelHandle,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """What Discord has deleted is kept nowhere."""
    await add(manager, channel, talk)
    simcord_env.backend.delete_channel(talk.id)
    await simcord_env.settle()
    listed = shown((await alice.slash(channel, "thread list")).response)
    assert "tea-talk" not in listed
