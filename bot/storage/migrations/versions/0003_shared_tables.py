"""The tables that processes on one PostgreSQL share; an SQLite file has one process."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables of sessions, changes and claims."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_table(
        "gateway_sessions",
        *(sa.Column(name, sa.Integer, primary_key=True) for name in ("shard", "total")),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("resume_url", "token_hash")),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    counted = op.create_table(
        "change_count", sa.Column("count", sa.BigInteger, primary_key=True, autoincrement=False)
    )
    op.bulk_insert(counted, [{"count": 0}])
    op.create_table(
        "claims",
        sa.Column("request_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("total", sa.Integer, nullable=False),
    )
