"""Members of the bot's servers, fetched when someone asks from elsewhere."""

import logging
from collections.abc import Callable

import discord
from cachetools import TTLCache

_log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0
MAX_REMEMBERED = 10_000
"""How long a fetched member is trusted, and for how many members."""


class FetchedMembers:
    """Fetch members of servers; Discord sends none along with a direct message."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._fetched = TTLCache[tuple[int, int], discord.Member | None](
            MAX_REMEMBERED, REMEMBERED_SECONDS, clock
        )

    async def get(self, guild: discord.Guild, person_id: int) -> discord.Member | None:
        """Return a person as a member of a server.

        Return None where Discord says that they are none, or does not say.
        """
        key = guild.id, person_id
        if key in self._fetched:
            return self._fetched[key]
        try:
            member = await guild.fetch_member(person_id)
        except discord.NotFound:
            member = None
        except discord.HTTPException as error:
            _log.warning("member %s of server %s is unknown: %s", person_id, guild.id, error)
            return None
        self._fetched[key] = member
        return member
