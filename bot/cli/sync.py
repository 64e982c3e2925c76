"""Register the bot's commands with Discord."""

from argparse import ArgumentParser
from pathlib import Path

from bot.cli.options import add_knowledge, add_settings_file, settings_in_force
from bot.cli.progress import load


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    add_knowledge(parser)
    add_settings_file(parser)


def sync(knowledge: Path | None, settings_file: Path | None) -> None:
    """Register the slash commands and the profile text with Discord."""
    from bot.chat.discord import sync as register  # takes a second to load

    settings = settings_in_force(knowledge, settings_file)
    print(register(settings, load(settings)))
