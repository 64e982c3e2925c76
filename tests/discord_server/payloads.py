"""The world in Discord's own JSON."""

from datetime import UTC, datetime
from typing import Any

from .interactions import Interaction
from .world import (
    EPOCH,
    LOADING,
    Channel,
    ChannelType,
    Guild,
    Json,
    Member,
    Message,
    Role,
    User,
    World,
)

_JOINED = "2024-01-01T00:00:00+00:00"


def timestamp(snowflake: int) -> str:
    """The moment an id was made, as Discord writes times."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH) / 1000, UTC).isoformat()


def user(who: User) -> Json:
    """A user object."""
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if who.bot else who.name.title(),
        "discriminator": "0001" if who.bot else "0",
        "avatar": None,
        "bot": who.bot,
        "public_flags": 0,
    }


def application(world: World) -> Json:
    """The application object of the bot, as its own token may see it."""
    app = world.application
    presences, members, content = 1 << 8, 1 << 1, 1 << 15
    portal_flags = {presences: 1 << 13, members: 1 << 15, content: 1 << 19}
    return {
        "id": str(app.id),
        "name": app.bot.name,
        "icon": None,
        "description": app.description,
        "bot_public": True,
        "bot_require_code_grant": False,
        "bot": user(app.bot),
        "owner": user(app.owner),
        "team": None,
        "verify_key": app.verify_key,
        "flags": sum(flag for intent, flag in portal_flags.items() if app.intents & intent),
        "approximate_guild_count": len(world.guilds),
        "integration_types_config": {"0": {}, "1": {}},
    }


def role(each: Role, position: int) -> Json:
    """A role object."""
    return {
        "id": str(each.id),
        "name": each.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(int(each.permissions)),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def member(each: Member, *, with_user: bool = True) -> Json:
    """A member object; a message's own ``member`` comes without the user, who is its author."""
    body: Json = {
        "roles": [str(role) for role in each.roles],
        "nick": None,
        "avatar": None,
        "joined_at": _JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return body | {"user": user(each.user)} if with_user else body


def channel(each: Channel, guild: Guild | None = None) -> Json:
    """A channel object."""
    body: Json = {"id": str(each.id), "type": int(each.type), "last_message_id": None, "flags": 0}
    if each.recipient is not None:
        return body | {"recipients": [user(each.recipient)]}
    body |= {"guild_id": str(each.guild_id), "name": each.name}
    if each.type is ChannelType.THREAD:
        owner = guild.owner.id if guild else each.id
        return body | {
            "parent_id": str(each.parent_id),
            "owner_id": str(owner),
            "message_count": 0,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": timestamp(each.id),
                "locked": False,
                "create_timestamp": timestamp(each.id),
            },
        }
    return body | {
        "position": 0,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [
            {
                "id": str(target),
                "type": 0 if guild and target in guild.roles else 1,
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for target, overwrite in each.overwrites.items()
        ],
    }


def guild(each: Guild, world: World, *, created: bool = False) -> Json:
    """A guild object; with what GUILD_CREATE adds to it if ``created``.

    As on the real gateway, a bot without the members intent sees only itself among the members.
    """
    body: Json = {
        "id": str(each.id),
        "name": each.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(each.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role(one, at) for at, one in enumerate(each.roles.values())],
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
    }
    if not created:
        return body
    everything = each.channels.values()
    return body | {
        "joined_at": _JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(each.members),
        "members": [member(each.members[world.application.bot.id])],
        "channels": [channel(c, each) for c in everything if c.type is not ChannelType.THREAD],
        "threads": [channel(c, each) for c in everything if c.type is ChannelType.THREAD],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(each: Message, world: World, *, within: bool = False) -> Json:
    """A message object; ``within`` another one it does not carry the message it replies to."""
    body: Json = {
        "id": str(each.id),
        "channel_id": str(each.channel.id),
        "author": user(each.author),
        "content": each.content,
        "timestamp": timestamp(each.id),
        "edited_timestamp": datetime.now(UTC).isoformat() if each.edited else None,
        "tts": False,
        "mention_everyone": "everyone" in each.pings,
        "mentions": [user(world.users[who]) for who in sorted(each.mentions)],
        "mention_roles": [],
        "attachments": list(each.attachments),
        "embeds": list(each.embeds),
        "components": list(each.components),
        "pinned": False,
        "flags": each.flags,
        "type": each.type,
    }
    if each.nonce is not None:
        body["nonce"] = each.nonce
    if each.webhook_id is not None:
        body["webhook_id"] = str(each.webhook_id)
    if each.reply_to is not None:
        body["message_reference"] = reference(each.channel, each.reply_to)
        original = world.messages.get(each.reply_to)
        if not within:
            body["referenced_message"] = original and message(original, world, within=True)
    return body


def reference(where: Channel, message_id: int) -> Json:
    """What a reply says of the message it answers."""
    body: Json = {"type": 0, "message_id": str(message_id), "channel_id": str(where.id)}
    return body | ({"guild_id": str(where.guild_id)} if where.guild_id else {})


def message_event(each: Message, world: World) -> Json:
    """A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with its guild and its member."""
    body = message(each, world)
    where = world.guild_of(each.channel)
    if where is not None:
        body["guild_id"] = str(where.id)
        if each.author.id in where.members and each.webhook_id is None:
            body["member"] = member(where.members[each.author.id], with_user=False)
    return body


def without_content(body: Json) -> Json:
    """The same message for a bot that did not ask for, or may not read, the content of messages."""
    hidden: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}
    return body | hidden


def interaction(each: Interaction, world: World) -> Json:
    """What INTERACTION_CREATE carries."""
    where = world.guild_of(each.channel)
    bot = world.application.bot
    body: Json = {
        "id": str(each.id),
        "application_id": str(world.application.id),
        "type": int(each.kind),
        "token": each.token,
        "version": 1,
        "data": each.data,
        "channel_id": str(each.channel.id),
        "channel": channel(each.channel, where),
        "app_permissions": str(int(world.permissions(bot, each.channel))),
        "locale": each.locale,
        "entitlements": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "authorizing_integration_owners": {},
        "context": 0 if where else 1,
    }
    if where is not None:
        may = {"permissions": str(int(world.permissions(each.user, each.channel)))}
        body |= {"guild_id": str(where.id), "guild_locale": "en-US"}
        body["guild"] = {"id": str(where.id), "locale": "en-US", "features": []}
        body["member"] = member(where.members[each.user.id]) | may
    else:
        body["user"] = user(each.user)
    if each.message is not None:
        body["message"] = message(each.message, world)
    return body


def callback(each: Interaction, kind: int, world: World) -> Json:
    """What Discord answers to the first response of an interaction."""
    made = world.messages.get(each.original) if each.original else None
    about: Json = {"id": str(each.id), "type": int(each.kind)}
    resource: Json = {"type": kind}
    if made is not None:
        about |= {
            "response_message_id": str(made.id),
            "response_message_loading": bool(made.flags & LOADING),
            "response_message_ephemeral": made.ephemeral,
        }
        resource["message"] = message(made, world)
    return {"interaction": about, "resource": resource}
