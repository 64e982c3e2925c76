"""Back the database up."""

from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path

from bot.cli.options import add_knowledge, add_settings_file, database_in_force


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup to write")
    add_knowledge(parser)
    add_settings_file(parser)


def backup(file: Path, knowledge: Path | None, settings_file: Path | None) -> None:
    """Write everything that servers and members keep to a file, while the bot serves."""
    from bot.storage import backups  # SQLAlchemy takes half a second to load
    from bot.storage.database import Database

    place = database_in_force(knowledge, settings_file, exists=True)
    with closing(Database.open(place)) as database:
        backups.back_up(database, file)
    print(f"{file}: written")
