"""What reached the bot from Discord: who asks, where and with which rights."""

from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.i18n import DEFAULT_LANGUAGE, language_of
from bot.settings import Settings
from bot.storage.kept_settings import KeptSettings, SettingsPlace

Person: TypeAlias = discord.User | discord.Member


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message or an interaction: the asker, the place, and what each may do there.

    ``channel_ids`` holds the channel and, for a Discord thread, the channel it belongs to.
    ``permissions`` are the bot's own in the place; in a direct message it has all of them.
    ``private`` is whether the person alone reads the answer, and ``settings`` are those in force
    for them there. ``in_own_server`` is whether the bot is a member of the place's server, and not
    only installed by the asker; ``keeps`` is whether it can keep something for that server.
    """

    id: int
    person: Person
    channel_id: int
    channel_ids: frozenset[int]
    guild_id: int | None
    permissions: discord.Permissions
    language: str
    private: bool
    settings: Settings
    in_own_server: bool = False
    keeps: bool = False

    @property
    def manages_guild(self) -> bool:
        """Whether the person has Manage Server in the place's server, as a member of it.

        An interaction has it: it may come before the roles of the server are known.
        """
        person = self.person
        if not isinstance(person, discord.Member):
            return False
        said = person.resolved_permissions
        return (person.guild_permissions if said is None else said).manage_guild

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the person and of their roles in the place."""
        return frozenset({self.person.id, *ids_of_roles(self.person)})

    @property
    def in_guild(self) -> bool:
        """Whether others may read along; in a direct message nobody does."""
        return self.guild_id is not None


class IncomingReader:
    """Read messages and interactions, with the settings in force for whom they are from."""

    def __init__(self, kept_settings: KeptSettings) -> None:
        self._kept_settings = kept_settings

    async def settings_at(self, message: discord.Message) -> Settings:
        """Return the settings in force for everyone in the place of a message."""
        in_force = await self._kept_settings.in_force(_place_of(message))
        return in_force.settings

    async def of_message(self, message: discord.Message, author: Person | None = None) -> Incoming:
        """Read a message of its author's, or of another ``author`` who sent it by a proxy.

        Its language is the server's, since a message carries none.
        """
        guild, person, place = message.guild, author or message.author, _place_of(message)
        settings = (await self._kept_settings.in_force(place, person.id)).settings
        locale = str(guild.preferred_locale) if guild else DEFAULT_LANGUAGE
        return Incoming(
            id=message.id,
            person=person,
            channel_id=message.channel.id,
            channel_ids=frozenset(place.channel_ids),
            guild_id=place.server_id,
            permissions=_permissions(message.channel, guild.me if guild else None),
            language=settings.language or language_of(locale),
            private=place.server_id is None,
            settings=settings,
            in_own_server=place.server_id is not None,
            keeps=place.server_id is not None and self._kept_settings.can_change,
        )

    async def of_interaction(
        self, interaction: discord.Interaction, *, private: bool = False
    ) -> Incoming:
        """Read an interaction; its language is the asker's own.

        Others read an answer that is not ``private``, unless they and the bot are alone.
        """
        place = place_of_interaction(interaction)
        settings = (await self._kept_settings.in_force(place, interaction.user.id)).settings
        in_guild = interaction.guild_id is not None
        in_own_server = is_in_own_server(interaction)
        return Incoming(
            id=interaction.id,
            person=interaction.user,
            channel_id=place.channel_ids[-1],
            channel_ids=frozenset(place.channel_ids),
            guild_id=interaction.guild_id,
            permissions=interaction.app_permissions if in_guild else discord.Permissions.all(),
            language=settings.language or language_of(str(interaction.locale)),
            private=private or not (in_guild or interaction.context.private_channel),
            settings=settings,
            in_own_server=in_own_server,
            keeps=in_own_server and self._kept_settings.can_change,
        )

    async def of_channel(self, channel: discord.abc.GuildChannel | discord.Thread) -> Incoming:
        """Read a channel in which the bot writes by itself, for all who read along there."""
        guild = channel.guild
        place = SettingsPlace(guild.id, _with_parent(channel, channel.id))
        settings = (await self._kept_settings.in_force(place)).settings
        return Incoming(
            id=0,
            person=guild.me,
            channel_id=channel.id,
            channel_ids=frozenset(place.channel_ids),
            guild_id=guild.id,
            permissions=channel.permissions_for(guild.me),
            language=settings.language or language_of(str(guild.preferred_locale)),
            private=False,
            settings=settings,
        )

    async def of_reader(self, person: Person, place: SettingsPlace) -> Incoming:
        """Read a request for a page by someone who has a link to it, which they alone see."""
        settings = (await self._kept_settings.in_force(place, person.id)).settings
        return Incoming(
            id=0,
            person=person,
            channel_id=place.channel_ids[-1],
            channel_ids=frozenset(place.channel_ids),
            guild_id=place.server_id,
            permissions=discord.Permissions.none(),
            language=settings.language or DEFAULT_LANGUAGE,
            private=True,
            settings=settings,
        )


def ids_of_roles(person: Person) -> frozenset[int]:
    """Return the ids of a member's roles, also where the server's roles are not known yet."""
    if not isinstance(person, discord.Member):
        return frozenset()
    return frozenset({person.guild.id, *person._roles})


def is_in_own_server(interaction: discord.Interaction) -> bool:
    """Return whether an interaction comes from a server that the bot is a member of."""
    id = interaction.guild_id
    return id is not None and interaction.client.get_guild(id) is not None


def place_of_interaction(interaction: discord.Interaction) -> SettingsPlace:
    """Return the place in which someone used a command, pressed a button or chose an entry."""
    channel_ids = _with_parent(interaction.channel, interaction.channel_id or 0)
    return SettingsPlace(interaction.guild_id, channel_ids)


def _place_of(message: discord.Message) -> SettingsPlace:
    channel, guild = message.channel, message.guild
    guild_id = guild.id if guild else getattr(channel, "guild_id", None)
    return SettingsPlace(guild_id, _with_parent(channel, channel.id))


def _with_parent(channel: object, channel_id: int) -> tuple[int, ...]:
    """Return the ids of the channel that a Discord thread belongs to, if it is one, and its own."""
    if isinstance(channel, discord.Thread):
        return channel.parent_id, channel_id
    return (channel_id,)


def _permissions(channel: object, member: discord.Member | None) -> discord.Permissions:
    """A member's permissions in a channel; all where nothing is known that hinders them."""
    if member is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return discord.Permissions.all()
    return channel.permissions_for(member)
