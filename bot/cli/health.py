"""Ask a running bot for its health."""

from bot.cli.options import SettingsFile, settings_in_force
from bot.ops.health import probe


def health(settings_file: SettingsFile = None) -> None:
    """Ask the bot that runs on this machine for its health; exit code 69 when it is not well."""
    print(probe(settings_in_force(None, settings_file).port))
