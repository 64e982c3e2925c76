"""Locks that processes on one PostgreSQL share."""

import pytest

from bot.errors import UnavailableError
from bot.storage.database import Database
from bot.storage.locks import IDENTIFY, PROCESS, TOTAL, Locks

pytestmark = pytest.mark.parametrize("place", ["postgresql"], indirect=True)


def taken_from(database: Database, kind: int, *, shared: bool = False) -> Locks:
    locks = database.locks(kind, shared=shared)
    assert locks is not None
    return locks


async def test_one_process_has_a_lock(database: Database, other: Database) -> None:
    """Another one gets it once the first gives it back; locks of other kinds are others."""
    first, second = taken_from(database, PROCESS), taken_from(other, PROCESS)
    assert await first.take(7)
    assert await first.take(7)
    assert not await second.take(7)
    assert await second.take(8)
    elsewhere = taken_from(other, IDENTIFY)
    assert await elsewhere.take(7)
    first.close()
    await second.wait(7)
    second.close()
    elsewhere.close()


async def test_a_lock_is_gone_with_its_connection(database: Database, other: Database) -> None:
    """A process that PostgreSQL hears no more of has its locks no more, until it takes them."""
    first, second = taken_from(database, PROCESS), taken_from(other, PROCESS)
    assert await first.take(7)
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE starts_with(query, 'SELECT pg_try_advisory_lock(')"
    )
    database.write_now(lambda connection: connection.exec_driver_sql(end))
    await second.wait(7)
    with pytest.raises(UnavailableError, match="PostgreSQL gives no lock"):
        await first.take(7)
    assert not await first.take(7)
    second.close()
    await first.wait(7)
    first.close()


async def test_a_shared_lock(database: Database, other: Database) -> None:
    """Any number of processes have a shared lock."""
    first, second = taken_from(database, TOTAL, shared=True), taken_from(other, TOTAL, shared=True)
    assert await first.take(16)
    assert await second.take(16)
    first.close()
    second.close()
