"""Members of the bot's servers, fetched when someone asks from elsewhere."""

from collections.abc import Callable
from functools import partial

import discord
from cachetools import TTLCache

from bot.chat.discord.delivery import SEND_ERRORS, repeated
from bot.errors import UnavailableError

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
        """Return a person as a member of a server, or None.

        Raises UnavailableError where Discord does not say whether they are one.
        """
        key = guild.id, person_id
        if key in self._fetched:
            return self._fetched[key]
        try:
            member = await repeated(partial(guild.fetch_member, person_id))
        except discord.NotFound:
            member = None
        except SEND_ERRORS as error:
            raise UnavailableError(
                f"Discord does not say whether {person_id} is in server {guild.id}: {error}"
            ) from error
        self._fetched[key] = member
        return member
