"""What is kept of servers: enough to know everyone's permissions."""

import copy
from typing import Any

import discord
import pytest
from discord.ext import commands

from bot.chat.discord.lean_guilds import keep_less_of_guilds

SERVER, READERS, ALICE = 1, 2, 9
ALL, NOTHING = str(discord.Permissions.all().value), "0"
VIEW, SEND = (
    str(discord.Permissions(view_channel=True).value),
    str(discord.Permissions(send_messages=True).value),
)
USER = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None, "bot": True}


def role(id: int, permissions: str) -> dict[str, Any]:
    return {
        "id": str(id), "name": f"role {id}", "color": 0, "hoist": False, "position": 0,
        "permissions": permissions, "managed": False, "mentionable": False, "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip


def channel(id: int, *overwrites: tuple[int, int, str, str]) -> dict[str, Any]:
    return {
        "id": str(id), "guild_id": str(SERVER), "type": 0, "name": f"channel {id}", "position": id,
        "topic": "What is said here", "last_message_id": "77", "nsfw": False, "parent_id": None,
        "permission_overwrites": [
            {"id": str(to), "type": type, "allow": allow, "deny": deny}
            for to, type, allow, deny in overwrites
        ],
    }  # fmt: skip


MEMBER: Any = {
    "user": {**USER, "id": str(ALICE)}, "roles": [str(READERS)], "joined_at": None,
    "deaf": False, "mute": False, "flags": 0,
}  # fmt: skip
GUILD: dict[str, Any] = {
    "id": str(SERVER), "name": "Bakers", "owner_id": "8", "unavailable": False, "icon": "0" * 32,
    "description": "A place to talk", "features": ["NEWS"], "preferred_locale": "de",
    "roles": [role(SERVER, VIEW), role(READERS, NOTHING)], "emojis": [], "stickers": [],
    "channels": [
        channel(11, (READERS, 0, SEND, NOTHING), (SERVER, 0, NOTHING, SEND)),
        channel(12, (READERS, 0, SEND, NOTHING), (SERVER, 0, NOTHING, SEND)),
        channel(13, (READERS, 0, SEND, NOTHING), (ALICE, 1, NOTHING, VIEW)),
        channel(14),
    ],
    "members": [],
}  # fmt: skip


def connected(*, lean: bool) -> tuple[commands.AutoShardedBot, discord.Guild]:
    """A client that has been described the server."""
    client = commands.AutoShardedBot("!", intents=discord.Intents(guilds=True), shard_count=1)
    state = client._connection
    state.user = discord.ClientUser(state=state, data=USER)
    state.dispatch = lambda *_: None
    if lean:
        keep_less_of_guilds(client)
    state.parsers["GUILD_CREATE"](copy.deepcopy(GUILD))
    guild = client.get_guild(SERVER)
    assert guild is not None
    return client, guild


def permissions(guild: discord.Guild) -> dict[int, tuple[int, ...]]:
    """What the member and each role may do in each channel."""
    alice = discord.Member(data=MEMBER, guild=guild, state=guild._state)
    return {
        one.id: tuple(one.permissions_for(who).value for who in (alice, *guild.roles))
        for one in guild.channels
    }


def test_permissions_are_those_of_discord_py() -> None:
    """Who may read and write where does not depend on what is left out."""
    (_, kept), (_, whole) = connected(lean=True), connected(lean=False)
    assert permissions(kept) == permissions(whole)
    assert [str(role) for role in kept.roles] == [str(role) for role in whole.roles]
    assert kept.preferred_locale == whole.preferred_locale


def test_a_change_of_one_channel_changes_no_other() -> None:
    """Channels share their permissions until Discord changes those of one."""
    client, guild = connected(lean=True)
    before = permissions(guild)
    changed = channel(11, (SERVER, 0, NOTHING, VIEW))
    client._connection.parsers["CHANNEL_UPDATE"](changed)
    after = permissions(guild)
    assert after[11] != before[11]
    assert {id: after[id] for id in (12, 13, 14)} == {id: before[id] for id in (12, 13, 14)}


@pytest.mark.parametrize("id", [11, 14])
def test_what_is_never_read_is_not_kept(id: int) -> None:
    """Neither a channel's topic nor a server's description takes memory."""
    client, guild = connected(lean=True)
    client._connection.parsers["CHANNEL_UPDATE"](channel(id))
    found = guild.get_channel(id)
    assert isinstance(found, discord.TextChannel)
    assert (found.topic, found.last_message_id, guild.description) == (None, None, None)
    assert found.name == f"channel {id}"
