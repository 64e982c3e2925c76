"""What servers and members keep: their threads and settings, in SQLite or PostgreSQL.

Nothing here is imported by commands that need no database: SQLAlchemy takes 19 MB.
"""
