"""Sessions, which outlive connections, and connections, which carry them."""

import asyncio
import json
import socket as sockets
import struct
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum

import aiohttp
from aiohttp import web

from .compression import compressor
from .world import Json


class Op(IntEnum):
    """What a payload is for."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass(eq=False, slots=True)
class Session:
    """One shard's session: what it wants to hear of, and what it has been sent so far."""

    id: str
    shard: tuple[int, int]
    intents: int
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=10_000))
    connection: "Connection | None" = None
    left_at: float = 0.0

    def dispatch(self, event: str, data: Json) -> None:
        """Send an event, or keep it for the resume if nobody is connected."""
        self.sequence += 1
        payload = {"op": Op.DISPATCH, "d": data, "s": self.sequence, "t": event}
        self.sent.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def serves(self, guild_id: int | None) -> bool:
        """Whether this guild is on this shard; direct messages are all on the first."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number


class Connection:
    """One WebSocket: sends in order without blocking the sender, and knows how it ended."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._compress = compressor(request.query.get("compress"))
        self._outgoing: asyncio.Queue[Json] = asyncio.Queue()
        self.session: Session | None = None
        self.closed_with: int | None = None
        self.heartbeats = 0
        self.received: deque[float] = deque()
        self._pongs: dict[bytes, asyncio.Future[float]] = {}

    def send(self, payload: Json) -> None:
        """Queue a payload; they leave in this order."""
        self._outgoing.put_nowait(payload)

    async def write(self) -> None:
        """Send what is queued, until the connection ends."""
        with suppress(ConnectionError):
            while True:
                text = json.dumps(await self._outgoing.get(), separators=(",", ":"))
                if self._compress is None:
                    await self._socket.send_str(text)
                else:
                    await self._socket.send_bytes(self._compress(text.encode()))

    async def ping(self) -> float:
        """Seconds until the client has answered a ping of the WebSocket's own."""
        began = time.perf_counter()
        token = str(began).encode()
        pong = self._pongs[token] = asyncio.get_running_loop().create_future()
        await self._socket.ping(token)
        ended: float = await pong
        return ended - began

    async def take(self, frame: aiohttp.WSMessage) -> None:
        """Take a frame that is about the WebSocket itself."""
        if frame.type is aiohttp.WSMsgType.PING:
            await self._socket.pong(frame.data)
        elif frame.type is aiohttp.WSMsgType.PONG:
            self._pongs.pop(bytes(frame.data)).set_result(time.perf_counter())

    async def close(self, code: int, reason: str = "") -> None:
        """Close with a code, as the gateway does when it is the one to end it."""
        self.closed_with = code
        await self._socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """Break the connection: the client gets a reset, and no close code."""
        transport = self._request.transport
        if transport is not None:
            raw: sockets.socket | None = transport.get_extra_info("socket")
            if raw is not None:  # no lingering: the kernel sends a reset, not an orderly end
                raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
