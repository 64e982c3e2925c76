"""The server as a whole: starts and stops it, and does what people do on Discord."""

import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import commands, payloads
from .commands import Commands
from .errors import Refusal
from .faults import Script
from .gateway import Gateway
from .interactions import Interaction, Kind
from .mentions import mentioned
from .ratelimits import USUAL, USUAL_GLOBAL, Limit, RateLimits
from .record import Record
from .requests import Request
from .rest import PREFIX, Rest
from .routes import ROUTES, Routes
from .world import Channel, Json, Message, User, World, every_component

_CHAT_INPUT, _MESSAGE_MENU = 1, 3


class DiscordServer:
    """A small Discord on a port of its own, for as long as the ``async with`` lasts.

    ``patience`` is how many seconds a test waits for something before it fails. ``limits`` and
    ``overall`` are the rate limits, Discord's usual ones by default.
    """

    def __init__(
        self,
        *,
        patience: float = 20.0,
        limits: Mapping[str, Limit] = USUAL,
        overall: Limit | None = USUAL_GLOBAL,
    ) -> None:
        self.world = World()
        self._patience = patience
        self._script = Script(ROUTES)
        self._interactions: dict[str, Interaction] = {}
        self.commands = Commands(self.world)
        self.gateway = Gateway(self.world, self._script, patience=patience)
        self._routes = Routes(
            self.world, self.gateway, self.commands, self._interactions, patience=patience
        )
        rates = RateLimits(limits, overall, time.monotonic, time.time)
        token = self.world.application.token
        self._rest = Rest(self._routes, self._script, rates, token, patience=patience)
        self._port = 0
        self._runner: web.AppRunner | None = None
        self.next = self._script.next
        self.always = self._script.always
        self.restore = self._script.restore

    # Its life

    async def __aenter__(self) -> Self:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.world.cdn = f"http://127.0.0.1:{self._port}/cdn"
        self.gateway.url = self.gateway.resume_url = f"ws://127.0.0.1:{self._port}/gateway"
        await self.come_up()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._rest.stop()
        await self.go_down()
        if error is None and self._script.unused:
            raise AssertionError(f"faults that never happened: {self._script.unused}")

    async def go_down(self) -> None:
        """Stop listening and break every connection: Discord cannot be reached any more."""
        if self._runner is not None:
            self.gateway.stop()
            await self._runner.cleanup()
            self._runner = None

    async def come_up(self) -> None:
        """Listen again, on the same port and with everything as it was."""
        app = web.Application(client_max_size=32 << 20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/{id}/{name}", self._download)
        self._rest.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    @property
    def api_url(self) -> str:
        """The base of the REST routes."""
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that point a bot here."""
        return {"DISCORD_TOKEN": self.world.application.token, "DISCORD_API_URL": self.api_url}

    # What has happened

    @property
    def requests(self) -> Record[Request]:
        """Every request that came in."""
        return self._rest.requests

    @property
    def refusals(self) -> Record[tuple[Request, Refusal]]:
        """The requests that broke one of Discord's own rules, with the answer they got."""
        return self._rest.refusals

    @property
    def sent(self) -> Record[Message]:
        """The bot's messages as people got to read them: each new one, and each edit."""
        return self._routes.sent

    async def answer(self, question: Message) -> Message:
        """The bot's first reply to a message, past or to come."""
        return await self.sent.first(lambda message: message.reply_to == question.id)

    def answers(self, asked: Message | Interaction) -> list[Message]:
        """The bot's replies to a message, or to an interaction, that stand there now."""
        bot = self.world.application.bot
        ours = [message for message in self.world.messages.values() if message.author == bot]
        if isinstance(asked, Message):
            return [message for message in ours if message.reply_to == asked.id]
        return [message for message in ours if message.interaction_id == asked.id]

    # What people do

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        **others: Any,
    ) -> Message:
        """Write a message; ``others`` are further fields of `Message`."""
        named = {"mentions": mentioned(self.world, text, reply_to)}
        reply = {"reply_to": reply_to.id, "type": 19} if reply_to else {}
        message = self.world.write(user, channel, text, **named | reply | others)
        self.gateway.dispatch_message("MESSAGE_CREATE", message)
        return message

    def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        named = mentioned(self.world, text)
        edited = self.world.rewrite(message, content=text, mentions=named)
        self.gateway.dispatch_message("MESSAGE_UPDATE", edited)
        return edited

    def delete(self, message: Message) -> None:
        """Delete a message."""
        del self.world.messages[message.id]
        self.gateway.dispatch_deletion(message)

    def use(self, user: User, channel: Channel, command: str, /, **values: Any) -> Interaction:
        """Use a slash command: ``use(alice, channel, "thread ask", question="…")``.

        `LookupError` if the bot has registered no such command or option.
        """
        return self._use(Kind.COMMAND, user, channel, command, values, None)

    def complete(
        self, user: User, channel: Channel, command: str, /, focused: str, **values: Any
    ) -> Interaction:
        """Type into an option of a slash command, for its `Interaction.choices`."""
        return self._use(Kind.AUTOCOMPLETE, user, channel, command, values, focused)

    def use_menu(self, user: User, name: str, message: Message) -> Interaction:
        """Choose an entry of a message's menu."""
        command = self.commands.find(name, _MESSAGE_MENU, message.channel.guild_id)
        resolved = {"messages": {str(message.id): payloads.message(message, self.world)}}
        data = {
            "id": command["id"],
            "name": name,
            "type": _MESSAGE_MENU,
            "target_id": str(message.id),
            "resolved": resolved,
        }
        return self._interact(Kind.COMMAND, user, message.channel, data)

    def submit(self, user: User, shown: Interaction, **values: Any) -> Interaction:
        """Fill in the window that an interaction was answered with, and send it.

        A value is the text of a field, or files that were uploaded.
        """
        window = shown.callbacks[-1]["data"]
        uploads = {one["id"]: one for value in values.values() for one in _uploads(value)}
        data = {
            "custom_id": window["custom_id"],
            "components": [_filled(each, values) for each in window["components"]],
            "resolved": {"attachments": uploads},
        }
        return self._interact(Kind.MODAL, user, shown.channel, data)

    def choose(self, user: User, message: Message, custom_id: str, *values: str) -> Interaction:
        """Choose values of a menu in a message; `LookupError` if it has no such menu."""
        if not any(
            one.get("custom_id") == custom_id for one in every_component(message.components)
        ):
            raise LookupError(f"no menu {custom_id!r} in the message: {message.components}")
        data = {"custom_id": custom_id, "component_type": 3, "values": list(values)}
        return self._interact(Kind.COMPONENT, user, message.channel, data, message)

    def click(self, user: User, message: Message, custom_id: str) -> Interaction:
        """Press a button of a message; `LookupError` if it has no such button."""
        pressed = (each for each in every_component(message.components))
        if not any(each.get("custom_id") == custom_id for each in pressed):
            raise LookupError(f"no button {custom_id!r} under the message: {message.components}")
        data = {"custom_id": custom_id, "component_type": 2}
        return self._interact(Kind.COMPONENT, user, message.channel, data, message)

    def _use(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        line: str,
        values: Json,
        focused: str | None,
    ) -> Interaction:
        name, *path = line.split()
        command = self.commands.find(name, _CHAT_INPUT, channel.guild_id)
        data = {
            "id": command["id"],
            "name": name,
            "type": _CHAT_INPUT,
            "options": commands.options(command, path, _ids(values), focused),
            "resolved": self._resolved(user, values.values()),
        }
        return self._interact(kind, user, channel, data)

    def _resolved(self, user: User, values: Iterable[object]) -> Json:
        """What an interaction says of the files and channels that are options' values."""
        uploads = [one for value in values for one in _uploads(value)]
        channels = [value for value in values if isinstance(value, Channel)]
        return {
            "attachments": {one["id"]: one for one in uploads},
            "channels": {
                str(one.id): payloads.channel(one, self.world.guild_of(one))
                | {"permissions": str(int(self.world.permissions(user, one)))}
                for one in channels
            },
        }

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.world.uploads[int(request.match_info["id"])])

    def _interact(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        data: Json,
        message: Message | None = None,
    ) -> Interaction:
        interaction = Interaction(
            self.world.event_id(), kind, user, channel, data, self._patience, message
        )
        self._interactions[interaction.token] = interaction
        self.gateway.dispatch(
            "INTERACTION_CREATE",
            payloads.interaction(interaction, self.world),
            guild_id=channel.guild_id,
        )
        return interaction


def _uploads(value: object) -> Iterator[Json]:
    """Yield the uploaded files of an option's or a field's value."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, dict) and "filename" in one:
            yield one


def _ids(values: Json) -> Json:
    """The same values with ids in the place of files and channels."""
    return {
        name: value["id"]
        if isinstance(value, dict)
        else str(value.id)
        if isinstance(value, Channel)
        else value
        for name, value in values.items()
    }


def _filled(component: Json, values: Json) -> Json:
    """A component of a window as it is sent, with what the member wrote or chose."""
    if "component" in component:
        return {
            "type": component["type"],
            "id": 1,
            "component": _filled(component["component"], values),
        }
    if "components" in component:
        inner = [_filled(each, values) for each in component["components"]]
        return {"type": component["type"], "id": 1, "components": inner}
    given = values.get(component.get("custom_id", ""))
    filled = {"type": component["type"], "id": 1, "custom_id": component.get("custom_id")}
    if isinstance(given, str | None):
        return filled | {"value": given or ""}
    return filled | {"values": [one["id"] for one in _uploads(given)]}
