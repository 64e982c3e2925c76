"""Notices of changes: what is remembered of a server or a person is read again in every process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from bot.storage.locks import connect

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_log = logging.getLogger(__name__)

Of: TypeAlias = Literal["server", "member"]
"""Whose rows: a server's, or a person's in every server."""

Concern: TypeAlias = tuple[Of, int]
"""The server or the person that a change is about, by id."""

Listener: TypeAlias = Callable[[Concern | None], None]
"""What is called with each change; with None where changes may have been missed."""

IN_USE = 0x7468726561642D32
"""The key of PostgreSQL's lock that every process which serves shares."""

_CHANNEL = "thread_bot"
_RETRY_SECONDS = 1.0

_CHECK_SECONDS = 30.0
"""How often the number of changes is looked at: a notice is only a hint, and may be lost."""

_COUNT = "UPDATE change_count SET count = mod(count, 1000000000000000000) + 1 RETURNING count"
_COUNT_FIRST = "INSERT INTO change_count VALUES (1) ON CONFLICT DO NOTHING"
_COUNTED = "SELECT count FROM change_count"


def notify(connection: Connection, concern: Concern) -> None:
    """Tell other processes of a change as soon as its transaction is committed.

    It must be the last statement: other changes wait for the count from here to the commit. Where
    someone emptied its table, or wrote to it, it goes on all the same.
    """
    if connection.dialect.name == "postgresql":
        number = connection.exec_driver_sql(_COUNT).scalar()
        if number is None:
            number = 1
            connection.exec_driver_sql(_COUNT_FIRST)
        notice = _CHANNEL, "{} {} {}".format(*concern, number)
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", notice)


class ChangeNotices:
    """Call listeners on the event loop for each change, in this process or in another.

    Processes share a PostgreSQL only; an SQLite file has one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listeners: list[Listener] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._connection: Any = None
        self._known: int | None = None
        """How many changes there were in PostgreSQL that this process knows of."""

    def subscribe(self, listener: Listener) -> None:
        """Call the listener from now on."""
        self._listeners.append(listener)

    def announce(self, concern: Concern | None) -> None:
        """Call the listeners; to be called on the event loop."""
        for listener in self._listeners:
            listener(concern)

    def listen(self) -> None:
        """Begin to receive other processes' changes, on the running event loop."""
        if self._engine.dialect.name == "postgresql" and self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(
                target=self._listen, args=[loop], name="database notices", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """End listening."""
        self._stopping.set()
        if self._thread is not None:
            if self._connection is not None:
                self._connection.close()
            self._thread.join(_RETRY_SECONDS)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        import psycopg

        away = False
        while not self._stopping.is_set():
            try:
                with connect(self._engine) as connection:
                    self._connection, away = connection, False
                    connection.execute("SELECT pg_advisory_lock_shared(%s)", [IN_USE])
                    connection.execute(f"LISTEN {_CHANNEL}")
                    while not self._stopping.is_set():
                        (count,) = connection.execute(_COUNTED).fetchone() or (0,)
                        if count != self._known:
                            self._known = count
                            loop.call_soon_threadsafe(self.announce, None)
                        for one in connection.notifies(timeout=_CHECK_SECONDS):
                            loop.call_soon_threadsafe(self.announce, self._read(one.payload))
            except (psycopg.Error, OSError) as error:
                if not away and not self._stopping.is_set():
                    _log.warning("changes of other processes are missed for now: %s", error)
                away = True
            except RuntimeError:
                return  # the event loop is closed
            self._stopping.wait(_RETRY_SECONDS)

    def _read(self, payload: str) -> Concern | None:
        """Return what a notice is about; None where one before it was missed."""
        match payload.split(" "):
            case ["server" | "member" as of, id, number] if f"{id}{number}".isdecimal():
                missed = self._known is None or int(number) > self._known + 1
                self._known = max(self._known or 0, int(number))
                return None if missed else (of, int(id))
        return None  # from another program, or another version
