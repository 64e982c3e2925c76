"""``/thread settings``: what members see there, and what they may change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor
from simcord.results import InteractionResult

from bot.answering.engine import AnswerEngine
from bot.chat.discord.settings_panel import UNSET, Panel
from bot.knowledge import Post, Thread
from bot.settings import DECLARED, Level, Settings
from bot.settings_in_force import SettingsInForce
from bot.storage import settings as statements
from bot.storage.database import Database

from .screen import panel_parts, panel_text, parts

pytestmark = pytest.mark.usefixtures("kept_in_sqlite")

NAMES, VALUES = "settings:name:{}", "settings:value:{}:{}"
READ_ONLY = "Members with Manage Server, or with one of the roles of admins, change these settings."


def selects(result: InteractionResult) -> list[str]:
    return [one["custom_id"] for one in panel_parts(result) if "custom_id" in one]


async def choose(
    member: MemberActor, result: InteractionResult, level: Level, name: str, *values: object
) -> InteractionResult:
    """Go to a level, choose a setting there, and then its values."""
    result = await member.select(result.response, [level.value], custom_id="settings:level")
    custom_id = NAMES.format(level.value)
    result = await member.select(result.response, [name], custom_id=custom_id)
    custom_id = VALUES.format(level.value, name)
    return await member.select(result.response, list(values), custom_id=custom_id)


async def test_the_panel_shows_what_is_in_force_and_from_where(
    channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """Each setting has its value, its origin and what it is; only the asker sees the panel."""
    result = await alice.slash(channel, "thread settings")
    assert result.ephemeral
    assert "**Quotes:** `3` · the operator's\n-# the most posts that an answer" in panel_text(
        result
    )
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.SERVER, "quotes", "1")
    assert "**Quotes:** `1` · the server's" in panel_text(result)
    result = await choose(manager, result, Level.SERVER, "quotes", UNSET)
    assert "**Quotes:** `3` · the operator's" in panel_text(result)


async def test_a_change_counts_for_the_next_question(
    channel: ChannelHandle, alice: MemberActor, manager: MemberActor
) -> None:
    """What is changed in the panel is in force at once, in a channel as for a server."""
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.CHANNEL, "answers", "false")
    assert "**Answers:** no · the channel's" in panel_text(result)
    await alice.send(channel, "!thread 3")
    assert not any(message.author.bot for message in channel.history())


async def test_members_change_their_own_settings_alone(
    channel: ChannelHandle, alice: MemberActor, bob: MemberActor
) -> None:
    """Without Manage Server one reads a server's settings, and changes one's own."""
    result = await alice.slash(channel, "thread settings")
    assert READ_ONLY in panel_text(result)
    assert selects(result) == ["settings:level"]
    result = await choose(alice, result, Level.MEMBER, "language", "de")
    assert "**Sprache:** Deutsch · von dir" in panel_text(result)
    assert "Sprache" not in panel_text(await bob.slash(channel, "thread settings"))


async def test_roles_of_admins_may_change_settings(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """The server names the roles that may change its settings; they are no more than that."""
    role = simcord_env.guild.create_role("Librarians")
    carol = simcord_env.guild.add_member(simcord_env.create_user("carol"), roles=[role])
    assert READ_ONLY in panel_text(await carol.slash(channel, "thread settings"))
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.SERVER, "admin_roles", role)
    assert f"<@&{role.id}>" in panel_text(result)
    result = await choose(
        carol, await carol.slash(channel, "thread settings"), Level.SERVER, "quotes", "2"
    )
    assert "**Quotes:** `2` · the server's" in panel_text(result)
    result = await carol.slash(channel, "thread reload")
    assert "Only the bot's owner" in result.response.content


async def test_rights_are_checked_at_each_choice(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Who lost the right while the panel was open changes nothing with it."""
    result = await manager.slash(channel, "thread settings")
    custom_id = NAMES.format("server")
    result = await manager.select(result.response, ["quotes"], custom_id=custom_id)
    guild = simcord_env.bot.get_guild(simcord_env.guild.id)
    (role,) = (one for one in guild.roles if one.name == "Managers")
    await role.edit(permissions=discord.Permissions.none())
    custom_id = VALUES.format("server", "quotes")
    result = await manager.select(result.response, ["1"], custom_id=custom_id)
    assert READ_ONLY in panel_text(result)
    assert "**Quotes:** `3` · the operator's" in panel_text(result)


async def test_an_old_panel_changes_nothing_in_a_server_that_the_bot_left(
    kept_in_sqlite: Database,
    channel: ChannelHandle,
    manager: MemberActor,
    change_interactions: Callable[..., None],
) -> None:
    """Nothing is kept about a server without the bot, where only a member installed the app."""
    result = await manager.slash(channel, "thread settings")
    custom_id = NAMES.format("server")
    result = await manager.select(result.response, ["quotes"], custom_id=custom_id)
    change_interactions(guild_id="42", authorizing_integration_owners={"1": str(manager.id)})
    custom_id = VALUES.format("server", "quotes")
    result = await manager.select(result.response, ["1"], custom_id=custom_id)
    assert READ_ONLY in panel_text(result)
    assert kept_in_sqlite.read_now(statements.of_server, 42) == ({}, {})


@pytest.mark.settings(questions_per_member=1)
async def test_changes_are_counted_as_requests(channel: ChannelHandle, alice: MemberActor) -> None:
    """A member who changes settings again and again is asked to slow down; nothing is kept then."""
    result = await alice.slash(channel, "thread settings")
    result = await choose(alice, result, Level.MEMBER, "quotable", "false")
    assert "**Quotable:** no · yours" in panel_text(result)
    result = await choose(alice, result, Level.MEMBER, "quotable", "true")
    assert "I can answer again in" in panel_text(result)
    assert "**Quotable:** no · yours" in panel_text(result)


async def test_a_value_can_be_typed(channel: ChannelHandle, manager: MemberActor) -> None:
    """A prefix is typed in a window; what does not fit is said, and changes nothing."""
    custom_id = NAMES.format("server")
    for typed, line in (("?", "**Prefix:** `?` · the server's"), ("a b", "“a b” does not fit.")):
        result = await manager.slash(channel, "thread settings")
        window = await manager.select(result.response, ["prefix"], custom_id=custom_id)
        result = await manager.submit_modal(window, {"value": typed})
        assert line in panel_text(result)
        assert "**Prefix:** `?` · the server's" in panel_text(result)


async def test_what_waits_for_other_writes_is_acknowledged_before(
    simcord_env: Env,
    channel: ChannelHandle,
    manager: MemberActor,
    kept_in_sqlite: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Discord waits three seconds, and someone else's thread may be written just now."""
    write, said = kept_in_sqlite.write, []

    async def writing(*work: Any) -> Any:
        sent = [one for one in simcord_env.http_requests if one.path.endswith("/callback")]
        said.append(sent[-1].json["type"])
        return await write(*work)

    panel = await manager.slash(channel, "thread settings")
    monkeypatch.setattr(kept_in_sqlite, "write", writing)
    panel = await choose(manager, panel, Level.SERVER, "quotes", "2")
    assert "**Quotes:** `2`" in panel_text(panel)
    panel = await manager.slash(channel, "thread privacy")
    for act in ("ask", "delete"):
        panel = await manager.click(panel.response, custom_id=f"privacy:{act}:server")
    assert "**Settings" not in panel_text(panel).split("### ")[1]
    assert said == [6, 6]


async def test_a_channel_gets_its_thread(channel: ChannelHandle, manager: MemberActor) -> None:
    """The threads that can be asked are offered by their titles."""
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.CHANNEL, "thread", "bread")
    assert "**Thread:** `bread` · the channel's" in panel_text(result)


async def test_of_many_threads_the_channels_is_typed(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Where a select cannot hold all threads, one is named by its id or title in a window."""
    own, server = simcord_env.bot._server_threads, simcord_env.guild.id
    for number in range(25):
        posts = (Post(1, "Boil water."),)
        await own.add(server, Thread(f"tea-{number}", f"Cup {number}", posts, language="en"))
    for typed, line in (
        ("TEA-2", "**Thread:** `tea-2` · the channel's"),
        ("cup 24", "**Thread:** `tea-24` · the channel's"),
        ("tea", "“tea” does not fit."),
        ("coffee", "“coffee” does not fit."),
    ):
        result = await manager.slash(channel, "thread settings")
        result = await manager.select(result.response, ["channel"], custom_id="settings:level")
        custom_id = NAMES.format("channel")
        window = await manager.select(result.response, ["thread"], custom_id=custom_id)
        result = await manager.submit_modal(window, {"value": typed})
        assert line in panel_text(result)


async def test_what_is_set_is_chosen_beforehand(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Who adds a role to a list sees those that are in it, and a wider value is not chosen."""
    role = simcord_env.guild.create_role("Librarians")
    for name, value, chosen in (
        ("admin_roles", role, [{"id": role.id, "type": "role"}]),
        ("reference_channels", channel, [{"id": channel.id, "type": "channel"}]),
    ):
        result = await manager.slash(channel, "thread settings")
        await choose(manager, result, Level.SERVER, name, value)
        assert (await select_of(manager, channel, name))["default_values"] == chosen
    assert options_of(await select_of(manager, channel, "quotes")) == {UNSET}
    result = await manager.slash(channel, "thread settings")
    await choose(manager, result, Level.SERVER, "quotes", "2")
    assert options_of(await select_of(manager, channel, "quotes")) == {"2"}


async def select_of(member: MemberActor, channel: ChannelHandle, name: str) -> dict:
    """The select of the values of a setting of the server."""
    result = await member.slash(channel, "thread settings")
    result = await member.select(result.response, [name], custom_id=NAMES.format("server"))
    custom_id = VALUES.format("server", name)
    return next(one for one in panel_parts(result) if one.get("custom_id") == custom_id)


def options_of(select: dict) -> set[str]:
    """The values of a select that are chosen beforehand."""
    return {one["value"] for one in select["options"] if one.get("default")}


async def test_a_channel_keeps_its_thread_when_others_are_picked(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, kept_in_sqlite: Database
) -> None:
    """A channel that is bound to a thread stays bound to it while it is picked."""
    other = simcord_env.guild.create_text_channel("other")
    bound = f"{channel.id}=bread"
    await kept_in_sqlite.change(
        ("server", channel.guild.id),
        statements.change_server,
        channel.guild.id,
        "reference_channels",
        bound,
    )
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.SERVER, "reference_channels", channel, other)
    assert f"<#{channel.id}>=bread <#{other.id}>" in panel_text(result)


async def test_reference_channels_are_picked(channel: ChannelHandle, manager: MemberActor) -> None:
    """Channels are picked from Discord's own list, and none picked means not set."""
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.SERVER, "reference_channels", channel)
    assert f"<#{channel.id}>" in panel_text(result)
    result = await choose(manager, result, Level.SERVER, "reference_channels")
    assert "**Channels for named posts:** not set" in panel_text(result)


@pytest.mark.settings(reference_channels=("42=rye",))
async def test_a_thread_that_someone_may_not_see_is_not_named(
    engine: AnswerEngine, folder: Path, channel: ChannelHandle, manager: MemberActor
) -> None:
    """Of what the operator and the server set, no more is read than what one may ask about."""
    result = await manager.slash(channel, "thread settings")
    result = await choose(manager, result, Level.CHANNEL, "thread", "bread")
    assert "**Thread:** `bread`" in panel_text(result)
    for id in ("bread", "rye"):
        posts = "posts: [{number: 1, text: Rye.}]"
        (folder / f"{id}.yaml").write_text(f"title: {id}\nservers: [42]\n{posts}\n")
    engine.reload()
    result = await manager.slash(channel, "thread settings")
    assert "**Channels for named posts:** <#42>=…" in panel_text(result)
    result = await manager.select(result.response, ["channel"], custom_id="settings:level")
    assert "**Thread:** `…`" in panel_text(result)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_panel_fits_into_a_message(language: str) -> None:
    """However many roles and channels are in force, Discord takes the panel."""
    ids = tuple(range(10**19, 10**19 + 100))
    channels = tuple(f"{one}={'_' * 100}" for one in ids)
    levels = dict.fromkeys(("roles", "admin_roles", "reference_channels"), Level.SERVER)
    settings = Settings(roles=ids, admin_roles=ids, reference_channels=channels)
    in_force, seen = SettingsInForce(settings, levels), ["_" * 100]
    panel = Panel(Level.SERVER, (Level.SERVER,), in_force, language, seen=seen)
    assert panel.view().content_length() <= 4000


async def test_in_a_direct_message_there_are_ones_own_settings(
    simcord_env: Env, channel: ChannelHandle
) -> None:
    """Alone with the bot, one sees and changes what is one's own."""
    user = simcord_env.create_user("dora")
    simcord_env.guild.add_member(user)
    result = await user.slash("thread settings")
    assert panel_text(result).startswith("### Your settings")
    assert selects(result) == ["settings:name:member"]


def test_no_thread_breaks_the_choice_of_a_thread() -> None:
    """An id that Discord cannot send back is left out, and one like an option is no option."""
    posts = (Post(1, "Boil water."),)
    threads = [Thread(id, "Tea", posts) for id in ("unset", "x" * 101, "\ud800")]
    panel = Panel(
        Level.CHANNEL,
        (Level.CHANNEL,),
        SettingsInForce(Settings(), {}),
        "en",
        changing=DECLARED["thread"],
        threads=threads,
    )
    everything = list(parts(panel.view().to_components()))
    select = next(
        one for one in everything if one.get("custom_id") == "settings:value:channel:thread"
    )
    assert [one["value"] for one in select["options"]] == [UNSET, "unset"]


@pytest.mark.parametrize(
    "custom_id", ["settings:name:operator", "settings:level", "settings:name:x"]
)
async def test_a_panel_of_another_version_is_renewed(
    simcord_env: Env, channel: ChannelHandle, manager: MemberActor, custom_id: str
) -> None:
    """A choice of a level that there is not, or not any more, shows one's own settings."""
    result = await manager.slash(channel, "thread settings")
    stored = simcord_env.backend.get_message(channel.id, result.response.id)
    select = next(one for one in parts(stored.components) if one.get("options"))
    select["custom_id"], select["options"][0]["value"] = custom_id, "operator"
    result = await manager.select(result.response, ["operator"], custom_id=custom_id)
    assert panel_text(result).startswith("### Your settings")
