"""Running the bot, and looking after it while it runs."""

import sys

from rich.console import Console

from bot.chat import console as terminal
from bot.cli.loading import load
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.upkeep.health import probe


def run(knowledge: Knowledge = None, settings_file: SettingsFile = None) -> None:
    """Serve Discord if a token is set; otherwise chat in the terminal."""
    settings = settings_in_force(knowledge, settings_file)
    librarian = load(settings)
    if settings.token is not None:
        from bot.chat.discord import serve  # takes a second to load, for nothing in a terminal

        serve(settings, librarian)
        return
    console = Console(highlight=False)
    terminal.show(terminal.welcome(settings.prefix), console)
    lines = terminal.typed_lines(console) if sys.stdin.isatty() else sys.stdin
    terminal.chat(librarian, lines, console, settings.prefix)


def sync(knowledge: Knowledge = None, settings_file: SettingsFile = None) -> None:
    """Register the slash commands and the profile text with Discord."""
    from bot.chat.discord import sync as register  # takes a second to load

    settings = settings_in_force(knowledge, settings_file)
    print(register(settings, load(settings)))


def health(settings_file: SettingsFile = None) -> None:
    """Ask the bot that runs on this machine whether it is well; exit code 69 if it is not."""
    print(probe(settings_in_force(None, settings_file).port))
