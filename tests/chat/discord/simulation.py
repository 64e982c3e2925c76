"""The parts of the simulated Discord that its package does not export.

They are used here alone, so that a new version of the package can break one file only.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from simcord import Env, MemberActor
from simcord import interactions as _interactions
from simcord.backend import serializers
from simcord.backend.models.message import AllowedMentions
from simcord.builders import ChannelHandle
from simcord.enums import ChannelType
from simcord.http.router import route
from simcord.http.routes.application import application_info

from bot.chat.discord.escaping import length

__all__ = [
    "change_interactions",
    "come_back_to",
    "forward_privately",
    "give_webhooks_to",
    "leave",
    "message_comes_late",
    "open_thread",
    "read_again_and_delete",
    "reply_without_ping",
    "report_unedited",
    "without_message_events",
]

# Seconds after which it looks again whether the bot has settled: most often it has a turn later.
Env._settle_internal.__kwdefaults__["idle"] = 0.001


@route("PATCH", "/applications/@me")
def _edit_application(context: Any) -> Any:
    """Discord's route for the profile text, which the package lacks."""
    context.backend.profile = context.json["description"]
    assert length(context.backend.profile) <= 400
    return {**application_info(context), "description": context.backend.profile}


def change_interactions(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that changes fields of the interactions that follow."""
    original = _interactions.base_payload

    def change(**fields: Any) -> None:
        def changed(*arguments: Any, **options: Any) -> Any:
            record, payload = original(*arguments, **options)
            payload.update(fields)
            return record, payload

        monkeypatch.setattr(_interactions, "base_payload", changed)

    return change


def give_webhooks_to(monkeypatch: pytest.MonkeyPatch, application_id: int) -> None:
    """Let an application own every webhook, as a bot's own that of a webhook which it made."""
    original = serializers.message_payload

    def payload(*arguments: Any, **options: Any) -> Any:
        message = original(*arguments, **options)
        owned = {"application_id": str(application_id)} if message.get("webhook_id") else {}
        return {**message, **owned}

    monkeypatch.setattr(serializers, "message_payload", payload)


async def reply_without_ping(
    env: Env, actor: MemberActor, channel: ChannelHandle, content: str
) -> None:
    """Reply to the channel's last message with the ping switched off."""
    assert channel.last_message is not None
    env.backend.create_message(
        channel.id,
        actor.id,
        content,
        reference={"message_id": str(channel.last_message.id), "channel_id": str(channel.id)},
        allowed_mentions=AllowedMentions(replied_user=False),
    )
    await env.settle()


async def open_thread(
    env: Env,
    channel: ChannelHandle,
    name: str,
    owner: MemberActor,
    on: int | None = None,
    *,
    private: bool = False,
) -> ChannelHandle:
    """Open a Discord thread, or a forum's post; ``on`` is the id of the message it is opened on."""
    kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
    thread = env.backend.create_thread(channel.id, name, owner.id, type=kind, message_id=on)
    await env.settle()
    return next(one for one in channel.threads if one.id == thread.id)


async def forward_privately(
    env: Env, actor: MemberActor, message: discord.Message
) -> discord.Message:
    """Forward a message to the bot in a direct message."""
    await actor.send_dm("hello")
    return await actor.forward(message, actor.user.dm_channel)


async def report_unedited(env: Env, message: discord.Message) -> None:
    """Send a message again as Discord does when it is pinned."""
    stored = env.backend.get_message(message.channel.id, message.id)
    env.backend.emit("MESSAGE_UPDATE", serializers.message_payload(env.backend, stored))
    await env.settle()


def leave(env: Env, guild: discord.Guild) -> None:
    """Remove the bot from a server."""
    env.backend.emit("GUILD_DELETE", {"id": str(guild.id)})


def come_back_to(env: Env, guild: discord.Guild) -> None:
    """Add the bot to a server that it left."""
    stored = env.backend.guilds[guild.id]
    env.backend.emit("GUILD_CREATE", serializers.guild_create_payload(env.backend, stored))


@asynccontextmanager
async def without_message_events(env: Env) -> AsyncIterator[None]:
    """Let the bot learn of no message that is changed or deleted in the body."""
    parsers = env.bot._connection.parsers
    hidden = {event: parsers.pop(event) for event in ("MESSAGE_UPDATE", "MESSAGE_DELETE")}
    yield
    await env.settle()
    parsers.update(hidden)


@asynccontextmanager
async def message_comes_late(env: Env, author: MemberActor) -> AsyncIterator[None]:
    """Let what someone writes in the body reach the bot after it, as after a restart."""
    parsers, late = env.bot._connection.parsers, []
    parse = parsers["MESSAGE_CREATE"]

    def keep(message: Any) -> None:
        late.append(message) if message["author"]["id"] == str(author.id) else parse(message)

    parsers["MESSAGE_CREATE"] = keep
    yield
    parsers["MESSAGE_CREATE"] = parse
    for message in late:
        parse(message)
    await env.settle()


async def read_again_and_delete(env: Env, message: discord.Message) -> None:
    """Send a message again, as to a resumed session, and delete it before it is answered."""
    stored = env.backend.get_message(message.channel.id, message.id)
    with env.bot.cogs["Messages"]._turns.join(message.channel.id, message.author.id):
        env.backend.emit("MESSAGE_CREATE", serializers.message_payload(env.backend, stored))
        env.backend.delete_message(message.channel.id, message.id)
        await asyncio.sleep(0.05)
    await env.settle()
