"""What members may do, and how a channel's overwrites change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from functools import reduce
from operator import or_


class Permission(IntFlag):
    """The permission bits that this server looks at, with Discord's own values."""

    NONE = 0
    ADD_REACTIONS = 1 << 6
    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = Permission(sum(Permission))

#: What @everyone has in a new guild.
ORDINARY = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_MESSAGES_IN_THREADS
)


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies to one role or member, whatever they have in the guild."""

    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE


def in_channel(
    base: Permission,
    overwrites: Mapping[int, Overwrite],
    *,
    everyone: int,
    roles: Iterable[int],
    member: int,
) -> Permission:
    """Apply a channel's overwrites to a member's guild permissions, in Discord's order.

    First that of ``everyone``, then those of all the roles together, then the member's own. Who
    cannot view the channel can do nothing in it.
    """
    if base & Permission.ADMINISTRATOR:
        return EVERYTHING
    of_roles = [overwrites[role] for role in roles if role in overwrites]
    united = Overwrite(
        reduce(or_, (each.allow for each in of_roles), Permission.NONE),
        reduce(or_, (each.deny for each in of_roles), Permission.NONE),
    )
    nothing = Overwrite()
    for each in (overwrites.get(everyone, nothing), united, overwrites.get(member, nothing)):
        base = base & ~each.deny | each.allow
    return base if base & Permission.VIEW_CHANNEL else Permission.NONE
