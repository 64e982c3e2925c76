"""Inserts that meet rows which are there already, on both databases."""

from sqlalchemy import Connection

from bot.reading import agenda_table, vote_table
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.privacy import kept
from bot.storage.rows import insert_missing, keep_newest
from bot.storage.schema import servers


def test_a_row_is_inserted_once(database: Database) -> None:
    """Of several that insert one row, the first alone reads that it did."""
    rows = [{"server_id": 1}, {"server_id": 1}, {"server_id": 2}]
    inserted = [database.write_now(insert_missing, servers, row) for row in rows]
    assert inserted == [True, False, True]


def test_what_any_member_may_add_has_an_end(database: Database) -> None:
    """Of the votes and open questions of a server the newest are kept, and those of others stay."""

    def fill(connection: Connection) -> None:
        for server in (1, 2):
            for id in range(1, 6):
                vote = vote_table.LabelledQuestion(server, id, 1, 10, "bread")
                vote_table.add(connection, vote)
                question = agenda_table.OpenQuestion(server, id, 10, "bread", 1, id)
                agenda_table.put(connection, question)
        for column in (schema.votes.c.message_id, schema.agenda.c.asked_at):
            keep_newest(connection, column, 1, 3)
            keep_newest(connection, column, 2, 5)

    database.write_now(fill)
    for server, count in ((1, 3), (2, 5)):
        rows = {one.name: one.count for one in database.read_now(kept, "server", server)}
        assert rows == {"kept_servers": 1, "kept_votes": count, "kept_agenda": count}
    votes = database.read_now(vote_table.labelled)
    assert [one.message_id for one in votes if one.server_id == 1] == [3, 4, 5]
