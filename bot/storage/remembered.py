"""What is read from the database and remembered until it changes, here or in another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from cachetools import LRUCache

from bot.storage.changes import Concern, Of
from bot.storage.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

V = TypeVar("V")


class Remembered(Generic[V]):
    """What a statement reads about a server, or about a member, by id.

    Most have nothing of their own: they share the value ``nothing``, which is also that of all
    where there is no database; the ``statement`` is then not asked for, and so not loaded.
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
    ) -> None:
        """Remember values that have up to ``capacity`` in ``size`` together.

        Call ``on_change`` with each that is forgotten because it changed. What is needed
        ``at_once`` is not waited for long.
        """
        self._at_once = at_once
        self._on_change = on_change
        self._database = database
        self._statement = statement
        self._of = of
        self._nothing = nothing
        self._values = LRUCache[int, V](capacity, getsizeof=size)
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
        unknown = [(self, id), *[(one, its) for one, its in along if its not in one._values]]
        changes = database.changes.count
        values = await (database.look_up if self._at_once else database.read)(_read, unknown)
        if changes == database.changes.count:  # else they may be of before the change
            for (one, its), value in zip(unknown, values, strict=True):
                one._remember(its, value)
        return cast(V, values[0])

    def _read(self, connection: Connection, id: int) -> V:
        value = self._statement()(connection, id)
        return self._nothing if value == self._nothing else value

    def _remember(self, id: int, value: V) -> None:
        if self._values.getsizeof(value) <= self._values.maxsize:
            self._values[id] = value

    def _forget(self, concern: Concern | None) -> None:
        match concern:
            case None:
                ids = list(self._values)
            case of, id if of == self._of:
                ids = [id]
            case _:
                ids = []
        for id in ids:
            if (value := self._values.pop(id, None)) is not None:
                self._on_change(value)


def _read(connection: Connection, unknown: Iterable[tuple[Remembered[Any], int]]) -> list[Any]:
    return [one._read(connection, id) for one, id in unknown]


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
        if database is not None:
            database.changes.subscribe(self._forget)

    async def get(self) -> V:
        """Return the value; raise UnavailableError where it is not known and cannot be read."""
        if self._source is None or self._is_known:
            return self._value
        database, read = self._source
        changes = database.changes.count
        value = await database.read(read)
        if changes == database.changes.count:
            self._value, self._is_known = value, True
        return value

    def _forget(self, concern: Concern | None) -> None:
        match concern:
            case None | ("server", _):
                self._is_known = False
