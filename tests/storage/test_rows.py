"""Inserts that meet rows which are there already, on both databases."""

from bot.storage.database import Database
from bot.storage.rows import insert_missing
from bot.storage.schema import servers


def test_a_row_is_inserted_once(database: Database) -> None:
    """Of several that insert one row, the first alone reads that it did."""
    rows = [{"server_id": 1}, {"server_id": 1}, {"server_id": 2}]
    inserted = [database.write_now(insert_missing, servers, row) for row in rows]
    assert inserted == [True, False, True]
