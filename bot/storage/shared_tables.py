"""The tables by which processes on one PostgreSQL get along; nothing of people is in them.

They are in no backup, since each is out of date within minutes.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

shared = MetaData()

gateway_sessions = Table(
    "gateway_sessions",
    shared,
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("total", Integer, primary_key=True, autoincrement=False),
    Column("session_id", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("resume_url", Text, nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)
"""The session of each shard with Discord's gateway; without the bot's token it is of no use."""

change_count = Table(
    "change_count",
    shared,
    Column("count", BigInteger, primary_key=True, autoincrement=False),
)
"""One row: how many changes there were, by which a process knows that it missed one."""

claims = Table(
    "claims",
    shared,
    Column("request_id", BigInteger, primary_key=True, autoincrement=False),
    Column("total", Integer, nullable=False),
)
"""Which processes answer a request while two numbers of shards are served: those of ``total``."""
