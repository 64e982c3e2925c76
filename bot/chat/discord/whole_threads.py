"""Threads to their ends, whatever is open: for those who lead a reading, and for sending it."""

from dataclasses import replace

from bot.answering.engine import AnswerEngine
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.member_roles import Guilds
from bot.chat.discord.scopes import Scopes
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.reading.reading import Reading
from bot.reading.readings import ReadingError
from bot.reading.ticker import TryLaterError

MAX_NAMED = 10
"""Threads that are named where one has to be chosen."""


class WholeThreads:
    """Find the threads that a server has, to their ends."""

    def __init__(self, engine: AnswerEngine, scopes: Scopes, guilds: Guilds) -> None:
        self._engine = engine
        self._scopes = scopes
        self._guilds = guilds

    async def of_reading(self, reading: Reading) -> Thread | None:
        """Return the thread of a reading, or None where not all who read along may see it.

        Raises TryLaterError or UnavailableError while it is not known who may see what.
        """
        guild = self._guilds.get_guild(reading.server_id)
        if guild is None or guild.unavailable:
            raise TryLaterError("the server is not there at the moment")
        scope = await self._scopes.of_channel(guild, reading.channel_id)
        await self._scopes.index(scope)
        return self._engine.thread(reading.thread_id, scope)

    async def seen_by(self, incoming: Incoming) -> list[Thread]:
        """Return the threads that the asker may see in an answer there."""
        scope = await self._scopes.whole(incoming)
        await self._scopes.index(scope)
        return list(self._engine.threads(scope))

    async def choose(self, incoming: Incoming, thread_id: str | None) -> Thread:
        """Return the thread of that id, or the only one, that everyone in the place may see.

        Raises ReadingError where there is none, or several and no id.
        """
        threads = await self.seen_by(replace(incoming, private=False))
        if thread_id is not None:
            threads = [one for one in threads if one.id.casefold() == thread_id.casefold()]
            if not threads:
                raise ReadingError(sentence("reading_thread_gone", thread=thread_id))
        if len(threads) != 1:
            ids = ", ".join(one.id for one in threads[:MAX_NAMED])
            raise ReadingError(sentence("reading_name_thread", ids=ids))
        return threads[0]
