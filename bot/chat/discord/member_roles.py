"""The roles that people have in the bot's servers, wherever they ask from."""

import logging
from collections.abc import Sequence
from typing import Protocol

import discord

from bot.chat.discord.incoming import Person, ids_of_roles
from bot.chat.discord.members import FetchedMembers
from bot.errors import UnavailableError
from bot.i18n.direction import isolated

_log = logging.getLogger(__name__)


class Guilds(Protocol):
    """A client that is in some servers."""

    @property
    def guilds(self) -> Sequence[discord.Guild]:
        """The servers that the bot is in."""

    def get_guild(self, id: int, /) -> discord.Guild | None:
        """Return one of them, or None."""


class MemberRoles:
    """Look up whether a person has a role, by id.

    In a direct message, or in another server than the role's, Discord sends no roles along. Then
    the member is fetched from the server that has the role.
    """

    def __init__(self, client: Guilds, members: FetchedMembers) -> None:
        self._client = client
        self._members = members

    async def has_any(self, person: Person, role_ids: Sequence[int]) -> bool:
        """Return whether the person has one of the roles."""
        if not ids_of_roles(person).isdisjoint(role_ids):
            return True
        here = person.guild.id if isinstance(person, discord.Member) else None
        for guild in self._client.guilds:
            wanted = {id for id in role_ids if guild.get_role(id)}
            if wanted and guild.id != here and wanted & await self._role_ids(guild, person.id):
                return True
        return False

    async def names(self, person: Person, role_ids: Sequence[int]) -> str:
        """Return roles for a sentence: by name to members of their server, by id to others."""
        return ", ".join([await self._name(person, id) for id in role_ids])

    async def _name(self, person: Person, role_id: int) -> str:
        here = person.guild.id if isinstance(person, discord.Member) else None
        for guild in self._client.guilds:
            if (role := guild.get_role(role_id)) is None:
                continue
            if guild.id == here or await self._role_ids(guild, person.id):
                return isolated(role.name)
        return str(role_id)

    async def _role_ids(self, guild: discord.Guild, person_id: int) -> frozenset[int]:
        try:
            member = await self._members.get(guild, person_id)
        except UnavailableError as error:
            _log.warning("the roles of a person are unknown: %s", error)
            return frozenset()
        return frozenset(role.id for role in member.roles) if member else frozenset()
