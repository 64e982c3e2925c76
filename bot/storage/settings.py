"""The settings that servers, channels and members have of their own."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, bindparam, delete, null, select, union_all

from bot.settings_in_force import Written
from bot.storage.lookup import ID, Lookup
from bot.storage.rows import insert_or_update
from bot.storage.schema import channel_settings, member_settings, server_settings
from bot.storage.servers import add_server

_OF_SERVER = Lookup(
    union_all(
        *(
            select(channel, table.c.name, table.c.value).where(table.c.server_id == bindparam(ID))
            for table, channel in (
                (server_settings, null().label("channel_id")),
                (channel_settings, channel_settings.c.channel_id),
            )
        )
    )
)
_OF_MEMBER = Lookup(select(member_settings).where(member_settings.c.member_id == bindparam(ID)))


def of_server(connection: Connection, server_id: int) -> tuple[Written, Mapping[int, Written]]:
    """Return the settings of a server, and those of each of its channels that has some."""
    own: dict[str, str] = {}
    by_channel: dict[int, dict[str, str]] = {}
    for channel_id, name, value in _OF_SERVER.rows(connection, server_id):
        place = own if channel_id is None else by_channel.setdefault(channel_id, {})
        place[name] = value
    return own, by_channel


def of_channels(connection: Connection, name: str) -> dict[tuple[int, int], str]:
    """Return a setting of every channel that has it, by the server and the channel."""
    rows = connection.execute(select(channel_settings).filter_by(name=name))
    return {(row.server_id, row.channel_id): row.value for row in rows}


def of_member(connection: Connection, member_id: int) -> Written:
    """Return the settings of a member."""
    return {row.name: row.value for row in _OF_MEMBER.rows(connection, member_id)}


def change_server(connection: Connection, server_id: int, name: str, value: str | None) -> None:
    """Set a setting of a server; None removes it."""
    add_server(connection, server_id)
    _change(connection, server_settings, {"server_id": server_id}, name, value)


def change_channel(
    connection: Connection, server_id: int, channel_id: int, name: str, value: str | None
) -> None:
    """Set a setting of a channel; None removes it."""
    add_server(connection, server_id)
    place = {"server_id": server_id, "channel_id": channel_id}
    _change(connection, channel_settings, place, name, value)


def change_member(connection: Connection, member_id: int, name: str, value: str | None) -> None:
    """Set a setting of a member; None removes it."""
    _change(connection, member_settings, {"member_id": member_id}, name, value)


def _change(
    connection: Connection, table: Table, place: Mapping[str, int], name: str, value: str | None
) -> None:
    if value is None:
        connection.execute(delete(table).filter_by(**place, name=name))
    else:
        row = {**place, "name": name, "value": value}
        insert_or_update(connection, table, row)
