"""What each REST route does to the world, and whom it tells."""

import time
from collections.abc import Callable, Mapping

from . import errors, limits, payloads
from .commands import Commands
from .gateway import STARTS, Gateway
from .interactions import Callback, Interaction
from .mentions import mentioned, pings
from .permissions import Permission
from .record import Record
from .requests import Request
from .world import (
    EPHEMERAL,
    LOADING,
    Channel,
    ChannelType,
    Guild,
    Json,
    Message,
    World,
    every_component,
)

_REPLY, _COMMAND_ANSWER = 19, 20


class Routes:
    """Answers the routes in `ROUTES` from the world, and tells the gateway what changed.

    An answer is JSON or None; a request that Discord would turn down raises `errors.Refusal`.
    ``sent`` holds the bot's messages as people got to read them: each new message, and each edit.
    """

    def __init__(
        self,
        world: World,
        gateway: Gateway,
        commands: Commands,
        interactions: Mapping[str, Interaction],
        *,
        patience: float,
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._commands = commands
        self._interactions = interactions
        self._nonces: dict[str, int] = {}
        self.sent: Record[Message] = Record("a message from the bot", patience)

    # The bot itself

    def _get_me(self, request: Request) -> Json:
        return payloads.user(self._world.application.bot) | {"verified": True, "flags": 0}

    def _get_application(self, request: Request) -> Json:
        return payloads.application(self._world)

    def _edit_application(self, request: Request) -> Json:
        app = self._world.application
        app.description = request.body.get("description", app.description)
        return payloads.application(self._world)

    def _get_gateway(self, request: Request) -> Json:
        return {
            "url": self._gateway.url,
            "shards": self._gateway.shards,
            "session_start_limit": {
                "total": STARTS,
                "remaining": self._gateway.starts_left,
                "reset_after": 14_400_000,
                "max_concurrency": self._gateway.max_concurrency or 1,
            },
        }

    def _get_user(self, request: Request) -> Json:
        try:
            return payloads.user(self._world.users[request.id("user_id")])
        except KeyError:
            raise errors.unknown("user") from None

    def _open_direct_channel(self, request: Request) -> Json:
        try:
            user = self._world.users[int(request.body["recipient_id"])]
        except KeyError:
            raise errors.unknown("user") from None
        return payloads.channel(self._world.direct_channel(user))

    # Guilds

    def _get_guild(self, request: Request) -> Json:
        return payloads.guild(self._guild(request), self._world)

    def _get_guild_channels(self, request: Request) -> list[Json]:
        guild = self._guild(request)
        return [payloads.channel(channel, guild) for channel in guild.channels.values()]

    def _get_members(self, request: Request) -> list[Json]:
        members = self._guild(request).members.values()
        return [payloads.member(member) for member in members][: int(request.query.get("limit", 1))]

    def _get_member(self, request: Request) -> Json:
        try:
            return payloads.member(self._guild(request).members[request.id("user_id")])
        except KeyError:
            raise errors.unknown("member") from None

    def _guild(self, request: Request) -> Guild:
        guild = self._world.guilds.get(request.id("guild_id"))
        if guild is None:
            raise errors.unknown("guild")
        if self._world.application.bot.id not in guild.members:
            raise errors.missing_access()
        return guild

    # Channels and messages

    def _get_channel(self, request: Request) -> Json:
        channel, _ = self._channel(request)
        return payloads.channel(channel, self._world.guild_of(channel))

    def _get_messages(self, request: Request) -> list[Json]:
        channel, may = self._channel(request)
        if not may & Permission.READ_MESSAGE_HISTORY:
            return []
        found = [
            m for m in self._world.messages.values() if m.channel == channel and not m.ephemeral
        ]
        if "before" in request.query:
            found = [m for m in found if m.id < int(request.query["before"])]
        if "after" in request.query:
            found = [m for m in found if m.id > int(request.query["after"])]
        newest = found[::-1][: int(request.query.get("limit", 50))]
        return [payloads.message(message, self._world) for message in newest]

    def _get_message(self, request: Request) -> Json:
        _, may = self._channel(request)
        if not may & Permission.READ_MESSAGE_HISTORY:
            raise errors.missing_access()
        return payloads.message(self._message(request), self._world)

    def _type_in(self, request: Request) -> None:
        self._channel(request, to_write=True)

    def _create_message(self, request: Request) -> Json:
        body = request.body or {}
        channel, may = self._channel(request, to_write=True)
        limits.check_message(body, files=len(request.files))
        nonce = body.get("nonce") and str(body["nonce"])
        sent = self._world.messages.get(self._nonces.get(nonce or "", 0))
        if sent is not None and body.get("enforce_nonce"):
            return payloads.message(sent, self._world)
        for part, needed in (
            (body.get("embeds"), Permission.EMBED_LINKS),
            (request.files, Permission.ATTACH_FILES),
        ):
            if part and not may & needed:
                raise errors.missing_permissions()
        replied = self._replied(body, channel, may)
        fields = self._message_fields(request, replied)
        fields.pop("kept_attachments", None)
        message = self._world.write(
            self._world.application.bot,
            channel,
            nonce=nonce,
            reply_to=replied.id if replied else None,
            type=_REPLY if replied else 0,
            **fields,
        )
        if nonce:
            self._nonces[nonce] = message.id
        return self._publish("MESSAGE_CREATE", message)

    def _edit_message(self, request: Request) -> Json:
        self._channel(request)
        message = self._message(request)
        if message.author != self._world.application.bot:
            raise errors.not_the_author()
        return self._edit(message, request)

    def _delete_message(self, request: Request) -> None:
        channel, may = self._channel(request)
        message = self._message(request)
        others = message.author != self._world.application.bot
        if others and not (may & Permission.MANAGE_MESSAGES and channel.guild_id):
            raise errors.missing_permissions()
        self._delete(message)

    def _react(self, request: Request) -> None:
        _, may = self._channel(request)
        self._message(request)
        if not may & Permission.ADD_REACTIONS:
            raise errors.missing_permissions()

    def _channel(self, request: Request, *, to_write: bool = False) -> tuple[Channel, Permission]:
        channel = self._world.channels.get(request.id("channel_id"))
        if channel is None:
            raise errors.unknown("channel")
        may = self._world.permissions(self._world.application.bot, channel)
        if not may & Permission.VIEW_CHANNEL:
            raise errors.missing_access()
        thread = channel.type is ChannelType.THREAD
        write = Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES
        if to_write and not may & write:
            raise errors.missing_permissions()
        return channel, may

    def _message(self, request: Request) -> Message:
        message = self._world.messages.get(request.id("message_id"))
        if message is None or message.channel.id != request.id("channel_id") or message.ephemeral:
            raise errors.unknown("message")
        return message

    def _replied(self, body: Json, channel: Channel, may: Permission) -> Message | None:
        asked = body.get("message_reference")
        if not asked:
            return None
        if not may & Permission.READ_MESSAGE_HISTORY:
            raise errors.reply_needs_history()
        message = self._world.messages.get(int(asked["message_id"]))
        if message is not None and message.channel == channel:
            return message
        if asked.get("fail_if_not_exists", True):
            fault = ("MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
            raise errors.invalid_form({"message_reference": fault})
        return None

    def _message_fields(self, request: Request, replied: Message | None = None) -> Json:
        """A message's fields from a body: those that the body has, and whom its text notifies."""
        body = request.body or {}
        fields: Json = {}
        if "content" in body:
            fields["content"] = body["content"] or ""
        if "embeds" in body:
            fields["embeds"] = tuple({"type": "rich"} | embed for embed in body["embeds"] or ())
        if "components" in body:
            fields["components"] = tuple(body["components"] or ())
        if "flags" in body:
            fields["flags"] = body["flags"] or 0
        if request.files:
            uploads = zip(request.files, request.contents, strict=True)
            fields["attachments"] = tuple(self._world.upload(*upload) for upload in uploads)
        elif "attachments" in body:
            kept = {str(one["id"]) for one in body["attachments"] or ()}
            fields["kept_attachments"] = kept
        displays = [
            each.get("content", "") for each in every_component(body.get("components") or ())
        ]
        text = "\n".join([body.get("content") or "", *displays])
        fields["mentions"] = mentioned(self._world, text, replied)
        fields["pings"] = pings(self._world, text, body.get("allowed_mentions"), replied)
        return fields

    def _edit(self, message: Message, request: Request) -> Json:
        body = request.body or {}
        whole = {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
            "flags": message.flags & ~LOADING,
        }
        limits.check_message(whole | body, files=len(request.files) + len(message.attachments))
        kept = (message.flags | body.get("flags", 0)) & ~LOADING
        fields = self._message_fields(request) | {"flags": kept, "at": time.perf_counter()}
        if (ids := fields.pop("kept_attachments", None)) is not None:
            stay = tuple(one for one in message.attachments if one["id"] in ids)
            fields["attachments"] = stay
        return self._publish("MESSAGE_UPDATE", self._world.rewrite(message, **fields))

    def _publish(self, event: str, message: Message) -> Json:
        if not message.ephemeral:
            self._gateway.dispatch_message(event, message)
        if not message.flags & LOADING:
            self.sent.add(message)
        return payloads.message(message, self._world)

    def _delete(self, message: Message) -> None:
        del self._world.messages[message.id]
        if not message.ephemeral:
            self._gateway.dispatch_deletion(message)

    # Commands

    def _get_commands(self, request: Request) -> list[Json]:
        return self._commands.all(self._scope(request))

    def _put_commands(self, request: Request) -> list[Json]:
        return self._commands.replace(self._scope(request), request.body)

    def _create_command(self, request: Request) -> Json:
        limits.check_commands([request.body])
        return self._commands.add(self._scope(request), request.body)

    def _get_command(self, request: Request) -> Json:
        return self._commands.get(self._scope(request), request.id("command_id"))

    def _delete_command(self, request: Request) -> None:
        self._commands.remove(self._scope(request), request.id("command_id"))

    def _scope(self, request: Request) -> int | None:
        if request.id("application_id") != self._world.application.id:
            raise errors.unknown("application")
        return self._guild(request).id if "guild_id" in request.parameters else None

    # Interactions

    def _respond(self, request: Request) -> Json | None:
        interaction = self._interactions.get(request.parameters["token"])
        if interaction is None or interaction.id != request.id("interaction_id"):
            raise errors.unknown("interaction")
        interaction.check_response()
        kind = Callback(request.body["type"])
        data = request.body.get("data") or {}
        inner = Request(
            *(request.route, request.path, request.parameters, {}, {}, data),
            *(request.files, request.contents),
        )
        match kind:
            case Callback.MESSAGE:
                limits.check_message(data, files=len(request.files))
                self._write_answer(interaction, inner, original=True)
            case Callback.DEFERRED_MESSAGE:
                flags = data.get("flags", 0) & EPHEMERAL | LOADING
                loading = self._world.write(
                    self._world.application.bot,
                    interaction.channel,
                    flags=flags,
                    type=_COMMAND_ANSWER,
                    webhook_id=self._world.application.id,
                    interaction_id=interaction.id,
                )
                interaction.original = loading.id
                self._publish("MESSAGE_CREATE", loading)
            case Callback.UPDATE_MESSAGE if interaction.message is not None:
                interaction.original = interaction.message.id
                self._edit_answer(interaction, interaction.message, inner)
            case Callback.DEFERRED_UPDATE if interaction.message is not None:
                interaction.original = interaction.message.id
            case Callback.AUTOCOMPLETE:
                limits.check_choices(data.get("choices") or ())
        interaction.callbacks.add(request.body)
        if request.query.get("with_response") in ("1", "true"):
            return payloads.callback(interaction, kind, self._world)
        return None

    def _follow_up(self, request: Request) -> Json:
        interaction = self._by_token(request)
        limits.check_message(request.body, files=len(request.files))
        original = interaction.original and self._world.messages.get(interaction.original)
        if original and original.flags & LOADING:  # the first follow-up fills the place kept for it
            return self._edit_answer(interaction, original, request)
        return self._write_answer(interaction, request)

    def _get_answer(self, request: Request) -> Json:
        return payloads.message(self._answer(self._by_token(request), request), self._world)

    def _change_answer(self, request: Request) -> Json:
        interaction = self._by_token(request)
        return self._edit_answer(interaction, self._answer(interaction, request), request)

    def _delete_answer(self, request: Request) -> None:
        self._delete(self._answer(self._by_token(request), request))

    def _by_token(self, request: Request) -> Interaction:
        if request.id("application_id") != self._world.application.id:
            raise errors.unknown("webhook")
        interaction = self._interactions.get(request.parameters["token"])
        if interaction is None:
            raise errors.invalid_webhook_token()
        interaction.check_follow_up()
        return interaction

    def _answer(self, interaction: Interaction, request: Request) -> Message:
        asked = request.parameters["message_id"]
        which = interaction.original if asked == "@original" else request.id("message_id")
        message = self._world.messages.get(which or 0)
        ours = message is not None and message.interaction_id == interaction.id
        if message is None or not (ours or message.id == interaction.original):
            raise errors.unknown("message")
        return message

    def _write_answer(
        self, interaction: Interaction, request: Request, *, original: bool = False
    ) -> Json:
        message = self._world.write(
            self._world.application.bot,
            interaction.channel,
            type=_COMMAND_ANSWER,
            webhook_id=self._world.application.id,
            interaction_id=interaction.id,
            **self._message_fields(request),
        )
        if original:
            interaction.original = message.id
        interaction.answers.add(message)
        return self._publish("MESSAGE_CREATE", message)

    def _edit_answer(self, interaction: Interaction, message: Message, request: Request) -> Json:
        body = self._edit(message, request)
        interaction.answers.add(self._world.messages[message.id])
        return body


Answer = Callable[[Routes, Request], Json | list[Json] | None]

ROUTES: Mapping[str, Answer] = {
    "GET /users/@me": Routes._get_me,
    "GET /users/{user_id}": Routes._get_user,
    "POST /users/@me/channels": Routes._open_direct_channel,
    "GET /applications/@me": Routes._get_application,
    "PATCH /applications/@me": Routes._edit_application,
    "GET /oauth2/applications/@me": Routes._get_application,
    "GET /gateway": Routes._get_gateway,
    "GET /gateway/bot": Routes._get_gateway,
    "GET /guilds/{guild_id}": Routes._get_guild,
    "GET /guilds/{guild_id}/channels": Routes._get_guild_channels,
    "GET /guilds/{guild_id}/members": Routes._get_members,
    "GET /guilds/{guild_id}/members/{user_id}": Routes._get_member,
    "GET /channels/{channel_id}": Routes._get_channel,
    "GET /channels/{channel_id}/messages": Routes._get_messages,
    "POST /channels/{channel_id}/messages": Routes._create_message,
    "GET /channels/{channel_id}/messages/{message_id}": Routes._get_message,
    "PATCH /channels/{channel_id}/messages/{message_id}": Routes._edit_message,
    "DELETE /channels/{channel_id}/messages/{message_id}": Routes._delete_message,
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": Routes._react,
    "POST /channels/{channel_id}/typing": Routes._type_in,
    "GET /applications/{application_id}/commands": Routes._get_commands,
    "PUT /applications/{application_id}/commands": Routes._put_commands,
    "POST /applications/{application_id}/commands": Routes._create_command,
    "GET /applications/{application_id}/commands/{command_id}": Routes._get_command,
    "DELETE /applications/{application_id}/commands/{command_id}": Routes._delete_command,
    "GET /applications/{application_id}/guilds/{guild_id}/commands": Routes._get_commands,
    "PUT /applications/{application_id}/guilds/{guild_id}/commands": Routes._put_commands,
    "POST /interactions/{interaction_id}/{token}/callback": Routes._respond,
    "POST /webhooks/{application_id}/{token}": Routes._follow_up,
    "GET /webhooks/{application_id}/{token}/messages/{message_id}": Routes._get_answer,
    "PATCH /webhooks/{application_id}/{token}/messages/{message_id}": Routes._change_answer,
    "DELETE /webhooks/{application_id}/{token}/messages/{message_id}": Routes._delete_answer,
}
