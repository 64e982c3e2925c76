"""What discord.py keeps of servers, without what the bot never reads."""

import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

import discord

_Overwrite: TypeAlias = tuple[int, int, int, int]
"""The id, what is allowed and denied, and the type of a permission overwrite."""

_OF_GUILD = ("description", "icon", "splash", "discovery_splash", "banner", "features")
_OF_CHANNEL = ("topic", "last_message_id")
"""What of a server and of a channel is not kept."""


def keep_less_of_guilds(client: discord.Client) -> None:
    """Make the client keep half as much of each server.

    Servers call channels and roles alike, and most channels have the permissions of their category.
    So names and permissions are shared: discord.py replaces those of a channel whole, and never
    changes them.
    """
    parsers = client._connection.parsers
    parsers["GUILD_CREATE"] = partial(_parse_guild, client, parsers["GUILD_CREATE"])
    for event in ("CHANNEL_CREATE", "CHANNEL_UPDATE"):
        parsers[event] = partial(_parse_channel, parsers[event])


def _parse_guild(client: discord.Client, parser: Callable[[Any], None], data: Any) -> None:
    for role in data.get("roles", ()):
        role["name"] = sys.intern(role["name"])
    for channel in data.get("channels", ()):
        channel["name"] = sys.intern(channel["name"])
        _forget(channel, _OF_CHANNEL)
    _forget(data, _OF_GUILD)
    parser(data)
    if (guild := client.get_guild(int(data["id"]))) is not None:
        _share_overwrites(guild)


def _parse_channel(parser: Callable[[Any], None], data: Any) -> None:
    _forget(data, _OF_CHANNEL)
    parser(data)


def _forget(data: dict[str, object], names: Iterable[str]) -> None:
    for name in names:
        data.pop(name, None)


def _share_overwrites(guild: discord.Guild) -> None:
    known: dict[_Overwrite, Any] = {}
    lists: dict[tuple[_Overwrite, ...], list[Any]] = {}
    for channel in guild.channels:
        own = [((one.id, one.allow, one.deny, one.type), one) for one in channel._overwrites]
        key = tuple(one for one, _ in own)
        if key not in lists:
            lists[key] = [known.setdefault(*one) for one in own]
        channel._overwrites = lists[key]
