"""What came of a portion that was cut short, answers of settled questions, agendas of events."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, and the table of events before which an agenda was posted."""
    op.add_column("readings", sa.Column("sent", sa.Integer, nullable=False, server_default="0"))
    for name in ("answer_channel_id", "answer_id"):
        op.add_column("agenda", sa.Column(name, _WHOLE))
    server = sa.ForeignKey("servers.server_id", ondelete="CASCADE")
    op.create_table(
        "event_agendas",
        sa.Column("server_id", _WHOLE, server, primary_key=True),
        *(
            sa.Column(name, _WHOLE, primary_key=True, autoincrement=False)
            for name in ("channel_id", "event_id", "starts_at")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
