"""The tables. Each column that holds a Discord id names the sentence that says so to people.

Moments are whole seconds since 1970. SQLite's tables are STRICT, so both databases keep the same
types.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits: a Discord id or a moment."""

PEOPLE = frozenset({"stored_member", "stored_author"})
"""The sentences of columns that hold a person's id; such a person can export and delete the row."""

metadata = MetaData()


def discord_id(name: str, about: str, *constraints: ForeignKey, key: bool = False) -> Column[int]:
    """Return a column of Discord ids; ``about`` is the sentence of what is kept in it.

    A column of the primary ``key`` is never empty.
    """
    info = {"about": about}
    return Column(name, WHOLE, *constraints, primary_key=key, autoincrement=False, info=info)


def of_server() -> Column[int]:
    """Return the column of the server that a row belongs to, and with which it is deleted."""
    server = ForeignKey("servers.server_id", ondelete="CASCADE")
    return discord_id("server_id", "stored_server", server, key=True)


servers = Table(
    "servers",
    metadata,
    discord_id("server_id", "stored_server", key=True),
    Column("left_at", WHOLE),
    Column("words", LargeBinary, info={"derived": True}),
    sqlite_strict=True,
)
"""Every server that has rows elsewhere, and when the bot left it.

``words`` has the words of its threads as they were read for searching, so that the next start need
not read them. It says nothing that ``posts`` does not, and may be empty at any time.
"""

server_settings = Table(
    "server_settings",
    metadata,
    of_server(),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False, info={"about": "stored_setting_value"}),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The settings of servers, each value as in a settings file."""

channel_settings = Table(
    "channel_settings",
    metadata,
    of_server(),
    discord_id("channel_id", "stored_channel", key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False, info={"about": "stored_setting_value"}),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The settings of channels, each value as in a settings file."""

member_settings = Table(
    "member_settings",
    metadata,
    discord_id("member_id", "stored_member", key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False, info={"about": "stored_setting_value"}),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The settings of members, the same in every server, each value as in a settings file."""

threads = Table(
    "threads",
    metadata,
    of_server(),
    Column("thread_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Text),
    Column("source", Text),
    Column("language", Text),
    Column("glossary", Text, nullable=False),
    Column("size", Integer, nullable=False),
    discord_id("channel_id", "stored_thread_channel"),
    Column("added_at", WHOLE, nullable=False),
    Column("guessed_language", Text),
    sqlite_strict=True,
)
"""The threads of servers. ``size`` is the bytes of all that is written in the thread.

``guessed_language`` is that of its present posts, where it is known and the thread names none.
"""

posts = Table(
    "posts",
    metadata,
    discord_id("server_id", "stored_server", key=True),
    Column("thread_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("label", Text),
    Column("author", Text),
    Column("date", Text),
    Column("url", Text),
    Column("media", Text),
    discord_id("message_id", "stored_message"),
    discord_id("author_id", "stored_author"),
    ForeignKeyConstraint(
        ["server_id", "thread_id"],
        ["threads.server_id", "threads.thread_id"],
        ondelete="CASCADE",
        onupdate="CASCADE",
    ),
    sqlite_strict=True,
)
"""The posts of those threads. What was read from Discord has a message and its author."""

Index("posts_of_messages", posts.c.message_id)
Index("posts_of_authors", posts.c.author_id)

readings = Table(
    "readings",
    metadata,
    of_server(),
    discord_id("channel_id", "stored_reading_channel", key=True),
    Column("thread_id", Text, primary_key=True),
    Column("posts", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("fires_at", WHOLE, nullable=False),
    Column("last_open", Integer, nullable=False),
    Column("state", Text, nullable=False),
    discord_id("role_id", "stored_reading_role"),
    Column("discussions", Integer, nullable=False),
    Column("leased_until", WHOLE, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What channels read together. ``days`` has a bit for each day of the week, Monday's the lowest.

``fires_at`` is the next date and the seconds by which this channel's posts come after it;
``leased_until`` is not 0 while a process sends them.
"""

Index("readings_due", readings.c.state, readings.c.fires_at)

places = Table(
    "places",
    metadata,
    discord_id("member_id", "stored_member", key=True),
    of_server(),
    Column("thread_id", Text, primary_key=True),
    Column("last_open", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""How far members have read by themselves."""

agenda = Table(
    "agenda",
    metadata,
    of_server(),
    discord_id("message_id", "stored_question", key=True),
    discord_id("channel_id", "stored_question_channel"),
    Column("thread_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("asked_at", WHOLE, nullable=False),
    Column("settled", Integer, nullable=False),
    discord_id("answer_channel_id", "stored_answer_channel"),
    discord_id("answer_id", "stored_answer"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Questions that stayed open, each by its message and the nearest post. No words are kept.

One that is settled may have the message that answers it.
"""

event_agendas = Table(
    "event_agendas",
    metadata,
    of_server(),
    discord_id("channel_id", "stored_agenda_channel", key=True),
    discord_id("event_id", "stored_event", key=True),
    Column("starts_at", WHOLE, primary_key=True, autoincrement=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The scheduled events of a server before which a channel got the agenda."""

votes = Table(
    "votes",
    metadata,
    of_server(),
    discord_id("message_id", "stored_question", key=True),
    Column("number", Integer, primary_key=True),
    discord_id("channel_id", "stored_question_channel"),
    Column("thread_id", Text, nullable=False),
    Column("times", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Which post answers a question, as members say; 0 where none does. No names are kept."""
