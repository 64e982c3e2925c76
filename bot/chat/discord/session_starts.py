"""When a shard may begin a session: in turn with all others, and not too often in a day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp
import discord
from discord.shard import SessionStartLimits

from bot.errors import UnavailableError
from bot.storage.database import Database
from bot.storage.locks import IDENTIFY, Locks

_log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two sessions of a bucket
(https://discord.com/developers/docs/events/gateway#rate-limiting)."""

RESERVE = 10
"""Starts of a day that are left alone: after the last one, Discord resets the token."""

_FEW = 0.1


class SessionStarts:
    """Let one shard of a bucket begin a session at a time, in all processes on one PostgreSQL.

    The bucket of a shard is its number modulo ``max_concurrency``, which Discord sets for each bot.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[SessionStartLimits]],
        database: Database | None,
        note_remaining: Callable[[int], object],
    ) -> None:
        """``note_remaining`` gets the number of starts that are left today."""
        self._fetch = fetch
        self._database = database
        self._note_remaining = note_remaining
        self._buckets: dict[int, asyncio.Lock] = {}
        self._concurrency = 1

    async def wait_turn(self, shard: int) -> None:
        """Wait until a shard may begin a session, which it must do at once then."""
        while True:
            if (pause := await self._pause(shard)) is None:
                break
            await asyncio.sleep(pause.total_seconds())
        number = shard % self._concurrency
        bucket = self._buckets.setdefault(number, asyncio.Lock())
        await bucket.acquire()
        try:
            locks = await self._locked(number)
        except BaseException:
            bucket.release()
            raise
        loop = asyncio.get_running_loop()
        loop.call_later(PAUSE, bucket.release)
        if locks is not None:
            loop.call_later(PAUSE, locks.close)

    async def _pause(self, shard: int) -> timedelta | None:
        """Return how long to wait for the next day of starts; None where some are left."""
        try:
            limits = await self._fetch()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.warning("how many sessions may begin today is not known: %s", error)
            return None
        self._concurrency = max(1, limits.max_concurrency)
        self._note_remaining(limits.remaining)
        until = timedelta(seconds=limits.reset_after // 1000)
        if limits.remaining <= RESERVE:
            _log.error(
                "shard %s waits for %s: Discord lets the bot begin %s sessions a day, %s are left, "
                "and it resets the token after the last one; see why it starts so often",
                *(shard, until, limits.total, limits.remaining),
            )
            return until
        if limits.remaining <= limits.total * _FEW:
            _log.warning(
                "Discord lets the bot begin %s more sessions within %s, of %s a day",
                *(limits.remaining, until, limits.total),
            )
        return None

    async def _locked(self, number: int) -> Locks | None:
        """Return the lock of a bucket once it is this process's; None without PostgreSQL."""
        locks = self._database.locks(IDENTIFY) if self._database is not None else None
        if locks is None:
            return None
        try:
            await locks.wait(number)
        except UnavailableError as error:
            _log.warning("shards of other processes may begin at the same time: %s", error)
            return None
        except BaseException:
            locks.close()
            raise
        return locks
