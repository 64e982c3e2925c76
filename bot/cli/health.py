"""Ask a running bot for its health."""

from argparse import ArgumentParser
from pathlib import Path

from bot.cli.options import add_settings_file, settings_in_force
from bot.ops.health import probe


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    add_settings_file(parser)


def health(settings_file: Path | None) -> None:
    """Ask the bot that runs on this machine for its health; exit code 69 when it is not well."""
    print(probe(settings_in_force(None, settings_file).port))
