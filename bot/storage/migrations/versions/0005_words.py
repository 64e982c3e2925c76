"""The words of servers' threads, as they were read for searching."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; it is filled by questions."""
    op.add_column("servers", sa.Column("words", sa.LargeBinary))
