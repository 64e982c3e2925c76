"""The settings that are kept, read when they are first needed and remembered until they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.errors import UnavailableError
from bot.setting_kinds import WrongValue
from bot.settings import DECLARED, Level, Settings
from bot.settings_in_force import SettingsInForce, Written
from bot.storage import settings as statements
from bot.storage.database import Database
from bot.storage.remembered import Remembered, RememberedOfAll

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAX_SERVERS, MAX_MEMBERS = 20_000, 20_000
"""The most servers and members whose settings are remembered: most have none, 0.2 kB each."""

_NONE: Written = {}
_UNREAD_MEMBER: Written = {"references": "false"}
"""Taken for a member whose settings cannot be read: they may have opted out."""

_ServerSettings: TypeAlias = tuple[Written, Mapping[int, Written]]
_NONE_OF_SERVER: _ServerSettings = _NONE, {}


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Where someone asks: the server, and the channel after the one that it belongs to, if any.

    In a direct message there is no server, and no channel has settings.
    """

    server_id: int | None
    channel_ids: tuple[int, ...] = ()


class KeptSettings:
    """The one place that computes which settings are in force.

    Without a database they are the operator's.
    """

    def __init__(
        self,
        operator: Settings,
        database: Database | None,
        along: Sequence[Remembered[Any]] = (),
    ) -> None:
        """With the settings for a member, who asks, read what is needed ``along`` of the server."""
        self._operator = SettingsInForce(operator, {})
        self._along = along
        self._database = database
        self._servers = Remembered(
            database,
            "server",
            lambda: statements.of_server,
            _NONE_OF_SERVER,
            MAX_SERVERS,
            at_once=True,
        )
        self._members = Remembered(
            database, "member", lambda: statements.of_member, _NONE, MAX_MEMBERS, at_once=True
        )
        self._with_agendas = RememberedOfAll[dict[tuple[int, int], int]](
            database, lambda: _with_agendas, {}
        )

    @property
    def can_change(self) -> bool:
        """Whether there is a database to keep settings in."""
        return self._database is not None

    async def in_force(self, place: SettingsPlace, member_id: int | None = None) -> SettingsInForce:
        """Return the settings in force in a place, for a member or for everyone there.

        A level that cannot be read at the moment has none of its own; the others count.
        """
        server, member = _NONE_OF_SERVER, _NONE
        with suppress(UnavailableError):
            server = await self._of_server(place, member_id)
        try:
            member = await self._of_member(place, member_id)
        except UnavailableError:
            member = _UNREAD_MEMBER
        return self._laid(server, place, member)

    async def known(self, place: SettingsPlace, member_id: int | None = None) -> SettingsInForce:
        """Return the same; raise UnavailableError where they cannot be read at the moment."""
        server = await self._of_server(place, member_id)
        return self._laid(server, place, await self._of_member(place, member_id))

    async def _of_server(self, place: SettingsPlace, member_id: int | None) -> _ServerSettings:
        if place.server_id is None:
            return _NONE_OF_SERVER
        along = [] if member_id is None else [(self._members, member_id), *self._needed_in(place)]
        return await self._servers.get(place.server_id, *along)

    async def _of_member(self, place: SettingsPlace, id: int | None) -> Written:
        return _NONE if id is None else await self._members.get(id, *self._needed_in(place))

    def _needed_in(self, place: SettingsPlace) -> list[tuple[Remembered[Any], int]]:
        return [] if place.server_id is None else [(one, place.server_id) for one in self._along]

    def _laid(
        self, server: _ServerSettings, place: SettingsPlace, member: Written
    ) -> SettingsInForce:
        """Return the settings of server, channels and member over the operator's."""
        if server is _NONE_OF_SERVER and member is _NONE:
            return self._operator
        return SettingsInForce.of(
            self._operator.settings, _narrower(server, place.channel_ids, member)
        )

    async def agenda_minutes(self) -> dict[tuple[int, int], int]:
        """Return how long before events a channel gets its agenda, by the server and the channel.

        Raises UnavailableError where that cannot be read at the moment.
        """
        return await self._with_agendas.get()

    async def change(
        self, level: Level, place: SettingsPlace, member_id: int, name: str, written: str | None
    ) -> None:
        """Set a setting of the server, the channel or the member; None removes it.

        Raises UnavailableError where it cannot be kept.
        """
        if self._database is None:
            raise UnavailableError("There is no database")
        keep, setting = self._database.change, (name, written)
        match level, place.server_id:
            case Level.MEMBER, _:
                await keep(("member", member_id), statements.change_member, member_id, *setting)
            case Level.CHANNEL, int(server):
                channel, change = place.channel_ids[-1], statements.change_channel
                await keep(("server", server), change, server, channel, *setting)
            case Level.SERVER, int(server):
                await keep(("server", server), statements.change_server, server, *setting)
            case _:
                raise ValueError(f"nobody sets {name} at this level in this place")


def _with_agendas(connection: Connection) -> dict[tuple[int, int], int]:
    """Return the minutes of each channel; a value that this version does not read is left out."""
    name, minutes = "agenda_minutes", dict[tuple[int, int], int]()
    for place, written in statements.of_channels(connection, name).items():
        with suppress(WrongValue):
            minutes[place] = DECLARED[name].kind.read(written)
    return minutes


def _narrower(
    server: _ServerSettings, channel_ids: Iterable[int], member: Written
) -> Iterator[tuple[Level, Written]]:
    own, channels = server
    yield Level.SERVER, own
    for channel_id in channel_ids:
        yield Level.CHANNEL, channels.get(channel_id, _NONE)
    yield Level.MEMBER, member
