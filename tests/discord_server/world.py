"""Who and what there is: users, guilds, channels, members and the messages they wrote."""

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any
from urllib.parse import quote

from .permissions import EVERYTHING, ORDINARY, Overwrite, Permission, in_channel

Json = dict[str, Any]

#: The first millisecond of 2015, from which Discord counts in its ids.
EPOCH = 1_420_070_400_000

#: Message flags: only the member who asked sees it; the bot is still thinking.
EPHEMERAL, LOADING = 1 << 6, 1 << 7

_A_DAY = 24 * 60 * 60 * 1000


class ChannelType(IntEnum):
    """The kinds of channel that this server knows."""

    TEXT = 0
    DIRECT = 1
    ANNOUNCEMENT = 5
    THREAD = 11


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    name: str
    bot: bool = False

    @property
    def mention(self) -> str:
        """The text that pings this user."""
        return f"<@{self.id}>"


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions of one guild; the role with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: Permission


@dataclass(frozen=True, slots=True)
class Member:
    """A user's place in one guild."""

    user: User
    guild_id: int
    roles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A place for messages: in a guild, or between one user and the bot."""

    id: int
    name: str
    type: ChannelType = ChannelType.TEXT
    guild_id: int | None = None
    parent_id: int | None = None
    recipient: User | None = None
    overwrites: Mapping[int, Overwrite] = field(default_factory=dict)


@dataclass(slots=True)
class Guild:
    """A server in the sense of Discord's users: roles, channels and members under one name."""

    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is now; an edit puts a new value in its place.

    ``at`` is the ``time.perf_counter()`` at which the server took or sent it. ``pings`` are the
    users, roles and ``"everyone"`` whom its text notified, after allowed mentions.
    """

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    reply_to: int | None = None
    nonce: str | None = None
    flags: int = 0
    type: int = 0
    webhook_id: int | None = None
    interaction_id: int | None = None
    pings: frozenset[int | str] = frozenset()
    mentions: frozenset[int] = frozenset()
    edited: bool = False
    at: float = 0.0

    @property
    def ephemeral(self) -> bool:
        """Whether only the member who asked sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """Every word that a reader sees: the content, the embeds and the components' text."""
        parts: list[str | None] = [self.content]
        for embed in self.embeds:
            parts += [embed.get("author", {}).get("name"), embed.get("title")]
            parts.append(embed.get("description"))
            for each in embed.get("fields", []):
                parts += [each.get("name"), each.get("value")]
            parts.append(embed.get("footer", {}).get("text"))
        parts += [each.get("content") for each in every_component(self.components)]
        return "\n".join(part for part in parts if part)


def every_component(components: Iterable[Json]) -> Iterator[Json]:
    """Walk a message's components, outer before inner."""
    for component in components:
        yield component
        yield from every_component(component.get("components", ()))
        if "accessory" in component:
            yield from every_component([component["accessory"]])


def _now() -> int:
    """Milliseconds since Discord's epoch."""
    return int(time.time() * 1000) - EPOCH


@dataclass(slots=True)
class Application:
    """The bot's entry in the developer portal.

    ``intents`` are the privileged ones switched on there: presences, members, message content.
    """

    id: int
    owner: User
    bot: User
    token: str = "test-token"
    intents: int = 1 << 15
    verify_key: str = "00" * 32
    description: str = ""


class World:
    """All that exists on this Discord, changed only through its methods; it sends nothing."""

    def __init__(self) -> None:
        self._objects = itertools.count(_now() - _A_DAY)
        self._events = itertools.count()
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.messages: dict[int, Message] = {}
        self.uploads: dict[int, bytes] = {}
        self.cdn = ""
        bot = self.add_user("engine", bot=True)
        self.application = Application(bot.id, owner=self.add_user("owner"), bot=bot)

    def upload(self, name: str, content: bytes) -> Json:
        """Take a file, which can be downloaded from then on; return what messages say of it."""
        id = self.object_id()
        self.uploads[id] = content
        url = f"{self.cdn}/{id}/{quote(name)}"
        size = len(content)
        return {"id": str(id), "filename": name, "size": size, "url": url, "proxy_url": url}

    def object_id(self) -> int:
        """An id for a guild, a channel, a role or a user: each in a millisecond of its own.

        A guild's shard follows from its id without the lower 22 bits, so that guilds with such ids
        spread evenly over the shards.
        """
        return next(self._objects) << 22

    def event_id(self) -> int:
        """An id for something that happens now: a message or an interaction."""
        return _now() << 22 | next(self._events) & (1 << 22) - 1

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Let someone sign up."""
        user = User(self.object_id(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str = "Study group") -> Guild:
        """Found a guild with the bot in it, in which everyone has the `ORDINARY` permissions."""
        owner = self.add_user(f"{name}'s owner")
        guild = Guild(self.object_id(), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", ORDINARY)
        self.guilds[guild.id] = guild
        for user in (owner, self.application.bot):
            guild.members[user.id] = Member(user, guild.id)
        return guild

    def add_role(self, guild: Guild, name: str, permissions: Permission) -> Role:
        """Make a role that nobody has yet."""
        role = Role(self.object_id(), name, permissions)
        guild.roles[role.id] = role
        return role

    def add_channel(
        self,
        guild: Guild,
        name: str = "questions",
        *,
        kind: ChannelType = ChannelType.TEXT,
        parent: Channel | None = None,
        overwrites: Mapping[int, Overwrite] | None = None,
    ) -> Channel:
        """Open a channel; ``overwrites`` are by the id of a role or a user.

        So an admin keeps the bot quiet: ``overwrites={bot.id: Overwrite(deny=...)}``.
        """
        parent_id = parent.id if parent else None
        channel = Channel(
            self.object_id(), name, kind, guild.id, parent_id, overwrites=overwrites or {}
        )
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def add_member(
        self, guild: Guild, who: str | User, permissions: Permission = Permission.NONE
    ) -> User:
        """Let someone join a guild, with ``permissions`` beyond those of @everyone."""
        user = self.add_user(who) if isinstance(who, str) else who
        roles = [self.add_role(guild, f"{user.name}'s", permissions).id] if permissions else []
        guild.members[user.id] = Member(user, guild.id, tuple(roles))
        return user

    def direct_channel(self, user: User) -> Channel:
        """The channel between this user and the bot, opened on its first use."""
        for channel in self.channels.values():
            if channel.recipient == user:
                return channel
        channel = Channel(self.object_id(), user.name, ChannelType.DIRECT, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild that a channel is in, none for a direct one."""
        return self.guilds[channel.guild_id] if channel.guild_id else None

    def permissions(self, user: User, channel: Channel) -> Permission:
        """What a user may do in a channel; those who are not there may do nothing."""
        guild = self.guild_of(channel)
        if guild is None:
            both = (channel.recipient, self.application.bot)
            return ORDINARY if user in both else Permission.NONE
        if user == guild.owner:
            return EVERYTHING
        member = guild.members.get(user.id)
        if member is None:
            return Permission.NONE
        base = guild.roles[guild.id].permissions
        for role in member.roles:
            base |= guild.roles[role].permissions
        place = guild.channels[channel.parent_id] if channel.parent_id else channel
        return in_channel(
            base, place.overwrites, everyone=guild.id, roles=member.roles, member=user.id
        )

    def write(self, author: User, channel: Channel, content: str = "", **others: Any) -> Message:
        """Keep a new message; ``others`` are further fields of `Message`."""
        message = Message(
            self.event_id(), channel, author, content, at=time.perf_counter(), **others
        )
        self.messages[message.id] = message
        return message

    def rewrite(self, message: Message, **changes: Any) -> Message:
        """Put an edited message in the place of the one before."""
        edited = replace(message, edited=True, **changes)
        self.messages[message.id] = edited
        return edited
