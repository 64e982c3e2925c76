"""The sessions with Discord's gateway: kept while the bot runs, resumed by the next process."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket

from bot.chat.discord.missed_events import MissedEvents, source
from bot.errors import UnavailableError
from bot.storage.gateway_sessions import GatewaySession, SessionStore

_log = logging.getLogger(__name__)

MAX_AGE = 300
"""Seconds after which a session is not resumed, and a message that was missed is not answered.

Discord keeps neither the session nor the nonce of an answer, by which it recognizes a second one,
for much longer.
"""

KEEP_SECONDS = 2.0
"""How often sessions are kept: a process that is killed leaves so much to be looked at again."""

_NEVER_TWICE = ("MESSAGE_CREATE", "INTERACTION_CREATE")
"""The events that must not be handled twice while a shard has two sessions."""

_AFTER_MISSED = ("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK")
"""The events that may be about a message that was missed, and so are handled after it."""


class FollowedWebSocket(DiscordWebSocket):
    """A gateway connection of which it is known which task handles which event."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle what the gateway sent."""
        source.set(self)
        await super().received_message(msg)

    async def send_heartbeat(self, data: Any) -> None:
        """Note the time and send a heartbeat.

        discord.py notes the time afterwards, in another OS thread. An answer that comes before that
        is taken for one to the heartbeat before, and 41 s late.
        """
        if self._keep_alive is not None:
            self._keep_alive.beat()
        await super().send_heartbeat(data)


class FollowedCommands(app_commands.CommandTree[Any]):
    """Commands of which it is known from the start of each which event it handles."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Follow the task of a command or a suggestion, which is no event handler of discord.py."""
        task = asyncio.current_task()
        assert task is not None
        self.client.sessions.follow(task)
        return True


@dataclass(slots=True)
class _Progress:
    """The events of a session that are being handled: the sequence of each, in their order."""

    session_id: str | None
    under_way: dict[asyncio.Task[Any], int] = field(default_factory=dict)

    def handled(self, sequence: int) -> int:
        """Return the last event up to which all are handled; ``sequence`` is the last one."""
        return next(iter(self.under_way.values()), sequence + 1) - 1


class GatewaySessions:
    """Keep how far the events of each shard are handled, and hand over what was missed before.

    An event is handled when the tasks that it began have ended. What was being handled when a
    process was killed is handled again by the next; Discord recognizes answers that it has by their
    nonces.
    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        store: SessionStore | None,
        now: Callable[[], float],
    ) -> None:
        """Without a ``store`` no session is kept."""
        self._client = client
        self._store = store
        self._now = now
        self._progress: dict[int, _Progress] = {}
        self._missed: dict[int, MissedEvents] = {}
        self._handing_over: dict[int, asyncio.Task[None]] = {}
        self._seen = set[str | None]()
        self._kept: list[GatewaySession] = []
        self._begun = asyncio.Event()
        parsers = client._connection.parsers
        for event in _NEVER_TWICE:
            parsers[event] = partial(self._parse_once, parsers[event])
        for event in _AFTER_MISSED:
            parsers[event] = partial(self._parse_after_missed, parsers[event])

    async def resume(self, total: int, shards: range | list[int]) -> None:
        """Resume the sessions of these shards of ``total`` that an earlier process left."""
        if self._store is None:
            return
        try:
            kept = await self._store.load()
        except UnavailableError as error:
            _log.warning("no session is resumed: %s", error)
            return
        token_hash = hash_of(self._client.http.token)
        for one in kept:
            of_ours = one.total == total and one.shard in shards
            if of_ours and can_resume(one, token_hash, self._now()):
                self._missed[one.shard] = MissedEvents(self._client, one, self._parse)

    def follow(self, task: asyncio.Task[Any]) -> None:
        """Note which event a new task handles."""
        match socket := source.get():
            case MissedEvents() as missed:
                missed.follow(task)
            case FollowedWebSocket(shard_id=int(shard), sequence=int(sequence)):
                under_way = self._progress_of(shard, socket).under_way
                under_way[task] = sequence
                task.add_done_callback(lambda task: under_way.pop(task, None))

    def hand_over_soon(self, shard: int) -> None:
        """Handle what the shard missed, now that its servers are known."""
        if (missed := self._missed.get(shard)) is not None and shard not in self._handing_over:
            self._handing_over[shard] = asyncio.create_task(self._hand_over(shard, missed))

    async def _hand_over(self, shard: int, missed: MissedEvents) -> None:
        source.set(missed)
        await missed.hand_over()
        while missed.tasks:
            await asyncio.wait(missed.tasks)
        del self._missed[shard]
        if not self._missed:
            self._seen.clear()

    async def finish(self) -> None:
        """Wait for the events that are being handled."""
        while tasks := set(self._under_way()):
            await asyncio.wait(tasks)

    def keep_soon(self) -> None:
        """Keep the sessions without delay: one has begun, and the process may be killed."""
        self._begun.set()

    async def keep(self) -> None:
        """Keep the sessions from now on."""
        while self._store is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(KEEP_SECONDS):
                    await self._begun.wait()
            self._begun.clear()
            await self.save()

    async def save(self) -> None:
        """Keep the sessions as they are; where that fails, they are kept a moment later."""
        if self._store is None:
            return
        sessions = list(self._sessions())
        if not sessions or sessions == self._kept:
            return
        with suppress(UnavailableError):  # the database or the disk is in the log already
            await self._store.save(sessions)
            self._kept = sessions

    def _sessions(self) -> Iterator[GatewaySession]:
        """Yield the session of each shard: the earlier one while it is not handed over."""
        minute = int(self._now()) // 60 * 60  # a session in which nothing happens lives on, too
        token_hash = hash_of(self._client.http.token)
        for missed in self._missed.values():
            yield missed.session
        for shard, info in self._client.shards.items():
            socket = info._parent.ws
            if shard in self._missed or socket.session_id is None or socket.sequence is None:
                continue
            handled = self._progress_of(shard, socket).handled(socket.sequence)
            yield GatewaySession(
                shard,
                self._client.shard_count or 1,
                socket.session_id,
                handled,
                str(socket.gateway),
                token_hash,
                minute,
            )

    def _progress_of(self, shard: int, socket: DiscordWebSocket) -> _Progress:
        progress = self._progress.get(shard)
        if progress is None or progress.session_id != socket.session_id:
            progress = self._progress[shard] = _Progress(socket.session_id)
        return progress

    def _under_way(self) -> Iterator[asyncio.Task[Any]]:
        for progress in self._progress.values():
            yield from progress.under_way
        for missed in self._missed.values():
            yield from missed.tasks

    def _parse(self, event: str, data: Any) -> None:
        """Handle an event that was missed, unless it is too old."""
        oldest = discord.utils.time_snowflake(datetime.fromtimestamp(self._now() - MAX_AGE, UTC))
        if event == "MESSAGE_CREATE" and int(data["id"]) < oldest:
            return
        self._client._connection.parsers[event](data)

    def _parse_once(self, parser: Callable[[Any], None], data: Any) -> None:
        if self._missed:
            if data.get("id") in self._seen:
                return
            self._seen.add(data.get("id"))
        parser(data)

    def _parse_after_missed(self, parser: Callable[[Any], None], data: Any) -> None:
        match source.get():
            case FollowedWebSocket(shard_id=int(shard)) if shard in self._missed:
                self._missed[shard].add_later(partial(parser, data))
            case _:
                parser(data)


def can_resume(session: GatewaySession, token_hash: str, now: float) -> bool:
    """Return whether Discord may still know a session, and take it from the bot with this token."""
    return now - session.seen_at <= MAX_AGE and session.token_hash == token_hash


def hash_of(token: str | None) -> str:
    """Return what is kept of the token, to know whether it is the same one."""
    return hashlib.sha256((token or "").encode()).hexdigest()
