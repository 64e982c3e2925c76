"""What was read of the words of servers' threads, kept so that the next start is quick."""

from __future__ import annotations

from collections.abc import Collection

from bot.errors import UnavailableError
from bot.knowledge.thread import Thread
from bot.storage import threads as statements
from bot.storage.database import Database


class WordStore:
    """The words of each server's threads, in bytes; for OS threads that may wait.

    They are a cache: what is missing or cannot be read is read from the posts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, server_id: int) -> bytes:
        """Return the words of a server's threads, empty where there are none to be had."""
        try:
            return self._database.read_and_wait(statements.words, server_id)
        except UnavailableError:
            return b""

    def keep(self, server_id: int, threads: Collection[Thread], words: bytes) -> None:
        """Keep the words of all threads of a server, when the database has time."""
        self._database.write_soon(statements.keep_words, server_id, threads, words)
