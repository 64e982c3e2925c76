"""The options of several commands, and the settings that result from them."""

import os
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import ResolvedSettings, Settings


def add_knowledge(parser: ArgumentParser) -> None:
    """Add the option that names the folder of threads."""
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="the folder of threads")


def add_settings_file(parser: ArgumentParser) -> None:
    """Add the option that names the settings file."""
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        dest="settings_file",
        help="the settings file, instead of bot.yaml here",
    )


def settings_in_force(knowledge: Path | None, file: Path | None) -> Settings:
    """Return the settings of the file and the environment; the command line's come first."""
    settings = ResolvedSettings.read(os.environ, file).settings
    return settings if knowledge is None else replace(settings, knowledge=knowledge)


def database_in_force(knowledge: Path | None, file: Path | None, *, exists: bool) -> Path | str:
    """Return the database's file or URL; raise SettingsError where there is none.

    With ``exists``, a file has to be there.
    """
    place = settings_in_force(knowledge, file).database_place
    if place is None:
        raise SettingsError('database is "none"; set it to the file or URL of the bot\'s')
    if exists and isinstance(place, Path) and not os.path.isfile(place):
        raise SettingsError(
            f"{place} is not there, so nothing is kept; name the bot's settings by --settings"
        )
    return place
