#!/usr/bin/env bash
# SQLAlchemy 2.1.9 with psycopg 3.3.9: an INSERT … ON CONFLICT DO NOTHING has the rowcount -1.
#
# Guess: `Connection.execute(insert(table).values(…).on_conflict_do_nothing()).rowcount` is 1 where
# the row was written and 0 where it was there, as on SQLite, and as psycopg's own cursor says.
#
# What happens: on PostgreSQL it is -1 either way, which is true in a condition: SQLAlchemy reads the
# cursor's rowcount of an INSERT only with the execution option `preserve_rowcount`. With the option,
# and on SQLite without it, the figure is right.
#
# Why it matters: "who writes the row first does the work" is asked in this way. Code that was
# tested on SQLite then lets every process do the work on PostgreSQL.
#
# It needs a PostgreSQL server that DATABASE names, such as postgresql+psycopg://user@127.0.0.1/name;
# it makes a temporary table there, which is gone afterwards.
set -euo pipefail
: "${DATABASE:?name a PostgreSQL server, such as postgresql+psycopg://user@127.0.0.1/name}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  sqlalchemy==2.1.9 'psycopg[binary]==3.3.9'
"$folder/venv/bin/python" - <<'PYTHON'
import os
from importlib.metadata import version

from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.dialects import postgresql, sqlite

claims = Table("claims", MetaData(), Column("event", Integer, primary_key=True), prefixes=["TEMPORARY"])


def counts(address: str, insert: object, **options: bool) -> list[int]:
    with create_engine(address).connect() as connection:
        claims.create(connection)
        statement = insert(claims).values(event=7).on_conflict_do_nothing()
        return [connection.execute(statement, execution_options=options).rowcount for _ in range(2)]


print("SQLAlchemy", version("sqlalchemy"), "psycopg", version("psycopg"))
found = {
    "SQLite": counts("sqlite://", sqlite.insert),
    "PostgreSQL": counts(os.environ["DATABASE"], postgresql.insert),
    "PostgreSQL, preserve_rowcount": counts(
        os.environ["DATABASE"], postgresql.insert, preserve_rowcount=True
    ),
}
for name, rows in found.items():
    print(f"{name}: the row is new {rows[0]}, the row was there {rows[1]}")
assert list(found.values()) == [[1, 0], [-1, -1], [1, 0]]
PYTHON
