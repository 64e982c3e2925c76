"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of servers, settings, threads, posts and readings."""
    op.create_table(
        "servers",
        sa.Column("server_id", _WHOLE, primary_key=True, autoincrement=False),
        sa.Column("left_at", _WHOLE),
        sqlite_strict=True,
    )
    _create_settings()
    _create_threads()
    _create_readings()


def _of_server() -> sa.Column[int]:
    server = sa.ForeignKey("servers.server_id", ondelete="CASCADE")
    return sa.Column("server_id", _WHOLE, server, primary_key=True)


def _create_settings() -> None:
    places = {
        "server_settings": [_of_server()],
        "channel_settings": [_of_server(), sa.Column("channel_id", _WHOLE, primary_key=True)],
        "member_settings": [sa.Column("member_id", _WHOLE, primary_key=True)],
    }
    for name, place in places.items():
        op.create_table(
            name,
            *place,
            sa.Column("name", sa.Text, primary_key=True),
            sa.Column("value", sa.Text, nullable=False),
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )


def _create_threads() -> None:
    op.create_table(
        "threads",
        _of_server(),
        sa.Column("thread_id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("glossary", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("channel_id", _WHOLE),
        sa.Column("added_at", _WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "posts",
        sa.Column("server_id", _WHOLE, primary_key=True),
        sa.Column("thread_id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("label", "author", "date", "url", "media")),
        sa.Column("message_id", _WHOLE),
        sa.Column("author_id", _WHOLE),
        sa.ForeignKeyConstraint(
            ["server_id", "thread_id"],
            ["threads.server_id", "threads.thread_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sqlite_strict=True,
    )
    op.create_index("posts_of_messages", "posts", ["message_id"])
    op.create_index("posts_of_authors", "posts", ["author_id"])


def _create_readings() -> None:
    def whole(*names: str) -> list[sa.Column[int]]:
        return [sa.Column(name, sa.Integer, nullable=False) for name in names]

    def thread(key: bool) -> sa.Column[str]:
        return sa.Column("thread_id", sa.Text, primary_key=key, nullable=False)

    def discord_id(name: str, key: bool = False) -> sa.Column[int]:
        return sa.Column(name, _WHOLE, primary_key=key, autoincrement=False)

    def moment(name: str) -> sa.Column[int]:
        return sa.Column(name, _WHOLE, nullable=False)

    options = {"sqlite_strict": True, "sqlite_with_rowid": False}
    op.create_table(
        "readings",
        _of_server(),
        discord_id("channel_id", key=True),
        thread(key=True),
        *whole("posts", "days", "minute"),
        sa.Column("zone", sa.Text, nullable=False),
        moment("fires_at"),
        *whole("last_open"),
        sa.Column("state", sa.Text, nullable=False),
        discord_id("role_id"),
        *whole("discussions"),
        moment("leased_until"),
        **options,
    )
    op.create_index("readings_due", "readings", ["state", "fires_at"])
    op.create_table(
        "places",
        discord_id("member_id", key=True),
        _of_server(),
        thread(key=True),
        *whole("last_open"),
        **options,
    )
    op.create_table(
        "agenda",
        _of_server(),
        discord_id("message_id", key=True),
        discord_id("channel_id"),
        thread(key=False),
        *whole("number"),
        moment("asked_at"),
        *whole("settled"),
        **options,
    )
    op.create_table(
        "votes",
        _of_server(),
        discord_id("message_id", key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        discord_id("channel_id"),
        thread(key=False),
        *whole("times"),
        **options,
    )
