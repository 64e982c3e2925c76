"""Threads that are read from channels of Discord: who may, what is read, and what follows."""

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor
from sqlalchemy import Connection, text

from bot.chat.discord import ThreadBot
from bot.settings import Level
from bot.storage.database import Database
from bot.storage.kept_settings import SettingsPlace

from .screen import shown
from .simulation import open_thread

pytestmark = pytest.mark.usefixtures("kept_in_sqlite")

READERS_ONLY = {"view_channel": True, "read_message_history": True, "send_messages": True}


@pytest.fixture(autouse=True)
async def _registered(simcord_env: Env) -> None:
    simcord_env.settle_timeout = 60.0  # an import starts a process
    await simcord_env.bot.tree.sync()


@pytest.fixture
def admin(simcord_env: Env, channel: ChannelHandle) -> MemberActor:
    """A member with Manage Server."""
    permissions = discord.Permissions(manage_guild=True)
    role = simcord_env.guild.create_role("Admins", permissions=permissions)
    return simcord_env.guild.add_member(simcord_env.create_user("admin"), roles=[role])


@pytest.fixture
async def talk(simcord_env: Env, alice: MemberActor, bob: MemberActor) -> ChannelHandle:
    """A channel in which alice and bob wrote about tea."""
    channel = simcord_env.guild.create_text_channel("tea-talk")
    await alice.send(channel, "Water for tea has to boil first.")
    await bob.send(channel, "Two minutes for green tea are enough.")
    await alice.send(channel, "Black tea takes five minutes.")
    return channel


async def add(admin: MemberActor, at: ChannelHandle, talk: ChannelHandle, **options) -> str:
    """Make a thread of a channel and keep it; return the report."""
    result = await admin.slash(at, "thread add", channel=talk, **options)
    report = shown(result.response)
    await admin.click(result.response, label="Keep")
    return report


async def ask(actor: MemberActor, channel: ChannelHandle, question: str, **options) -> str:
    return shown((await actor.slash(channel, "thread ask", question=question, **options)).response)


async def test_a_channel_becomes_a_thread(
    channel: ChannelHandle, talk: ChannelHandle, admin: MemberActor, alice: MemberActor
) -> None:
    """Its messages are posts with their authors and links, and can be asked about at once."""
    report = await add(admin, channel, talk)
    assert "tea-talk · 3 posts · tea-talk" in report
    assert "Water for tea has to boil first." in report
    answer = await ask(alice, channel, "how long for green tea")
    assert "Two minutes for green tea are enough." in answer
    assert "tea-talk, by bob" in answer


async def test_a_span_of_messages_becomes_a_thread(
    channel: ChannelHandle, talk: ChannelHandle, admin: MemberActor
) -> None:
    """The first and the last message can be named by link or id."""
    first, second, _ = talk.history()
    report = await add(admin, channel, talk, first=str(first.id), last=second.jump_url)
    assert "tea-talk · 2 posts" in report


async def test_edits_and_deletions_are_followed(
    channel: ChannelHandle, talk: ChannelHandle, admin: MemberActor, alice: MemberActor
) -> None:
    """A post has its message's new words, and goes with its message."""
    await add(admin, channel, talk)
    _, _, last = talk.history()
    await alice.edit(last, "Black tea takes seven minutes.")
    assert "seven minutes" in await ask(alice, channel, "how long does black tea take")
    await alice.delete(last)
    assert "seven" not in await ask(alice, channel, "how long does black tea take")
    assert "tea-talk · 2 posts" in shown((await alice.slash(channel, "thread list")).response)


async def test_who_opted_out_is_not_quoted(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    admin: MemberActor,
    bob: MemberActor,
) -> None:
    """A member who does not want to be quoted is in no thread."""
    place = SettingsPlace(None)
    await simcord_bot.kept_settings.change(Level.MEMBER, place, bob.id, "quotable", "false")
    assert "tea-talk, by alice · 2 posts" in await add(admin, channel, talk)


async def test_nobody_is_quoted_while_opt_outs_cannot_be_read(
    kept_in_sqlite: Database, channel: ChannelHandle, talk: ChannelHandle, admin: MemberActor
) -> None:
    """No thread is made of a channel while it is not known who does not want to be quoted."""
    hidden = text("ALTER TABLE member_settings RENAME TO hidden")
    kept_in_sqlite.write_now(Connection.execute, hidden)
    result = await admin.slash(channel, "thread add", channel=talk)
    assert "Water for tea" not in shown(result.response)


async def test_who_opts_out_later_is_not_quoted_any_more(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    admin: MemberActor,
    bob: MemberActor,
) -> None:
    """The posts of a member who opts out are removed."""
    await add(admin, channel, talk)
    place = SettingsPlace(None)
    await simcord_bot.kept_settings.change(Level.MEMBER, place, bob.id, "quotable", "false")
    await simcord_bot.cogs["FollowedChannels"].finished()
    listed = shown((await admin.slash(channel, "thread list")).response)
    assert "tea-talk · 2 posts" in listed


async def test_what_happened_while_the_bot_was_away_is_caught_up(
    simcord_env: Env,
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    talk: ChannelHandle,
    admin: MemberActor,
    alice: MemberActor,
) -> None:
    """Messages that were edited and deleted unseen are read again when someone first asks."""
    await add(admin, channel, talk)
    first, _, last = talk.history()
    followed = simcord_bot.cogs["FollowedChannels"]
    await simcord_bot.remove_cog("FollowedChannels")
    await alice.delete(first)
    await alice.edit(last, "Black tea takes seven minutes.")
    assert "five minutes" in await ask(alice, channel, "how long does black tea take")
    followed._caught_up.clear()
    await simcord_bot.add_cog(followed)
    await ask(alice, channel, "how long does black tea take")
    await followed.finished()
    assert "seven minutes" in await ask(alice, channel, "how long does black tea take")
    listed = shown((await admin.slash(channel, "thread list")).response)
    assert "tea-talk · 2 posts" in listed


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
    assert secret not in await ask(alice, channel, question, private=True)
    listed = shown((await alice.slash(channel, "thread list")).response)
    assert "closed" not in listed
    assert await alice.autocomplete(channel, "thread ask", "thread", "clo", question="x") == []


async def test_in_a_discord_thread_that_was_made_one_it_is_meant(
    simcord_env: Env, talk: ChannelHandle, admin: MemberActor, alice: MemberActor
) -> None:
    """What is asked in a Discord thread that became a thread means that one."""
    inside = await open_thread(simcord_env, talk, "On milk", alice)
    await alice.send(inside, "Milk goes in after the tea.")
    await add(admin, talk, inside)
    assert "Milk goes in after the tea." in await ask(alice, inside, "1")


async def test_a_deleted_channel_takes_its_thread_along(
    simcord_env: Env,
    channel: ChannelHandle,
    talk: ChannelHandle,
    admin: MemberActor,
    alice: MemberActor,
) -> None:
    """What Discord has deleted is kept nowhere."""
    await add(admin, channel, talk)
    simcord_env.backend.delete_channel(talk.id)
    await simcord_env.settle()
    listed = shown((await alice.slash(channel, "thread list")).response)
    assert "tea-talk" not in listed
