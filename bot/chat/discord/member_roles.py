"""The roles that people have in the bot's servers, wherever they ask from."""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

import discord
from cachetools import TTLCache

from bot.chat.discord.incoming import Person

_log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0
MAX_REMEMBERED = 10_000
"""How long a fetched member's roles are trusted, and for how many members."""


class Guilds(Protocol):
    """A client that is in some servers."""

    @property
    def guilds(self) -> Sequence[discord.Guild]:
        """The servers that the bot is in."""


class MemberRoles:
    """Look up whether a person has a role, by id.

    In a direct message, or in another server than the role's, Discord sends no roles along. Then
    the member is fetched from the server that has the role.
    """

    def __init__(self, client: Guilds, clock: Callable[[], float]) -> None:
        self._client = client
        self._fetched = TTLCache[tuple[int, int], frozenset[int]](
            MAX_REMEMBERED, REMEMBERED_SECONDS, clock
        )

    async def has_any(self, person: Person, role_ids: Sequence[int]) -> bool:
        """Return whether the person has one of the roles."""
        if isinstance(person, discord.Member) and any(map(person.get_role, role_ids)):
            return True
        here = person.guild.id if isinstance(person, discord.Member) else None
        for guild in self._client.guilds:
            wanted = {id for id in role_ids if guild.get_role(id)}
            if wanted and guild.id != here and wanted & await self._role_ids(guild, person.id):
                return True
        return False

    def names(self, role_ids: Sequence[int]) -> str:
        """Return the roles' names for a sentence, or the ids of roles in no server of the bot's."""
        roles = [
            next((role for guild in self._client.guilds if (role := guild.get_role(id))), None)
            for id in role_ids
        ]
        return ", ".join(
            role.name if role else str(id) for role, id in zip(roles, role_ids, strict=True)
        )

    async def _role_ids(self, guild: discord.Guild, person_id: int) -> frozenset[int]:
        key = guild.id, person_id
        if (known := self._fetched.get(key)) is not None:
            return known
        try:
            member = await guild.fetch_member(person_id)
        except discord.NotFound:
            role_ids = frozenset[int]()
        except discord.HTTPException as error:
            _log.warning("the roles of member %s are unknown: %s", person_id, error)
            return frozenset()
        else:
            role_ids = frozenset(role.id for role in member.roles)
        self._fetched[key] = role_ids
        return role_ids
