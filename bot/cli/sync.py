"""Register the bot's commands with Discord."""

from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.cli.progress import load


def sync(knowledge: Knowledge = None, settings_file: SettingsFile = None) -> None:
    """Register the slash commands and the profile text with Discord."""
    from bot.chat.discord import sync as register  # takes a second to load

    settings = settings_in_force(knowledge, settings_file)
    print(register(settings, load(settings)))
