"""What was read of the words of servers' threads, kept so that the next start is quick."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.errors import UnavailableError
from bot.knowledge.thread import Thread
from bot.storage import threads as statements
from bot.storage.database import Database
from bot.storage.own_threads import OwnThread

if TYPE_CHECKING:
    from sqlalchemy import Connection

AHEAD = 2_000_000
"""The most bytes of words that are read with their threads and wait until these are asked for."""


class WordStore:
    """The words of each server's threads, in bytes; for OS threads that may wait.

    They are a cache: what is missing or cannot be read is read from the posts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ahead = LRUCache[int, bytes](AHEAD, getsizeof=len)
        self._lock = threading.Lock()

    def threads_of(self, connection: Connection, server_id: int) -> tuple[OwnThread, ...]:
        """Return the threads of a server, and read their words in the same transaction."""
        threads = statements.of_server(connection, server_id)
        words = statements.words(connection, server_id) if threads else b""
        if 0 < len(words) <= AHEAD:
            with self._lock:
                self._ahead[server_id] = words
        return threads

    def of(self, server_id: int) -> bytes:
        """Return the words of a server's threads, empty where there are none to be had."""
        with self._lock:
            ahead = self._ahead.pop(server_id, None)
        try:
            return ahead or self._database.read_and_wait(statements.words, server_id)
        except UnavailableError:
            return b""

    def keep(self, server_id: int, threads: Collection[Thread], words: bytes) -> None:
        """Keep the words of all threads of a server, when the database has time."""
        self._database.write_soon(statements.keep_words, server_id, threads, words)
