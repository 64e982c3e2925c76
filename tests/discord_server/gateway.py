"""The gateway, version 10: who connects, which session they get, and what each one hears."""

import asyncio
import json
import math
import secrets
import time

import aiohttp
from aiohttp import web

from . import payloads
from .faults import Close, CutSocket, Fault, Hang, Held, InvalidSession, Script, Status
from .record import Record
from .sessions import Connection, Op, Session
from .world import Json, Message, World

GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15

STARTS = 1000
"""Sessions that a bot may begin in a day."""

IDENTIFY_SECONDS = 5.0
"""How long after one shard of a bucket another one may identify."""

PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
_ALL_INTENTS = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25

#: Close codes after which Discord has forgotten the session.
_FORGOTTEN = frozenset({1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014})


class Closing(Exception):
    """The connection is to be closed, because of what the client sent or of a scripted fault."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Gateway:
    """Accepts connections, keeps sessions, replays what a resuming client missed.

    Records to await: ``connects`` (every WebSocket), ``identified`` and ``resumed`` (sessions, once
    their READY and guilds, or the replay and RESUMED, are on their way), ``heartbeats`` (the
    connections they came on) and ``closed`` (the code each connection ended with, None for a cut).

    Where ``max_concurrency`` is set, a shard that identifies within ``IDENTIFY_SECONDS`` of another
    one of its bucket gets an invalid session and is in ``hasty``. Each session takes one of the
    ``starts_left``; without any the token is refused, as Discord resets it then. A session that
    nobody is connected to lives for ``session_lifetime`` seconds.
    """

    def __init__(self, world: World, script: Script, *, patience: float) -> None:
        self._world = world
        self._script = script
        self.url = ""
        self.resume_url = ""
        self.heartbeat_interval = 41.25
        self.shards = 1
        self.max_concurrency: int | None = None
        self.starts_left = STARTS
        self.session_lifetime = 300.0
        self.connects: Record[Connection] = Record("a gateway connection", patience)
        self.identified: Record[Session] = Record("an IDENTIFY", patience)
        self.resumed: Record[Session] = Record("a RESUME", patience)
        self.heartbeats: Record[Connection] = Record("a heartbeat", patience)
        self.closed: Record[int | None] = Record("a closed connection", patience)
        self.hasty: Record[int] = Record("a shard that identifies too soon", patience)
        self._identified_at: dict[int, float] = {}
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()

    # What a test does

    def cut(self) -> None:
        """Break every connection without a word; the sessions can be resumed."""
        for connection in tuple(self._connections):
            connection.cut()

    async def close(self, code: int) -> None:
        """Close every connection with this code."""
        for connection in tuple(self._connections):
            self._forget(connection, code)
            await connection.close(code)

    def reconnect(self) -> None:
        """Ask every client to connect again, as before a restart on Discord's side (op 7)."""
        self._tell_all({"op": Op.RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid (op 9)."""
        if not resumable:
            self._sessions.clear()
        self._tell_all({"op": Op.INVALID_SESSION, "d": resumable})

    def ask_for_heartbeat(self) -> None:
        """Ask every client for a heartbeat now (op 1)."""
        self._tell_all({"op": Op.HEARTBEAT, "d": None})

    async def ping(self) -> float:
        """Seconds in which every client answers a ping: how long its event loop was busy.

        Unlike a heartbeat, it is outside the limit of what a client may send in a minute.
        """
        return max(await asyncio.gather(*(each.ping() for each in tuple(self._connections))))

    @property
    def connected(self) -> bool:
        """Whether a bot is connected now, with a session."""
        return any(connection.session for connection in self._connections)

    # What the rest of the server does

    def dispatch(self, event: str, data: Json, *, guild_id: int | None, intents: int = 0) -> None:
        """Send an event to the shard that serves the guild, if it wants any of these intents."""
        for session in self._sessions.values():
            if session.serves(guild_id) and (not intents or session.intents & intents):
                session.dispatch(event, data)

    def dispatch_message(self, event: str, message: Message) -> None:
        """Send MESSAGE_CREATE or MESSAGE_UPDATE, with the content only for those who may read it.

        The bot always reads its own messages, direct ones and those that mention it.
        """
        guild_id = message.channel.guild_id
        body = payloads.message_event(message, self._world)
        bot = self._world.application.bot
        own = guild_id is None or message.author == bot or bot.id in message.mentions
        wanted = DIRECT_MESSAGES if guild_id is None else GUILD_MESSAGES
        for session in self._sessions.values():
            if session.serves(guild_id) and session.intents & wanted:
                readable = own or session.intents & MESSAGE_CONTENT
                session.dispatch(event, body if readable else payloads.without_content(body))

    def dispatch_deletion(self, message: Message) -> None:
        """Send MESSAGE_DELETE, which says only where and which."""
        guild_id = message.channel.guild_id
        body = {"id": str(message.id), "channel_id": str(message.channel.id)}
        body |= {"guild_id": str(guild_id)} if guild_id else {}
        wanted = GUILD_MESSAGES if guild_id else DIRECT_MESSAGES
        self.dispatch("MESSAGE_DELETE", body, guild_id=guild_id, intents=wanted)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The life of one connection."""
        match self._script.take("CONNECT"):
            case Status(code=code):
                return web.Response(status=code)
            case CutSocket() if request.transport is not None:
                request.transport.abort()
                return web.Response()
            case Hang():
                await asyncio.Event().wait()
            case Held() as held:
                await _hold(held)
        socket = web.WebSocketResponse(max_msg_size=1 << 20, autoping=False)
        await socket.prepare(request)
        connection = Connection(request, socket)
        self._connections.add(connection)
        self.connects.add(connection)
        writing = asyncio.create_task(connection.write())
        try:
            if request.query.get("v") != "10" or request.query.get("encoding") != "json":
                raise Closing(4012, "Invalid API version")
            connection.send(
                {"op": Op.HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}}
            )
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._receive(connection, frame.data)
                else:
                    await connection.take(frame)
        except Closing as closing:
            self._forget(connection, closing.code)
            await connection.close(closing.code, closing.reason)
        finally:
            writing.cancel()
            self._connections.discard(connection)
            ended = connection.closed_with or socket.close_code
            self._forget(connection, ended)
            self.closed.add(None if ended == 1006 else ended)
        return socket

    def stop(self) -> None:
        """Let go of every connection."""
        self.cut()

    # What a client sends

    async def _receive(self, connection: Connection, text: str) -> None:
        self._check_rate(connection)
        if len(text) > 4096:
            raise Closing(4002, "Error while decoding payload.")
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            raise Closing(4002, "Error while decoding payload.") from None
        steps = {Op.IDENTIFY: self._identify, Op.RESUME: self._resume}
        if op == Op.HEARTBEAT:
            await self._heartbeat(connection)
        elif op in steps:
            fault = self._script.take(Op(op).name)
            if not await self._fails(connection, fault):
                steps[op](connection, data)
        elif connection.session is None:
            raise Closing(4003, "Not authenticated.")
        elif op == Op.REQUEST_MEMBERS:
            self._send_members(connection.session, data)
        elif op not in (Op.PRESENCE, Op.VOICE_STATE):
            raise Closing(4001, "Unknown opcode.")

    def _check_rate(self, connection: Connection) -> None:
        now = time.monotonic()
        connection.received.append(now)
        while connection.received[0] < now - 60:
            connection.received.popleft()
        if len(connection.received) > 120:
            raise Closing(4008, "Rate limited.")

    async def _heartbeat(self, connection: Connection) -> None:
        connection.heartbeats += 1
        fault = self._script.take("HEARTBEAT")
        self.heartbeats.add(connection)
        if not await self._fails(connection, fault):
            connection.send({"op": Op.HEARTBEAT_ACK})

    async def _fails(self, connection: Connection, fault: Fault | None) -> bool:
        match fault:
            case None:
                return False
            case Held():
                await _hold(fault)
                return False
            case Hang():
                return True
            case CutSocket():
                connection.cut()
                return True
            case Close(code=code):
                raise Closing(code)
            case InvalidSession(resumable=resumable):
                connection.send({"op": Op.INVALID_SESSION, "d": resumable})
                return True
        raise TypeError(f"{fault} cannot happen to the gateway")

    def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise Closing(4005, "Already authenticated.")
        self._check_token(data)
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise Closing(4010, "Invalid shard.")
        if count < self.shards:
            raise Closing(4011, "Sharding required.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
            raise Closing(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self._world.application.intents:
            raise Closing(4014, "Disallowed intent(s).")
        if self.starts_left < 1:
            raise Closing(4004, "Authentication failed.")
        if self._is_hasty(number):
            self.hasty.add(number)
            connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        self.starts_left -= 1
        session = Session(secrets.token_hex(16), (number, count), intents)
        self._sessions[session.id] = session
        self._attach(connection, session)
        self._greet(session)
        self.identified.add(session)

    def _is_hasty(self, number: int) -> bool:
        if self.max_concurrency is None:
            return False
        bucket, now = number % self.max_concurrency, time.monotonic()
        before = self._identified_at.get(bucket, -math.inf)
        self._identified_at[bucket] = now
        return now - before < IDENTIFY_SECONDS

    def _greet(self, session: Session) -> None:
        guilds = [guild for guild in self._world.guilds.values() if session.serves(guild.id)]
        application = payloads.application(self._world)
        ready: Json = {
            "v": 10,
            "user": payloads.user(self._world.application.bot)
            | {"verified": True, "mfa_enabled": True, "flags": 0, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.resume_url,
            "shard": list(session.shard),
            "application": {"id": application["id"], "flags": application["flags"]},
        }
        session.dispatch("READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", payloads.guild(guild, self._world, created=True))

    def _resume(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            raise Closing(4005, "Already authenticated.")
        self._check_token(data)
        session = self._living(str(data.get("session_id")))
        sequence = data.get("seq")
        if session is None or not isinstance(sequence, int):
            connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        if sequence > session.sequence:
            raise Closing(4007, "Invalid seq.")
        self._attach(connection, session)
        for payload in session.sent:
            if payload["s"] > sequence:
                connection.send(payload)
        session.dispatch("RESUMED", {"_trace": []})
        self.resumed.add(session)

    def _living(self, id: str) -> Session | None:
        session = self._sessions.get(id)
        if session is None or session.connection is not None:
            return session
        if time.monotonic() - session.left_at <= self.session_lifetime:
            return session
        del self._sessions[id]
        return None

    def _check_token(self, data: Json) -> None:
        if data.get("token") != self._world.application.token:
            raise Closing(4004, "Authentication failed.")

    def _attach(self, connection: Connection, session: Session) -> None:
        if session.connection is not None:
            session.connection.cut()
        session.connection = connection
        connection.session = session

    def _forget(self, connection: Connection, code: int | None) -> None:
        """Part a connection from its session; after some codes the session is gone as well."""
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            session.left_at = time.monotonic()
            if code in _FORGOTTEN:
                self._sessions.pop(session.id, None)

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds[int(data["guild_id"])]
        asked = {int(who) for who in data.get("user_ids") or ()}
        found = [
            payloads.member(member)
            for member in guild.members.values()
            if (member.user.id in asked if asked else member.user.name.startswith(data["query"]))
        ]
        chunk = {
            "guild_id": str(guild.id),
            "members": found[: data.get("limit") or None],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": data.get("nonce")})

    def _tell_all(self, payload: Json) -> None:
        for connection in tuple(self._connections):
            connection.send(payload)


async def _hold(held: Held) -> None:
    held.reached.set()
    await held.released.wait()
