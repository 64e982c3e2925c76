"""Locks that processes on one PostgreSQL share; one that dies gives them back at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.errors import UnavailableError

if TYPE_CHECKING:
    from sqlalchemy import Engine

PROCESS, IDENTIFY, TOTAL = range(0x74620001, 0x74620004)
"""The kinds of locks: the number of a process, a turn to identify, a number of shards in use."""

_RETRY_SECONDS = 0.25

_NUMBERS = (
    "SELECT DISTINCT objid::int FROM pg_locks WHERE locktype = 'advisory' AND classid = %s "
    "AND objsubid = 2 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

_NOTICED_SOON = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 4}
"""By what PostgreSQL notices within half a minute that a machine is gone."""


def connect(engine: Engine) -> Any:
    """Return a connection of its own, outside of the pool and of transactions."""
    import psycopg

    words, named = engine.dialect.create_connect_args(engine.url)
    connection = psycopg.connect(*words, **named, autocommit=True)
    for name, value in _NOTICED_SOON.items():
        connection.execute(f"SET {name} = {value}")
    return connection


class Locks:
    """The locks of one kind that this process has, for as long as their connection lives."""

    def __init__(self, engine: Engine, kind: int, *, shared: bool = False) -> None:
        """A ``shared`` lock is of any number of processes."""
        self._engine = engine
        self._kind = kind
        self._try = "pg_try_advisory_lock" + ("_shared" if shared else "")
        self._connection: Any = None

    async def take(self, number: int) -> bool:
        """Take a lock unless another process has it; return whether it is this one's.

        It may be taken again, after an outage too. Raises UnavailableError.
        """
        return await asyncio.to_thread(self._take, number)

    async def numbers(self) -> set[int]:
        """Return which locks of this kind any process has; raises UnavailableError."""
        rows = await asyncio.to_thread(self._execute, _NUMBERS, [self._kind])
        return {number for (number,) in rows}

    async def wait(self, number: int) -> None:
        """Wait until a lock is this process's; raises UnavailableError."""
        while True:
            if await self.take(number):
                return
            await asyncio.sleep(_RETRY_SECONDS)

    def close(self) -> None:
        """Give the locks back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _take(self, number: int) -> bool:
        ((taken,),) = self._execute(f"SELECT {self._try}(%s, %s)", [self._kind, number])
        return bool(taken)

    def _execute(self, query: str, values: list[int]) -> list[tuple[int]]:
        import psycopg

        try:
            if self._connection is None:
                self._connection = connect(self._engine)
            rows: list[tuple[int]] = self._connection.execute(query, values).fetchall()
        except (psycopg.Error, OSError) as error:
            self.close()
            reason = str(error).partition("\n")[0]
            raise UnavailableError(f"PostgreSQL gives no lock ({reason}); see why") from None
        return rows
