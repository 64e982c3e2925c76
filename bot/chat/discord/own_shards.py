"""Which shards this process serves, where the processes number themselves."""

from __future__ import annotations

import asyncio
import logging
import re

from bot.errors import SettingsError, UnavailableError
from bot.setting_kinds import Shards, ShardsByOrdinal
from bot.storage.database import Database
from bot.storage.locks import PROCESS

_log = logging.getLogger(__name__)

_ORDINAL = re.compile(r"-([0-9]{1,4})$")
_RETRY_SECONDS = 1.0
_CHECK_SECONDS = 5.0
_MOST_PROCESSES = 10_000


class OwnShards:
    """The shards of this process, by the number that it has alone among the processes.

    The number is the host name's last, as a StatefulSet of Kubernetes gives it, or else the first
    one that is free in PostgreSQL. With PostgreSQL, no two processes have one number.
    """

    def __init__(self, setting: ShardsByOrdinal, database: Database | None, host: str) -> None:
        """Raise SettingsError where the process gets no number."""
        self._setting = setting
        self._locks = database.locks(PROCESS) if database is not None else None
        self._number: int | None = None
        ordinal = int(found[1]) if (found := _ORDINAL.search(host)) else setting.processes
        if ordinal < setting.processes:
            self._candidates = range(ordinal, ordinal + 1)
        elif self._locks is not None:
            self._candidates = range(setting.processes)
        else:
            raise SettingsError(
                f"shards is {setting}, and the host name {host} does not end in a number below "
                f"{setting.processes}, such as bot-0; name the host so, or set database to a "
                "PostgreSQL, which gives the processes their numbers"
            )

    async def take(self) -> Shards:
        """Return the shards, as soon as no other process has them; raises UnavailableError."""
        waits = False
        while True:
            for number in self._candidates:
                if await self._take(number):
                    self._number = number
                    return self._setting.of(number)
            if not waits:
                waits = True
                _log.info("other processes serve all shards; waiting until one of them ends")
            await asyncio.sleep(_RETRY_SECONDS)

    async def lost(self) -> None:
        """Return when another process has them, such as after an outage of PostgreSQL."""
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            try:
                if self._number is None or not await self._take(self._number):
                    return
            except UnavailableError:
                continue  # nobody gets a number while PostgreSQL is away

    def close(self) -> None:
        """Let another process have them."""
        if self._locks is not None:
            self._locks.close()

    async def _take(self, number: int) -> bool:
        if self._locks is None:
            return True
        return await self._locks.take(self._setting.total * _MOST_PROCESSES + number)
