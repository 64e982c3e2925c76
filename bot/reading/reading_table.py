"""The statements on readings: kept, taken when due with a lease, and given back."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    select,
    true,
    tuple_,
    update,
)

from bot.answering.scope import Gate
from bot.reading.reading import Reading, State
from bot.reading.rhythm import EVERY_DAY, Rhythm
from bot.setting_kinds import Shards
from bot.storage.lookup import ID, Lookup
from bot.storage.rows import insert_or_update
from bot.storage.schema import readings, servers
from bot.storage.servers import add_server

_log = logging.getLogger(__name__)

SPREAD = 60
"""Seconds over which readings of the same minute are spread."""

_NO_RHYTHM = Rhythm(1, EVERY_DAY, time(), "UTC")
"""Takes the place of one that cannot be read, such as in a zone that this machine lacks."""

_FARTHEST = timedelta(days=10)
"""Further ahead than the next date of any rhythm: such a moment was set by a clock that was wrong,
as a machine's may be before it is set by the network."""

_LATEST = 200_000_000_000
"""A moment that every calendar has, in the year 8307."""

_OF_SERVER = Lookup(
    select(readings)
    .where(readings.c.server_id == bindparam(ID))
    .order_by(readings.c.channel_id, readings.c.thread_id)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A due reading that this process may send the posts of, until ``until``.

    ``again`` is whether another attempt was not finished, so that posts may have been sent.
    """

    reading: Reading
    until: datetime
    again: bool


def put(connection: Connection, reading: Reading) -> None:
    """Keep a reading in place of the channel's earlier one of the same thread."""
    add_server(connection, reading.server_id)
    insert_or_update(connection, readings, _row(reading))


def remove(connection: Connection, reading: Reading) -> bool:
    """Delete a reading; return whether it was there."""
    return connection.execute(delete(readings).where(_is(reading))).rowcount > 0


def of_server(connection: Connection, server_id: int) -> tuple[Reading, ...]:
    """Return the readings of a server."""
    return tuple(map(_reading, _OF_SERVER.rows(connection, server_id)))


def all_gates(connection: Connection) -> dict[int, frozenset[Gate]]:
    """Return the gates of each server that the bot has not left, for those outside its channels."""
    unfinished = (readings.c.state != State.FINISHED.value) & servers.c.left_at.is_(None)
    rows = connection.execute(
        select(readings.c.server_id, readings.c.thread_id, func.min(readings.c.last_open))
        .join(servers)
        .where(unfinished)
        .group_by(readings.c.server_id, readings.c.thread_id)
        .order_by(readings.c.server_id)
    )
    by_server = groupby(rows, itemgetter(0))
    return {id: frozenset((thread, last) for _, thread, last in some) for id, some in by_server}


def get(connection: Connection, reading: Reading) -> Reading | None:
    """Return a reading as it now is, which stays so for this transaction; None where it ended."""
    now = select(readings).where(_is(reading)).with_for_update()
    row = connection.execute(now).first()
    return _reading(row) if row is not None else None


def is_leased(connection: Connection, reading: Reading) -> bool:
    """Return whether posts of a reading are being sent, or were in an attempt that was cut short.

    How far it is is known only when the next attempt has looked what came.
    """
    until = connection.execute(select(readings.c.leased_until).where(_is(reading))).scalar()
    return bool(until)


def take(
    connection: Connection,
    now: datetime,
    held: timedelta,
    limit: int,
    shards: Shards | None = None,
) -> list[Lease]:
    """Take up to ``limit`` due readings that no other process has, those due longest first.

    They are of servers of the shards, or of all. A second process that takes at the same time gets
    others. Those whose date a wrong clock set are due, too: no post is, and they get another date.
    """
    due = (
        select(readings)
        .where(readings.c.state == State.RUNNING.value, _is_of(shards))
        .where(_is_over(readings.c.fires_at, now), _is_over(readings.c.leased_until, now))
        .order_by(readings.c.fires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = {(row.channel_id, row.thread_id): row for row in connection.execute(due)}
    if not rows:
        return []
    until = now + held
    taken = connection.execute(
        update(readings)
        .where(tuple_(readings.c.channel_id, readings.c.thread_id).in_(list(rows)))
        .values(leased_until=_seconds(until))
        .returning(readings.c.channel_id, readings.c.thread_id)
    )
    ours = [rows[channel_id, thread_id] for channel_id, thread_id in taken]
    leases = [Lease(_reading(row), until, row.leased_until != 0) for row in ours]
    return [one for one in leases if one.reading.state is State.RUNNING]


def _is_over(moment: Column[int], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a moment is past, or further ahead than it can be."""
    return (moment <= _seconds(now)) | (moment > _seconds(now + _FARTHEST))


def settle(connection: Connection, lease: Lease, after: Reading | None) -> bool:
    """End a lease with what is now so; None deletes the reading. False where the lease was lost."""
    ours = _is(lease.reading) & (readings.c.leased_until == _seconds(lease.until))
    if after is None:
        return connection.execute(delete(readings).where(ours)).rowcount > 0
    values = _row(after)
    return connection.execute(update(readings).where(ours).values(values)).rowcount > 0


def next_due(connection: Connection, shards: Shards | None = None) -> datetime | None:
    """Return when the next reading is due or a lease ends; None where none is running."""
    running = (readings.c.state == State.RUNNING.value) & _is_of(shards)
    due = connection.execute(
        select(func.min(readings.c.fires_at)).where(running, readings.c.leased_until == 0)
    ).scalar()
    leased = connection.execute(
        select(func.min(readings.c.leased_until)).where(running, readings.c.leased_until != 0)
    ).scalar()
    moments = [moment for moment in (due, leased) if moment is not None]
    return datetime.fromtimestamp(min(moments), UTC) if moments else None


def _is_of(shards: Shards | None) -> ColumnElement[bool]:
    """Whether a reading's server is of these shards, by Discord's formula
    (https://discord.com/developers/docs/events/gateway#sharding-sharding-formula)."""
    if shards is None:
        return true()
    shard = readings.c.server_id // (1 << 22) % shards.total
    return shard.between(shards.first, shards.last)


def _is(reading: Reading) -> ColumnElement[bool]:
    return (
        (readings.c.server_id == reading.server_id)
        & (readings.c.channel_id == reading.channel_id)
        & (readings.c.thread_id == reading.thread_id)
    )


def spread(channel_id: int) -> timedelta:
    """Return how long after its date a channel's posts come: always the same for one channel.

    The milliseconds of an id spread evenly; its lowest bits do not.
    """
    return timedelta(seconds=(channel_id >> 22) % SPREAD)


def _row(reading: Reading) -> dict[str, Any]:
    rhythm = reading.rhythm
    return {
        "server_id": reading.server_id,
        "channel_id": reading.channel_id,
        "thread_id": reading.thread_id,
        "posts": rhythm.posts,
        "days": sum(1 << day for day in rhythm.days),
        "minute": rhythm.at.hour * 60 + rhythm.at.minute,
        "zone": rhythm.zone,
        "fires_at": _seconds(reading.due_at + spread(reading.channel_id)),
        "last_open": reading.last_open,
        "sent": reading.sent,
        "state": reading.state.value,
        "role_id": reading.role_id,
        "discussions": int(reading.discussions),
        "leased_until": 0,
    }


def _reading(row: Any) -> Reading:
    """Return a reading; one whose rhythm is unknown here is paused, so that its gate stays."""
    state = State(row.state)
    try:
        rhythm = _rhythm(row.posts, row.days, row.minute, row.zone)
    except (ValueError, OverflowError) as error:
        _log.warning("the reading in channel %s is paused: %s", row.channel_id, error)
        rhythm = _NO_RHYTHM
        state = State.PAUSED if state is State.RUNNING else state
    fires_at = min(max(row.fires_at, SPREAD), _LATEST)
    return Reading(
        row.server_id,
        row.channel_id,
        row.thread_id,
        rhythm,
        datetime.fromtimestamp(fires_at, UTC) - spread(row.channel_id),
        row.last_open,
        row.sent,
        state,
        row.role_id,
        bool(row.discussions),
    )


@lru_cache(1_000)
def _rhythm(posts: int, days: int, minute: int, zone: str) -> Rhythm:
    """Return a rhythm, which many readings share in memory; raise ValueError where it is none."""
    those = frozenset(day for day in range(7) if days >> day & 1)
    if posts < 1 or not those:
        raise ValueError("it has no posts or no days")
    try:
        ZoneInfo(zone)
    except (LookupError, OSError):
        raise ValueError(f"the zone {zone[:99]!r} is unknown here") from None
    return Rhythm(posts, those, time(*divmod(minute, 60)), zone)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
