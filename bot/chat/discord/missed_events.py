"""What Discord sent to a session of an earlier process that no process has handled."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeAlias

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.chat.discord.resuming_shard import LIVING_ON
from bot.storage.gateway_sessions import GatewaySession

_log = logging.getLogger(__name__)

Parse: TypeAlias = Callable[[str, Any], None]
"""Handles an event of the gateway by its name."""

_ATTEMPTS = 5
_RETRY_SECONDS = 1.0


source: ContextVar[object] = ContextVar("source", default=None)
"""Where the event came from that is being handled: a connection, or what was missed before it."""


def is_of_earlier_session() -> bool:
    """Return whether an earlier process may have handled the event that is being handled."""
    return isinstance(source.get(), MissedEvents)


class MissedEvents:
    """Resume a session, and hold what it is sent until the shard has a session of its own.

    A resumed session does not tell which servers there are, so a process can only answer with a
    session that it began itself. Interactions do not wait: Discord gives them three seconds.
    """

    def __init__(self, client: discord.Client, session: GatewaySession, parse: Parse) -> None:
        self.session = session
        self.tasks = set[asyncio.Task[Any]]()
        """What is done about the events that were held, once they are handed over."""
        self._client = client
        self._parse = parse
        self._held = list[tuple[str, Any]]()
        self._later: list[Callable[[], None]] | None = []
        self._socket: DiscordWebSocket | None = None
        self._replayed = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def hand_over(self) -> None:
        """Handle what was held, in its order, and everything that is missed until then."""
        await self._replayed.wait()
        self._reading.cancel()
        if self._socket is not None:
            await self._socket.close(code=LIVING_ON)
        held, self._held = self._held, []
        for event, data in held:
            self._parse(event, data)
        later, self._later = self._later, None
        for parse in later or ():
            parse()

    def add_later(self, parse: Callable[[], None]) -> None:
        """Handle an event of the shard's own session, after those that were missed."""
        if self._later is None:
            parse()
        else:
            self._later.append(parse)

    def follow(self, task: asyncio.Task[Any]) -> None:
        """Count a task to what is done about these events."""
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _read(self) -> None:
        source.set(self)
        try:
            await self._read_on()
        finally:
            self._replayed.set()

    async def _read_on(self) -> None:
        session_id, sequence = self.session.session_id, self.session.sequence
        for _ in range(_ATTEMPTS):
            try:
                socket = self._socket = await self._connect(session_id, sequence)
                while True:
                    await socket.poll_event()
            except ReconnectWebSocket as again:
                if not again.resume:
                    _log.info("shard %s begins without its earlier session", self.session.shard)
                    return
            except (discord.ConnectionClosed, aiohttp.ClientError, OSError) as error:
                _log.info("shard %s is not resumed yet: %s", self.session.shard, error)
            if self._socket is not None:
                sequence = self._socket.sequence or sequence
            await asyncio.sleep(_RETRY_SECONDS)
        _log.warning("what shard %s missed cannot be read", self.session.shard)

    async def _connect(self, session_id: str, sequence: int) -> DiscordWebSocket:
        async with asyncio.timeout(60):
            socket = await DiscordWebSocket.from_client(
                self._client,
                gateway=yarl.URL(self.session.resume_url),
                shard_id=self.session.shard,
                session=session_id,
                sequence=sequence,
                resume=True,
            )
        socket._dispatch = lambda *_: None
        socket._discord_parsers = {
            event: self._holder(event)
            for event in self._client._connection.parsers
            if event.startswith("MESSAGE_")
        } | {
            "INTERACTION_CREATE": lambda data: self._parse("INTERACTION_CREATE", data),
            "RESUMED": self._log_resumed,
        }
        return socket

    def _holder(self, event: str) -> Callable[[Any], None]:
        return lambda data: self._held.append((event, data))

    def _log_resumed(self, data: object) -> None:
        count = len(self._held)
        _log.info("shard %s missed %s messages and their changes", self.session.shard, count)
        self._replayed.set()
