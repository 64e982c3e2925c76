"""Threads to their ends, whatever is open: for those who lead a reading, and for sending it."""

import asyncio
from dataclasses import replace

from bot.answering.engine import AnswerEngine
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.scopes import Scopes
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.reading.readings import ReadingError

MAX_NAMED = 10
"""Threads that are named where one has to be chosen."""


class WholeThreads:
    """Find the threads that a server has."""

    def __init__(self, engine: AnswerEngine, scopes: Scopes) -> None:
        self._engine = engine
        self._scopes = scopes

    async def find(self, server_id: int, thread_id: str) -> Thread | None:
        """Return the thread of that id, or None."""
        scope = await self._scopes.of_server(server_id)
        return await asyncio.to_thread(self._engine.thread, thread_id, scope)

    async def choose(self, incoming: Incoming, thread_id: str | None) -> Thread:
        """Return the thread of that id, or the only one, that everyone in the place may see.

        Raises ReadingError where there is none, or several and no id.
        """
        scope = await self._scopes.whole(replace(incoming, private=False))
        threads = list(await asyncio.to_thread(self._engine.threads, scope))
        if thread_id is not None:
            threads = [one for one in threads if one.id.casefold() == thread_id.casefold()]
            if not threads:
                raise ReadingError(sentence("reading_thread_gone", thread=thread_id))
        if len(threads) != 1:
            ids = ", ".join(one.id for one in threads[:MAX_NAMED])
            raise ReadingError(sentence("reading_name_thread", ids=ids))
        return threads[0]
