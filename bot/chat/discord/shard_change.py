"""The change from one number of shards to another, without silence and without double answers."""

import asyncio
import logging
from contextvars import ContextVar

from bot.errors import UnavailableError
from bot.setting_kinds import Shards
from bot.storage import claims
from bot.storage.database import Database
from bot.storage.locks import TOTAL

_log = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
"""How often a process looks whether others serve another number of shards."""

ANNOUNCED = 5.0
"""Seconds before a process connects with another number of shards: by then all others know."""

CLAIM_SECONDS = 0.5
"""How long a claim is waited for: Discord waits three seconds for the first response to an
interaction, and what is needed before it may be waited for, too."""

_unclaimed: ContextVar[bool] = ContextVar("unclaimed", default=False)


def is_unclaimed() -> bool:
    """Return whether another process may answer the request that is being handled."""
    return _unclaimed.get()


class ShardChange:
    """Know whether other processes serve the same servers with another number of shards.

    Both get each message then, so a request is answered by those that claim it first. At all other
    times no request is claimed.
    """

    def __init__(self, database: Database | None, shards: Shards | None) -> None:
        """Without PostgreSQL, or where the setting names no shards, there is no such change."""
        self._database = database
        self._total = shards.total if shards is not None else 0
        shared = database.locks(TOTAL, shared=True) if database is not None else None
        self._locks = shared if shards is not None else None
        self._under_way = False

    async def begin(self) -> None:
        """Let others know of this process's number of shards, before it connects."""
        await self.look()
        if self._under_way:
            await asyncio.sleep(ANNOUNCED)

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        try:
            while self._locks is not None:
                await asyncio.sleep(CHECK_SECONDS)
                await self.look()
        finally:
            self.close()

    async def is_ours(self, request_id: int) -> bool:
        """Return whether this process answers a request, and none with another number of shards.

        Where PostgreSQL does not say so in time, Discord decides: it takes one first response to an
        interaction, and recognizes a second answer to a message by its nonce.
        """
        if not self._under_way or self._database is None:
            return True
        try:
            async with asyncio.timeout(CLAIM_SECONDS):
                return await self._database.write(claims.claim, request_id, self._total)
        except (UnavailableError, TimeoutError) as error:
            reason = str(error) or "the database does not answer"
            _log.warning("request %s is answered without a claim: %s", request_id, reason)
            _unclaimed.set(True)
            return True

    def close(self) -> None:
        """Let others know that this process serves no shards any more."""
        if self._locks is not None:
            self._locks.close()

    async def look(self) -> None:
        """Find out which numbers of shards are served."""
        if self._locks is None or self._database is None:
            return
        try:
            await self._locks.take(self._total)
            totals = await self._locks.numbers()
            if self._under_way and len(totals) == 1:
                await self._database.write(claims.remove_all)
        except UnavailableError:
            return  # as it was, while PostgreSQL is away
        if (under_way := len(totals) > 1) != self._under_way:
            self._under_way = under_way
            served = ", ".join(map(str, sorted(totals)))
            _log.info("the numbers of shards that are served: %s", served)
