"""Restore a backup of the database."""

import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path

from bot.cli.options import add_knowledge, add_settings_file, database_in_force
from bot.errors import BotError


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to read")
    parser.add_argument("--yes", action="store_true", help="replace what is kept without asking")
    add_knowledge(parser)
    add_settings_file(parser)


def restore(file: Path, yes: bool, knowledge: Path | None, settings_file: Path | None) -> None:
    """Put a backup in the place of everything that servers and members keep."""
    from bot.storage import backups  # SQLAlchemy takes half a second to load
    from bot.storage.database import Database

    place = database_in_force(knowledge, settings_file, exists=False)
    # The backup first: where it is none, no empty database is made.
    with backups.opened(file) as backup, closing(Database.open(place)) as database:
        if (count := database.read_now(backups.count_servers)) and not yes:
            _confirm(count)
        backups.restore(database, place, backup)
    print(f"{file}: restored")


def _confirm(count: int) -> None:
    """Ask whether what is kept may be replaced; raise BotError if it may not."""
    if not sys.stdin.isatty():
        raise BotError(
            f"The database has the rows of {count} servers; back it up, and add --yes to replace it"
        )
    answer = input(f"Replace what is kept of {count} servers? Type yes to go on: ")
    if answer.strip().casefold() != "yes":
        raise BotError("Nothing was changed")
