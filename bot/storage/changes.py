"""Notices of changes: what is remembered of a server or a person is read again in every process."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

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
_RETRY_SECONDS = 5.0


def notify(connection: Connection, concern: Concern) -> None:
    """Tell other processes of a change as soon as its transaction is committed."""
    if connection.dialect.name == "postgresql":
        notice = _CHANNEL, "{} {}".format(*concern)
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", notice)


class ChangeNotices:
    """Call listeners on the event loop for each change, in this process or in another.

    Processes share a PostgreSQL only; an SQLite file has one.
    """

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        """How many changes were announced: what is read while it rises may be out of date."""
        self._engine = engine
        self._listeners: list[Listener] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._connection: Any = None

    def subscribe(self, listener: Listener) -> None:
        """Call the listener from now on."""
        self._listeners.append(listener)

    def announce(self, concern: Concern | None) -> None:
        """Call the listeners; to be called on the event loop."""
        self.count += 1
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

        while not self._stopping.is_set():
            try:
                words, named = self._engine.dialect.create_connect_args(self._engine.url)
                with psycopg.connect(*words, **named, autocommit=True) as connection:
                    self._connection = connection
                    connection.execute("SELECT pg_advisory_lock_shared(%s)", [IN_USE])
                    connection.execute(f"LISTEN {_CHANNEL}")
                    loop.call_soon_threadsafe(self.announce, None)
                    for one in connection.notifies():
                        loop.call_soon_threadsafe(self.announce, _concern(one.payload))
            except (psycopg.Error, OSError) as error:
                if not self._stopping.is_set():
                    _log.warning("changes of other processes are missed for now: %s", error)
            except RuntimeError:
                return  # the event loop is closed
            self._stopping.wait(_RETRY_SECONDS)


def _concern(payload: str) -> Concern | None:
    of, _, id = payload.partition(" ")
    match of:
        case "server" | "member" if id.isdecimal():
            return of, int(id)
    return None  # from another program, or another version
