"""``/thread privacy``, and what is left of a server that the bot leaves."""

import asyncio
import json
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor
from simcord.results import InteractionResult
from sqlalchemy import Connection, text

from bot.chat.discord import ThreadBot
from bot.chat.discord.cogs.privacy import PrivacyCog
from bot.chat.discord.delivery import Send
from bot.knowledge import Post, Thread
from bot.reading import vote_table
from bot.reading.vote_table import LabelledQuestion
from bot.storage import servers, settings, threads
from bot.storage.database import Database
from bot.storage.threads import Message

from .conftest import Clock
from .screen import panel_parts, panel_text

DAY = 24 * 60 * 60
NOTHING = "Nothing."


@pytest.fixture(autouse=True)
async def _filled(
    simcord_env: Env, kept_in_sqlite: Database, channel: ChannelHandle, alice: MemberActor
) -> None:
    """The server has a setting, and a thread with a post of alice's; alice has a setting."""
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"))
    server = channel.guild.id
    talk = Thread("talk", "Talk", (Post(1, "One."), Post(2, "Two.")))
    one, two = await alice.send(channel, "One."), await carol.send(channel, "Two.")
    messages = {1: Message(one.id, alice.id), 2: Message(two.id, carol.id)}
    kept_in_sqlite.write_now(settings.change_server, server, "quotes", "1")
    kept_in_sqlite.write_now(threads.add, server, talk, 0, channel.id, messages)
    kept_in_sqlite.write_now(settings.change_member, alice.id, "language", "en")


async def show(member: MemberActor, channel: ChannelHandle) -> InteractionResult:
    return await member.slash(channel, "thread privacy")


async def exported(result: InteractionResult) -> dict[str, list[dict[str, object]]]:
    (file,) = result.response.attachments
    return json.loads(await file.read())


async def test_people_read_what_is_kept(
    channel: ChannelHandle, alice: MemberActor, bob: MemberActor
) -> None:
    """Everyone reads, alone, what is kept about the server and about them."""
    result = await show(alice, channel)
    assert result.ephemeral
    of_server, of_alice = panel_text(result).split("### ")[1:]
    assert "**Posts of threads: words, dates, links: 2**\n-# the server's id;" in of_server
    assert "**Settings of a person: 1**" in of_alice
    assert "**Posts of threads: words, dates, links: 1**" in of_alice
    assert "deleted after 30 days" in of_alice
    _, of_bob = panel_text(await show(bob, channel)).split("### ")[1:]
    assert NOTHING in of_bob


async def test_one_exports_what_is_ones_own(channel: ChannelHandle, alice: MemberActor) -> None:
    """A member gets a file with their rows, for their eyes only, and nothing of others."""
    result = await show(alice, channel)
    result = await alice.click(result.response, custom_id="privacy:export:member")
    assert result.ephemeral
    rows = await exported(result)
    assert [row["text"] for row in rows["posts"]] == ["One."]
    assert rows["member_settings"][0]["value"] == "en"


async def test_one_deletes_what_is_ones_own(channel: ChannelHandle, alice: MemberActor) -> None:
    """After a second press a member's settings and posts are gone, from answers too."""
    result = await alice.send(channel, "!thread talk: 1")
    assert "One." in channel.last_message.embeds[0].description
    result = await show(alice, channel)
    result = await alice.click(result.response, custom_id="privacy:ask:member")
    assert "Nobody can bring them back" in panel_text(result)
    result = await alice.click(result.response, custom_id="privacy:delete:member")
    assert (
        panel_text(result).split("### ")[2].startswith(f"Kept about you, in all servers\n{NOTHING}")
    )
    await alice.send(channel, "!thread talk: 1")
    assert channel.last_message.content.startswith("Talk has no post 1")


async def test_managers_export_and_delete_what_is_the_servers(
    channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """Those who may manage the server get its rows, and can delete them; others cannot."""
    result = await show(alice, channel)
    ids = [one.get("custom_id") for one in panel_parts(result)]
    assert "privacy:ask:server" not in ids
    result = await show(manager, channel)
    file = await exported(await manager.click(result.response, custom_id="privacy:export:server"))
    assert [row["text"] for row in file["posts"]] == ["One.", "Two."]
    result = await manager.click(result.response, custom_id="privacy:ask:server")
    result = await manager.click(result.response, custom_id="privacy:delete:server")
    assert NOTHING in panel_text(result).split("### ")[1]
    await alice.send(channel, "!thread talk: 2")
    assert not channel.last_message.embeds


async def test_second_thoughts_delete_nothing(channel: ChannelHandle, alice: MemberActor) -> None:
    """Who keeps it after the question has everything as before."""
    before = await show(alice, channel)
    result = await alice.click(before.response, custom_id="privacy:ask:member")
    result = await alice.click(result.response, custom_id="privacy:show:member")
    assert panel_text(result) == panel_text(await show(alice, channel))


async def test_a_server_that_removes_the_bot_is_forgotten_after_thirty_days(
    simcord_env: Env, channel: ChannelHandle, kept_in_sqlite: Database, wall_clock: Clock
) -> None:
    """Its rows stay for thirty days, since it may invite the bot again."""
    await simcord_env.bot.get_guild(channel.guild.id).leave()
    await simcord_env.settle()
    cog = simcord_env.bot.get_cog("LeftServers")
    wall_clock.now += 30 * DAY - 1
    await cog.compare()
    assert kept_in_sqlite.read_now(servers.server_ids) == [channel.guild.id]
    wall_clock.now += 1
    await cog.compare()
    assert kept_in_sqlite.read_now(servers.server_ids) == []


async def test_a_server_that_is_back_is_not_forgotten_before_that_is_noted(
    simcord_env: Env, channel: ChannelHandle, kept_in_sqlite: Database, wall_clock: Clock
) -> None:
    """Nothing is deleted while the database does not take who is there again."""
    server = channel.guild.id
    kept_in_sqlite.write_now(servers.note_left, [server], int(wall_clock.now))
    fail = "CREATE TRIGGER full BEFORE UPDATE ON servers BEGIN INSERT INTO nowhere VALUES (1); END"
    kept_in_sqlite.write_now(Connection.execute, text(fail))
    wall_clock.now += 31 * DAY
    await simcord_env.bot.get_cog("LeftServers").compare()
    assert kept_in_sqlite.read_now(servers.server_ids) == [server]


async def test_servers_left_while_the_bot_was_down_are_noticed(
    simcord_env: Env, channel: ChannelHandle, kept_in_sqlite: Database, wall_clock: Clock
) -> None:
    """A server in which the bot no longer is counts as left from the comparison on."""
    kept_in_sqlite.write_now(settings.change_server, 1 << 30, "quotes", "1")
    cog = simcord_env.bot.get_cog("LeftServers")
    await cog.compare()
    wall_clock.now += 30 * DAY
    await cog.compare()
    assert kept_in_sqlite.read_now(servers.server_ids) == [channel.guild.id]


async def test_what_a_manager_may_not_read_is_not_exported(
    simcord_bot: ThreadBot, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Those who may manage the server get no words from a channel that is closed to them."""
    closed = simcord_bot.get_channel(channel.id)
    role = discord.utils.get(closed.guild.roles, name="Managers")
    result = await show(manager, channel)
    await closed.set_permissions(role, read_message_history=False)
    file = await exported(await manager.click(result.response, custom_id="privacy:export:server"))
    assert "threads" not in file
    assert "posts" not in file
    assert file["server_settings"]


async def test_threads_of_a_closed_channel_are_not_counted(
    simcord_bot: ThreadBot,
    channel: ChannelHandle,
    alice: MemberActor,
    kept_in_sqlite: Database,
) -> None:
    """Who may not read a channel does not learn that there is a thread of it, or a vote on it."""
    for thread_id in ("talk", "bread"):
        vote = LabelledQuestion(channel.guild.id, 7, len(thread_id), channel.id, thread_id)
        kept_in_sqlite.write_now(vote_table.add, vote)
    closed = simcord_bot.get_channel(channel.id)
    await closed.set_permissions(closed.guild.default_role, read_message_history=False)
    of_server, _ = panel_text(await show(alice, channel)).split("### ")[1:]
    assert "Settings of the server: 1" in of_server
    assert "Which posts answer questions, as members said: 1" in of_server
    assert "Threads:" not in of_server
    assert "Posts of threads" not in of_server


class ReadsAtOnce:
    """A database that notes how many of its reads are under way at most."""

    def __init__(self) -> None:
        self.under_way = self.most = 0

    async def read(self, *work: object) -> list[object]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.001)
        self.under_way -= 1
        return []


class Looking:
    """Someone who looks at what is kept, in a direct message."""

    guild_id = None
    person = discord.Object(1)
    language = "en"


class NoManager:
    def manages(self, incoming: object) -> bool:
        return False


async def test_who_looks_thirty_times_leaves_room_for_others() -> None:
    """What is kept is read for one of a member's presses at a time."""
    database, shown_panels = ReadsAtOnce(), []

    async def show(**fields: Any) -> None:
        shown_panels.append(fields)

    cog = PrivacyCog(None, None, NoManager(), None, None, None)
    await asyncio.gather(*(cog._show(database, Looking, Send(show)) for _ in range(30)))
    assert (len(shown_panels), database.most) == (30, 1)
