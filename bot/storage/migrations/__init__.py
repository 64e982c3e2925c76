"""The steps from one version of the schema to the next, and how they are taken."""

import logging
import re
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from bot.errors import SettingsError
from bot.storage.engines import transaction

HEAD = 5
"""The newest version of the schema. The revisions are these numbers, written with four digits."""

_REVISION = re.compile(r"(?!0000)[0-9]{4}")

_log = logging.getLogger(__name__)

_LOCK = 0x746872656164
"""The key of PostgreSQL's lock that lets one process migrate at a time."""


def migrate(engine: Engine) -> None:
    """Bring a database to the newest version, while every other process waits.

    Raises SettingsError where the database is newer than the bot, or another program's.
    """
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with transaction(engine, write=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if _version(connection) < HEAD:
            upgrade(connection)


def _version(connection: Connection) -> int:
    """Return the version of the tables, 0 where there are none; raise SettingsError if unknown."""
    if not inspect(connection).has_table("alembic_version"):
        return 0
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if not _REVISION.fullmatch(str(revision)):
        raise SettingsError("The database is another program's; name another one, or a new file")
    if (version := int(str(revision))) > HEAD:
        raise SettingsError(
            f"The database is of version {version}, newer than this bot, which knows version "
            f"{HEAD}; install the bot that wrote it, or name another database"
        )
    return version


def upgrade(connection: Connection) -> None:
    """Take the steps up to the newest version in the connection's transaction."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command  # 10 MB, needed only where there is a step to take
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _log.info("the database was migrated to version %s", HEAD)
