"""The threads that servers added: read when someone first asks there, kept until they change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.answering.library import guessed_language
from bot.errors import BotError
from bot.i18n import SentenceError, sentence
from bot.knowledge import Thread
from bot.knowledge.thread import MOST_ABBREVIATIONS
from bot.settings import Settings
from bot.storage import threads as statements
from bot.storage.database import Database
from bot.storage.own_threads import Message, OwnThread, Usage
from bot.storage.remembered import Remembered, RememberedOfAll
from bot.storage.word_store import WordStore

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")

MEMORY = 24_000_000
"""The most bytes of servers' threads that are kept in memory: those of one server that has as
much as it may, by default, or of 400 servers with 125 posts."""

POST, NONE = 200, 100
"""What a post takes beside its words, and a server without threads, in bytes."""


class CeilingError(BotError):
    """A server has as much as the operator lets one keep; ``name`` is the sentence for people."""

    def __init__(self, name: str, limit: int, has: int) -> None:
        super().__init__(f"{name}: {has} of {limit}")
        self.name = name
        self.limit = limit
        self.has = has


class ServerThreads:
    """The threads of each server, as they are at the moment.

    Without a database there are none.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database | None,
        now: Callable[[], float] = time.time,
        along: Sequence[Remembered[Any]] = (),
        word_store: WordStore | None = None,
    ) -> None:
        """With threads that have to be read, read what is needed ``along`` of their server.

        A ``word_store`` reads their words with them.
        """
        self._settings = settings
        self._along = along
        self._database = database
        self._now = now
        self.of_servers = Remembered[tuple[OwnThread, ...]](
            database,
            "server",
            lambda: word_store.threads_of if word_store else statements.of_server,
            (),
            MEMORY,
            _size,
            is_large=lambda: statements.is_large,
        )
        self._servers = RememberedOfAll[frozenset[int]](
            database, lambda: statements.servers, frozenset()
        )
        self._channels = RememberedOfAll[dict[int, int]](database, lambda: statements.channels, {})

    async def of(self, server: int) -> tuple[OwnThread, ...]:
        """Return the threads of a server, in the order of their ids.

        Raises UnavailableError where they cannot be read and are not in memory.
        """
        return await self.of_servers.get(server, *((one, server) for one in self._along))

    async def servers(self) -> Collection[int]:
        """Return the servers that have threads; raises UnavailableError as ``of`` does."""
        return await self._servers.get()

    async def server_of_channel(self, channel_id: int) -> int | None:
        """Return the server that has a thread which was read from this channel, or None."""
        return (await self._channels.get()).get(channel_id)

    async def check_room(self, server: int, thread: Thread) -> None:
        """Raise CeilingError where the server may not keep this thread as well."""
        await self._open().read(self._check_room, server, thread)

    async def add(
        self,
        server: int,
        thread: Thread,
        channel_id: int | None = None,
        messages: Mapping[int, Message] | None = None,
    ) -> None:
        """Keep a thread; raise CeilingError where the server has too much already."""
        if thread.language is None:
            guess = await asyncio.to_thread(guessed_language, thread)
            thread = replace(thread, guessed_language=guess)
        await self._change(server, self._add, server, thread, channel_id, messages)

    async def remove(self, server: int, thread_id: str) -> bool:
        """Delete a thread; return whether it was there."""
        return await self._change(server, statements.remove, server, thread_id)

    async def rename(self, server: int, thread_id: str, title: str) -> bool:
        """Give a thread another title, but the same id; return whether it was there."""
        return await self._change(server, statements.rename, server, thread_id, title)

    async def explain(self, server: int, thread_id: str, short: str, long: str) -> bool:
        """Add an abbreviation to a thread's glossary; return whether the thread was there.

        Raises CeilingError where there is no room.
        """
        return await self._change(server, self._explain, server, thread_id, short, long)

    async def edit(self, server: int, thread_id: str, number: int, before: str, text: str) -> bool:
        """Give a post other words, if it still has those from ``before``; return whether it had.

        Raises CeilingError where the server has too many words then.
        """
        edit = self._edit, server, thread_id, number, before, text
        return await self._change(server, *edit)

    async def change_words(self, server: int, thread_id: str, number: int, text: str) -> None:
        """Give a post the words that its message has now, however many these are."""
        await self._change(server, statements.change_words, server, thread_id, number, text)

    async def remove_posts(self, server: int, thread_id: str, numbers: Collection[int]) -> None:
        """Delete posts of a thread, and the thread with its last post."""
        await self._change(server, statements.remove_posts, server, thread_id, numbers)

    async def _change(self, server: int, work: Callable[..., T], *arguments: object) -> T:
        return await self._open().change(("server", server), work, *arguments)

    def _open(self) -> Database:
        if self._database is None:
            raise SentenceError(sentence("settings_no_database"))
        return self._database

    def _add(
        self,
        connection: Connection,
        server: int,
        thread: Thread,
        channel_id: int | None,
        messages: Mapping[int, Message] | None,
    ) -> None:
        statements.add(connection, server, thread, int(self._now()), channel_id, messages)
        self._check(statements.usage(connection, server))

    def _check_room(self, connection: Connection, server: int, thread: Thread) -> None:
        has, size = statements.usage(connection, server), statements.size_of(thread)
        posts = has.posts + len(thread.posts)
        self._check(Usage(has.threads + 1, posts, has.bytes + size))

    def _check(self, usage: Usage) -> None:
        settings = self._settings
        for name, limit, has in (
            ("ceiling_threads", settings.server_threads, usage.threads),
            ("ceiling_posts", settings.server_posts, usage.posts),
            ("ceiling_bytes", settings.server_bytes, usage.bytes),
        ):
            if has > limit:
                raise CeilingError(name, limit, has)

    def _explain(
        self, connection: Connection, server: int, thread_id: str, short: str, long: str
    ) -> bool:
        count = statements.explain(connection, server, thread_id, short, long)
        if count is not None and count > MOST_ABBREVIATIONS:
            raise CeilingError("ceiling_abbreviations", MOST_ABBREVIATIONS, count)
        self._check_bytes(connection, server)
        return count is not None

    def _edit(
        self,
        connection: Connection,
        server: int,
        thread_id: str,
        number: int,
        before: str,
        text: str,
    ) -> bool:
        edited = statements.change_words(connection, server, thread_id, number, text, before)
        if len(text.encode()) > len(before.encode()):
            self._check_bytes(connection, server)
        return edited

    def _check_bytes(self, connection: Connection, server: int) -> None:
        """Raise CeilingError where the server has too many words by now."""
        has, limit = statements.usage(connection, server).bytes, self._settings.server_bytes
        if has > limit:
            raise CeilingError("ceiling_bytes", limit, has)


def _size(threads: Iterable[OwnThread]) -> int:
    known = [one.thread.size + POST * len(one.thread.posts) for one in threads]
    return min(sum(known) or NONE, MEMORY)  # what is larger is kept alone: it is slow to read
