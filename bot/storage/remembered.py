"""What is read from the database and remembered until it changes, here or in another process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from cachetools import LRUCache

from bot.storage.changes import Concern, Of
from bot.storage.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

V = TypeVar("V")

_Unknown: TypeAlias = "tuple[Remembered[Any], int]"
"""A value that has to be read, by its id."""

_Read: TypeAlias = "asyncio.Task[dict[_Unknown, Any]]"
"""A transaction that reads values."""


class Remembered(Generic[V]):
    """What a statement reads about a server, or about a member, by id.

    Those who ask at once wait for one read: that of a server's threads may take half a second. Most
    have nothing of their own: they share the value ``nothing``, which is also that of all where
    there is no database; the ``statement`` is then not asked for, and so not loaded.
    """

    def __init__(
        self,
        database: Database | None,
        of: Of,
        statement: Callable[[], Callable[[Connection, int], V]],
        nothing: V,
        capacity: int,
        size: Callable[[V], float] = lambda value: 1,
        on_change: Callable[[V], object] = lambda value: None,
        *,
        at_once: bool = False,
        is_large: Callable[[], Callable[[Connection, int], bool]] | None = None,
    ) -> None:
        """Remember values that have up to ``capacity`` in ``size`` together.

        Call ``on_change`` with each that is forgotten because it changed. What is needed
        ``at_once`` is not waited for long. What ``is_large`` is read by itself, one at a time, so
        that nothing else waits for it.
        """
        self._at_once = at_once
        self._is_large = is_large() if is_large and database is not None else None
        self._on_change = on_change
        self._database = database
        self._statement = None if database is None else statement()
        self._of = of
        self._nothing = nothing
        self._values = LRUCache[int, V](capacity, getsizeof=size)
        self._under_way: dict[int, _Read] = {}
        if database is not None:
            database.changes.subscribe(self._forget)

    async def get(self, id: int, *along: tuple[Remembered[Any], int]) -> V:
        """Return the value; raise UnavailableError where it is not known and cannot be read.

        What is needed next is read ``along`` with it, in the same transaction.
        """
        database = self._database
        if database is None:
            return self._nothing
        if (known := self._values.get(id)) is not None:
            return known
        read = database.look_up if self._at_once else database.read
        work = _values
        while True:
            if (reading := self._under_way.get(id)) is None:
                unknown = [(self, id), *[(one, its) for one, its in along if one._is_unknown(its)]]
                reading = asyncio.create_task(self._read(partial(read, work, unknown), unknown))
                for one, its in unknown:
                    one._under_way[its] = reading
            if (self, id) in (values := await asyncio.shield(reading)):
                return cast(V, values[self, id])
            read, work, along = database.read_large, _large_values, ()

    def _is_unknown(self, id: int) -> bool:
        return id not in self._values and id not in self._under_way

    async def _read(
        self, read: Callable[[], Awaitable[dict[_Unknown, Any]]], unknown: list[_Unknown]
    ) -> dict[_Unknown, Any]:
        """Read values, and remember those that nothing changed since this began."""
        this = asyncio.current_task()
        values: dict[_Unknown, Any] = {}
        try:
            values = await read()
        finally:
            for one, its in unknown:
                if one._under_way.get(its) is this:
                    del one._under_way[its]
                    if (one, its) in values:
                        one._remember(its, values[one, its])
        return values

    def _value(self, connection: Connection, id: int) -> V:
        assert self._statement is not None
        value = self._statement(connection, id)
        return self._nothing if value == self._nothing else value

    def _remember(self, id: int, value: V) -> None:
        if self._values.getsizeof(value) <= self._values.maxsize:
            self._values[id] = value

    def _forget(self, concern: Concern | None) -> None:
        match concern:
            case None:
                ids = [*self._values, *self._under_way]
            case of, id if of == self._of:
                ids = [id]
            case _:
                ids = []
        for id in ids:
            self._under_way.pop(id, None)  # what it reads may be of before the change
            if (value := self._values.pop(id, None)) is not None:
                self._on_change(value)


def _values(connection: Connection, unknown: Iterable[_Unknown]) -> dict[_Unknown, Any]:
    """Read values, but those that are large."""
    small = [
        (one, id) for one, id in unknown if not (one._is_large and one._is_large(connection, id))
    ]
    return _large_values(connection, small)


def _large_values(connection: Connection, unknown: Iterable[_Unknown]) -> dict[_Unknown, Any]:
    return {(one, id): one._value(connection, id) for one, id in unknown}


class RememberedOfAll(Generic[V]):
    """What a statement reads about all servers together; without a database, ``nothing``."""

    def __init__(
        self,
        database: Database | None,
        statement: Callable[[], Callable[[Connection], V]],
        nothing: V,
    ) -> None:
        self._source = None if database is None else (database, statement())
        self._value = nothing
        self._is_known = database is None
        self._under_way: asyncio.Task[V] | None = None
        if database is not None:
            database.changes.subscribe(self._forget)

    async def get(self) -> V:
        """Return the value; raise UnavailableError where it is not known and cannot be read."""
        if self._source is None or self._is_known:
            return self._value
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._read(*self._source))
        return await asyncio.shield(self._under_way)

    async def _read(self, database: Database, read: Callable[[Connection], V]) -> V:
        this = asyncio.current_task()
        try:
            value = await database.read(read)
            if self._under_way is this:  # else it may be of before a change
                self._value, self._is_known = value, True
            return value
        finally:
            if self._under_way is this:
                self._under_way = None

    def _forget(self, concern: Concern | None) -> None:
        match concern:
            case None | ("server", _):
                self._is_known, self._under_way = False, None
