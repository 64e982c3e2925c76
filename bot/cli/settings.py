"""Print the settings in force."""

import os
from argparse import ArgumentParser
from pathlib import Path

from bot.cli.options import add_settings_file
from bot.settings import ResolvedSettings


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    add_settings_file(parser)


def settings(settings_file: Path | None) -> None:
    """Print the settings in force, as a settings file, and where each comes from."""
    print(ResolvedSettings.read(os.environ, settings_file))
