"""Print the settings in force."""

import os

from bot.cli.options import SettingsFile
from bot.settings import ResolvedSettings


def settings(settings_file: SettingsFile = None) -> None:
    """Print the settings in force, as a settings file, and where each comes from."""
    print(ResolvedSettings.read(os.environ, settings_file))
