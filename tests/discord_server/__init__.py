"""A small Discord on the wire, to run a bot against: gateway v10 and REST, on a port of its own.

Start it, found a guild, let someone ask, await the answer::

    async with DiscordServer() as server:
        guild = server.world.add_guild()
        channel = server.world.add_channel(guild)
        alice = server.world.add_member(guild, "alice")
        ...  # start a bot with server.environment
        await server.gateway.identified.reach(1)
        question = server.say(alice, channel, "!thread what is the dragonbear")
        answer = await server.answer(question)
        assert "15" in answer.text

**What there is** is in ``server.world``: guilds, roles, channels, members, messages, and the
application (its token, its owner, the intents switched on for it). Permissions are worked out from
roles and a channel's overwrites, as on Discord: ``overwrites={bot.id: Overwrite(deny=...)}``.

**What people do**: ``say``, ``edit``, ``delete``; ``use`` a slash command, ``complete`` an option,
``use_menu``, ``click`` a button. The last four give an `Interaction`, whose ``response()``,
``answer()``, ``choices()`` and ``answers`` can be awaited, and which a test can ``expire()``. Only
commands that the bot has registered can be used.

**What happened** is in records that only grow. Each can be looked at, and awaited with
``first(wanted)``, ``all(wanted, count)`` and ``reach(count)``; what happened before the wait counts
too. A wait without success fails after ``patience`` seconds and names what
happened instead.

- ``server.sent``: the bot's messages as people got to read them, each new one and each edit;
  ``answer(question)`` awaits the first reply, ``answers(question)`` lists those that stand there.
- ``server.requests``: every REST request with its body; ``server.refusals``: those that broke a
  rule of Discord's own (a length, a permission, a rate limit, the token), with the answer given.
- ``server.gateway.connects``, ``identified``, ``resumed``, ``heartbeats`` and ``closed``.

**What goes wrong** is scripted with ``server.next(step, *faults)``, one fault each of the next
times the step is taken, and ``server.always(step, fault)`` until ``server.restore(step)``. A step
is a route of `routes.ROUTES`, such as ``"POST /channels/{channel_id}/messages"``, the same with ids
in it, or one of the gateway's: CONNECT, IDENTIFY, RESUME, HEARTBEAT. A fault that never happens
fails the test.

- For requests: ``Status(502)``, ``RateLimited(0.1)``, ``NotJson()``, ``CutSocket()``, ``Hang()``,
  ``Held()``. With ``done=True`` the request takes effect and only its answer is lost.
- For the gateway: ``Close(4014)``, ``InvalidSession()``, ``CutSocket()``, ``Hang()`` (no answer: no
  acknowledgement, for a heartbeat), ``Held()``, and ``Status(503)`` for CONNECT.
- ``Held()`` stops in the middle: await ``held.reached``, look around, then set ``held.released``.
- At any moment: ``gateway.cut()``, ``close(code)``, ``reconnect()``, ``invalidate()``, and
  ``go_down()`` and ``come_up()`` for the server as a whole.

**What it is strict about**: the handshake, its order and its close codes; intents (events and
message content that were not asked for are not sent); shards; sequence numbers and replay; lengths,
counts and required fields of messages, embeds, components and commands; permissions; nonces; the
three seconds to respond to an interaction and the fifteen minutes of its token; Discord's usual
rate limits, which ``DiscordServer(limits=..., overall=...)`` changes. Errors have Discord's status,
code and body.

**What it leaves out**: voice, presences, reactions beyond taking them, audit logs, webhooks other
than those of interactions, ETF encoding. How fast shards may identify is checked where
``gateway.max_concurrency`` is set.
"""

from .faults import (
    Close,
    CutSocket,
    Hang,
    Held,
    InvalidSession,
    NotJson,
    RateLimited,
    Status,
)
from .interactions import Interaction, Kind
from .permissions import ORDINARY, Overwrite, Permission
from .ratelimits import USUAL, Limit
from .record import Record
from .requests import Request
from .server import DiscordServer
from .world import Channel, ChannelType, Guild, Message, User, World

__all__ = [
    "ORDINARY",
    "USUAL",
    "Channel",
    "ChannelType",
    "Close",
    "CutSocket",
    "DiscordServer",
    "Guild",
    "Hang",
    "Held",
    "Interaction",
    "InvalidSession",
    "Kind",
    "Limit",
    "Message",
    "NotJson",
    "Overwrite",
    "Permission",
    "RateLimited",
    "Record",
    "Request",
    "Status",
    "User",
    "World",
]
