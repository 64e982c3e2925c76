"""The guard: the only place that decides whether a request is answered."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.chat.discord.delivery import SEND_ERRORS
from bot.chat.discord.incoming import Incoming, Person
from bot.chat.discord.member_roles import MemberRoles
from bot.chat.discord.rate_limiter import RateLimiter, RetryAfter
from bot.i18n import Sentence, sentence
from bot.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not answered, and the sentence that says why.

    A message is refused in silence unless ``announced``: the sentence would be noise for others.
    """

    reason: Sentence
    announced: bool = False


Decision: TypeAlias = Refusal | RetryAfter


class Guard:
    """Decide by the settings who may ask, where and how often, and who may reload."""

    def __init__(
        self,
        settings: Settings,
        roles: MemberRoles,
        is_owner: Callable[[Person], Awaitable[bool]],
        clock: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._roles = roles
        self._is_owner = is_owner
        self._member_limiter = RateLimiter(settings.questions_per_member, clock)
        self._channel_limiter = RateLimiter(settings.questions_per_channel, clock)

    async def check(self, incoming: Incoming, *, busy: bool) -> Decision | None:
        """Check channel, role, load and rate; count a request that is not refused in silence."""
        refusal = await self.check_access(incoming)
        if refusal is not None and not refusal.announced:
            return refusal
        if busy:
            return Refusal(sentence("busy"), announced=True)
        return self.check_rate(incoming) or refusal

    def check_rate(self, incoming: Incoming) -> RetryAfter | None:
        """Count a request; return RetryAfter where the member or the channel asks too often."""
        return self._member_limiter.acquire(incoming.person.id) or self._channel_limiter.acquire(
            incoming.channel_id
        )

    async def check_access(self, incoming: Incoming) -> Refusal | None:
        """Check channel and role; in a direct message nobody is refused in silence."""
        settings, alone = incoming.settings, not incoming.in_guild
        elsewhere = settings.channels and incoming.channel_ids.isdisjoint(settings.channels)
        if elsewhere or not settings.answers:
            return Refusal(sentence("not_here"), announced=alone)
        if lacking := await self.lacking_roles(incoming.person, settings):
            names = await self._roles.names(incoming.person, lacking)
            return Refusal(sentence("not_you", roles=names), announced=alone)
        return None

    async def lacking_roles(self, person: Person, settings: Settings) -> Sequence[int]:
        """Return the roles of which a person needs one to ask and has none; () where they may ask.

        A server's own roles are asked for beside the operator's, which hold in every server.
        """
        for roles in dict.fromkeys((self._settings.roles, settings.roles)):
            if roles and person.id not in roles and not await self._roles.has_any(person, roles):
                return roles
        return ()

    async def check_reload(self, incoming: Incoming) -> Refusal | None:
        """Let the bot's owner reload, and those whom the settings name by server or role id."""
        settings, person = self._settings, incoming.person
        if (
            (incoming.guild_id in settings.admin_servers and incoming.manages_guild)
            or (settings.admin_roles and await self._roles.has_any(person, settings.admin_roles))
            or await self.is_owner(person)
        ):
            return None
        return Refusal(sentence("reload_refused"))

    def check_manages(self, incoming: Incoming) -> Refusal | None:
        """Let those who run the server change its threads; only the bot's own servers have some."""
        if not incoming.in_own_server:
            return Refusal(sentence("only_in_servers"), announced=True)
        return None if self.manages(incoming) else Refusal(sentence("manage_refused"), True)

    def manages(self, incoming: Incoming) -> bool:
        """Return whether the person may change what the place's server has of its own."""
        if incoming.guild_id is None or not isinstance(incoming.person, discord.Member):
            return False
        return incoming.manages_guild or not incoming.ids.isdisjoint(incoming.settings.admin_roles)

    async def is_owner(self, person: Person) -> bool:
        """Return whether the person owns the bot; False where Discord does not say."""
        try:
            return await self._is_owner(person)
        except SEND_ERRORS as error:
            _log.warning("Discord does not say who owns the bot: %s", error)
            return False
