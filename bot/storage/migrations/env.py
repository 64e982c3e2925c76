"""Alembic's way in: run the steps on the connection that is handed over."""

from alembic import context

from bot.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite's tables are made in transactions, too
)
context.run_migrations()
