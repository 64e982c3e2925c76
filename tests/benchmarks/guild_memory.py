"""Measures the memory of the bot in many servers, against a bot with discord.py's defaults.

Run with ``python -m tests.benchmarks.guild_memory``; prints a table in Markdown. Each figure is the
growth of a fresh process's resident memory, after as many servers as Discord would describe on
connecting, and a message from each of ten people there.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import resident

GUILDS = (1, 1_000, 10_000)
CHANNELS, CATEGORIES, ROLES, EMOJIS, IN_VOICE, TALKING = 30, 5, 20, 50, 5, 10
"""A server of some hundred people: what Discord's own templates make, and what people add."""

Json = dict[str, Any]


def main() -> None:
    """Print the table, or measure one cell of it."""
    if len(sys.argv) == 3:
        print(measured(sys.argv[1], int(sys.argv[2])))
        return
    print("| servers | this bot | discord.py's defaults |\n|---|---|---|")
    for count in GUILDS:
        ours, defaults = (_in_a_process(kind, count) for kind in ("ours", "defaults"))
        print(f"| {count:,} | {ours:.1f} MB | {defaults:.1f} MB |")


def _in_a_process(kind: str, count: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.guild_memory", kind, str(count)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measured(kind: str, count: int) -> float:
    """Return the megabytes that a number of servers takes."""
    bot = _bot(kind)
    state: Any = bot._connection
    state.user = _user_of(state)
    state.dispatch = lambda *_: None  # what is kept is measured, not what is done with it
    before = resident()
    for number in range(1, count + 1):
        guild = _guild(number, bot.intents)
        state.parsers["GUILD_CREATE"](guild)
        for message in _messages(number):
            state.parsers["MESSAGE_CREATE"](message)
    return (resident() - before) / 2**20


def _bot(kind: str) -> Any:
    import discord
    from discord.ext import commands

    from bot.answering.engine import AnswerEngine
    from bot.chat.discord import ThreadBot
    from bot.setting_kinds import Shards
    from bot.settings import Settings

    if kind == "ours":
        knowledge = Path(__file__).parents[2] / "knowledge"
        settings = Settings(knowledge=knowledge, shards=Shards(0, 0, 1))
        return ThreadBot(settings, AnswerEngine(settings))
    intents = discord.Intents.default()
    intents.message_content = True
    return commands.AutoShardedBot("!", intents=intents, shard_count=1)


def _user_of(state: Any) -> Any:
    import discord

    return discord.ClientUser(state=state, data=_user(1))


def _id(guild: int, kind: int, number: int = 0) -> str:
    return str((guild << 40) + (kind << 20) + number)


def _user(id: int | str) -> Json:
    return {
        "id": str(id), "username": f"user{id}", "discriminator": "0", "global_name": f"User {id}",
        "avatar": "0" * 32, "bot": str(id) == "1", "public_flags": 0,
    }  # fmt: skip


def _member(user: Json, guild: int) -> Json:
    return {
        "user": user, "roles": [_id(guild, 2, 1), _id(guild, 2, 2)], "nick": None, "avatar": None,
        "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0,
    }  # fmt: skip


def _guild(number: int, intents: Any) -> Json:
    """A server as the gateway describes it to a client with these intents."""
    in_voice = range(IN_VOICE) if intents.voice_states else range(0)
    people = [_user(1), *(_user(_id(number, 5, n)) for n in in_voice)]
    return {
        "id": _id(number, 0), "name": f"Server {number}", "icon": "0" * 32, "splash": None,
        "owner_id": _id(number, 5), "afk_channel_id": None, "afk_timeout": 300, "mfa_level": 0,
        "verification_level": 1, "default_message_notifications": 1, "explicit_content_filter": 2,
        "features": ["COMMUNITY", "NEWS"], "application_id": None, "system_channel_id": None,
        "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
        "description": "A place to talk", "banner": None, "premium_tier": 1, "nsfw_level": 0,
        "preferred_locale": "en-US", "premium_progress_bar_enabled": False, "member_count": 400,
        "large": True, "stage_instances": [], "guild_scheduled_events": [], "stickers": [],
        "soundboard_sounds": [], "unavailable": False, "threads": [], "presences": [],
        "roles": [_role(number, n) for n in range(ROLES)],
        "channels": [_channel(number, n) for n in range(CHANNELS)],
        "emojis": [_emoji(number, n) for n in range(EMOJIS)],
        "members": [_member(user, number) for user in people],
        "voice_states": [_voice(number, n) for n in in_voice],
    }  # fmt: skip


def _name(kind: str, guild: int, number: int) -> str:
    """A name; half of them are those of other servers too."""
    return f"{kind}-{number}" if number % 2 else f"{kind}-{number}-of-{guild}"


def _role(guild: int, number: int) -> Json:
    return {
        "id": _id(guild, 2, number) if number else _id(guild, 0),
        "name": _name("role", guild, number),
        "color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "icon": None, "unicode_emoji": None, "position": number,
        "permissions": "2248473465835073", "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip


def _channel(guild: int, number: int) -> Json:
    category = number % CATEGORIES  # whose permissions a channel has, unless someone changes them
    overwrites = [
        {"id": _id(guild, 2, category + n), "type": 0, "allow": "1024", "deny": "2048"}
        for n in range(1, 4)
    ]
    return {
        "id": _id(guild, 3, number), "type": 0, "name": _name("channel", guild, number),
        "position": number,
        "topic": "What is said here, and what is not", "nsfw": False, "parent_id": None,
        "last_message_id": _id(guild, 4, number), "rate_limit_per_user": 0, "flags": 0,
        "permission_overwrites": overwrites,
    }  # fmt: skip


def _emoji(guild: int, number: int) -> Json:
    return {
        "id": _id(guild, 6, number), "name": f"emoji_{number}", "roles": [], "managed": False,
        "require_colons": True, "animated": False, "available": True,
    }  # fmt: skip


def _voice(guild: int, number: int) -> Json:
    return {
        "channel_id": _id(guild, 3), "user_id": _id(guild, 5, number), "session_id": "0" * 32,
        "deaf": False, "mute": False, "self_deaf": False, "self_mute": True, "self_video": False,
        "suppress": False, "request_to_speak_timestamp": None,
    }  # fmt: skip


def _messages(guild: int) -> Iterator[Json]:
    """Something said by each of those who talk."""
    for number in range(TALKING):
        user = _user(_id(guild, 7, number))
        member = {key: value for key, value in _member(user, guild).items() if key != "user"}
        yield {
            "id": _id(guild, 8, number), "channel_id": _id(guild, 3), "guild_id": _id(guild, 0),
            "author": user, "member": member, "content": "Good morning, how is everyone?",
            "timestamp": "2024-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": [],
        }  # fmt: skip


if __name__ == "__main__":
    main()
