"""What servers and members keep: their threads and settings, in SQLite or PostgreSQL.

The modules with statements need SQLAlchemy, which takes 13 MB and a third of the start. They are
loaded when a database is used, so a bot without one does without.
"""

from bot.lazy_modules import load_lazily

load_lazily(
    __name__,
    "claims",
    "channels",
    "engines",
    "privacy",
    "servers",
    "session_table",
    "settings",
    "threads",
)
