"""The guessed languages of threads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Keep what the language of a thread was guessed to be."""
    op.add_column("threads", sa.Column("guessed_language", sa.Text))
