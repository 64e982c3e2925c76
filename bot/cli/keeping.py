"""Keeping the knowledge and the settings in order."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import SettingsFile
from bot.knowledge import json_schema, read_folder
from bot.settings import InForce
from bot.wording import counted


def check(
    folder: Annotated[Path, typer.Argument(help="The folder of threads.")] = Path("knowledge"),
) -> None:
    """Read the knowledge and print every fault at its file, line and column."""
    threads = read_folder(folder)
    posts = sum(len(thread.posts) for thread in threads)
    print(f"{folder}: {counted(posts, 'post')} in {counted(len(threads), 'thread')}, no faults")


def schema() -> None:
    """Print the JSON Schema of a knowledge file, for an editor."""
    print(json.dumps(json_schema(), indent=2))


def settings(settings_file: SettingsFile = None) -> None:
    """Print the settings in force, as a settings file, and where each came from."""
    print(InForce.read(os.environ, settings_file))
