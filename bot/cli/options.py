"""The options of several commands, and the settings that result from them."""

import os
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

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
