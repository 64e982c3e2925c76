"""What reached the bot from Discord: who asks, where and with which rights."""

from dataclasses import dataclass
from typing import Self, TypeAlias

import discord

from bot.i18n import DEFAULT_LANGUAGE, language_of

Person: TypeAlias = discord.User | discord.Member


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or an interaction: the asker, the place, and what each may do there.

    ``channel_ids`` holds the channel and, for a Discord thread, the channel it belongs to.
    ``permissions`` are the bot's own in the place; in a direct message it has all of them.
    ``may_remove`` is whether the person may remove what others wrote there, and ``private``
    whether they alone read the answer.
    """

    id: int
    person: Person
    channel_id: int
    channel_ids: frozenset[int]
    guild_id: int | None
    permissions: discord.Permissions
    language: str
    may_remove: bool
    private: bool

    @classmethod
    def of_message(cls, message: discord.Message) -> Self:
        """Read a message; its language is the server's, since a message carries none."""
        guild, author = message.guild, message.author
        guild_id = guild.id if guild else getattr(message.channel, "guild_id", None)
        return cls(
            id=message.id,
            person=author,
            channel_id=message.channel.id,
            channel_ids=_with_parent(message.channel, message.channel.id),
            guild_id=guild_id,
            permissions=_permissions(message.channel, guild.me if guild else None),
            language=language_of(str(guild.preferred_locale) if guild else DEFAULT_LANGUAGE),
            may_remove=isinstance(author, discord.Member)
            and _permissions(message.channel, author).manage_messages,
            private=guild_id is None,
        )

    @classmethod
    def of_interaction(cls, interaction: discord.Interaction, *, private: bool = False) -> Self:
        """Read an interaction; its language is the asker's own.

        Others read an answer that is not ``private``, unless they and the bot are alone.
        """
        channel_id = interaction.channel_id or 0
        in_guild = interaction.guild_id is not None
        return cls(
            id=interaction.id,
            person=interaction.user,
            channel_id=channel_id,
            channel_ids=_with_parent(interaction.channel, channel_id),
            guild_id=interaction.guild_id,
            permissions=interaction.app_permissions if in_guild else discord.Permissions.all(),
            language=language_of(str(interaction.locale)),
            may_remove=interaction.permissions.manage_messages,
            private=private or not (in_guild or interaction.context.private_channel),
        )

    @property
    def manages_guild(self) -> bool:
        """Whether the person has Manage Server in the place's server, as a member of it."""
        person = self.person
        return isinstance(person, discord.Member) and person.guild_permissions.manage_guild

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the person and of their roles in the place."""
        roles = self.person.roles if isinstance(self.person, discord.Member) else []
        return frozenset({self.person.id, *(role.id for role in roles)})

    @property
    def in_guild(self) -> bool:
        """Whether others may read along; in a direct message nobody does."""
        return self.guild_id is not None


def _with_parent(channel: object, channel_id: int) -> frozenset[int]:
    parent = channel.parent_id if isinstance(channel, discord.Thread) else channel_id
    return frozenset({channel_id, parent})


def _permissions(channel: object, member: discord.Member | None) -> discord.Permissions:
    """A member's permissions in a channel; all where nothing is known that hinders them."""
    if member is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return discord.Permissions.all()
    return channel.permissions_for(member)
