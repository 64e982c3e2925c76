"""Check the knowledge folder."""

from pathlib import Path
from typing import Annotated

import typer

from bot.i18n import plural
from bot.knowledge import read_folder


def check(
    folder: Annotated[Path, typer.Argument(help="The folder of threads.")] = Path("knowledge"),
) -> None:
    """Read the knowledge folder and print every error with its file, line and column."""
    threads = read_folder(folder)
    posts = sum(len(thread.posts) for thread in threads)
    print(f"{folder}: {plural(posts, 'post')} in {plural(len(threads), 'thread')}, no errors")
