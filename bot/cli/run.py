"""Run the bot."""

import sys

from rich.console import Console

from bot.chat import console as terminal
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.cli.progress import load


def run(knowledge: Knowledge = None, settings_file: SettingsFile = None) -> None:
    """Serve Discord if a token is set; otherwise chat in the terminal."""
    settings = settings_in_force(knowledge, settings_file)
    engine = load(settings)
    if settings.token is not None:
        from bot.chat.discord import serve  # takes a second to load, for nothing in a terminal

        serve(settings, engine)
        return
    console = Console(highlight=False)
    terminal.show(terminal.welcome(settings.prefix), console)
    lines = terminal.typed_lines(console) if sys.stdin.isatty() else sys.stdin
    terminal.chat(engine, lines, console, settings.prefix)
