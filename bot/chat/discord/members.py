"""Members of the bot's servers, fetched when someone asks from elsewhere."""

import asyncio
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
    """Fetch members of servers; Discord sends none along with a direct message.

    All who need one at the same time wait for one request: Discord takes 50 in a second.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._fetched = TTLCache[tuple[int, int], discord.Member | None](
            MAX_REMEMBERED, REMEMBERED_SECONDS, clock
        )
        self._under_way: dict[tuple[int, int], asyncio.Task[discord.Member | None]] = {}

    async def get(self, guild: discord.Guild, person_id: int) -> discord.Member | None:
        """Return a person as a member of a server, or None.

        Raises UnavailableError where Discord does not say whether they are one.
        """
        key = guild.id, person_id
        if key in self._fetched:
            return self._fetched[key]
        if (fetching := self._under_way.get(key)) is None:
            fetching = self._under_way[key] = asyncio.create_task(self._fetch(guild, person_id))
            fetching.add_done_callback(lambda _: self._under_way.pop(key))
        return await asyncio.shield(fetching)

    async def _fetch(self, guild: discord.Guild, person_id: int) -> discord.Member | None:
        try:
            member = await repeated(partial(guild.fetch_member, person_id))
        except discord.NotFound:
            member = None
        except SEND_ERRORS as error:
            raise UnavailableError(
                f"Discord does not say whether {person_id} is in server {guild.id}: {error}"
            ) from error
        self._fetched[guild.id, person_id] = member
        return member
