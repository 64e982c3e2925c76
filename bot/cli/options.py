"""The options of several commands, and the settings that result from them."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import ResolvedSettings, Settings

Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", help="The folder of threads.", metavar="DIR")
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="The settings file, instead of bot.yaml here.", metavar="FILE"),
]


def settings_in_force(knowledge: Path | None, file: Path | None) -> Settings:
    """Return the settings of the file and the environment; the command line's come first."""
    settings = ResolvedSettings.read(os.environ, file).settings
    return settings if knowledge is None else replace(settings, knowledge=knowledge)
