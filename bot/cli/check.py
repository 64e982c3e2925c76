"""Check the knowledge folder."""

from argparse import ArgumentParser
from pathlib import Path

from bot.i18n import plural
from bot.knowledge import read_folder


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("knowledge"), help="the folder of threads"
    )


def check(folder: Path) -> None:
    """Read the knowledge folder and print every error with its file, line and column."""
    threads = read_folder(folder)
    posts = sum(len(thread.posts) for thread in threads)
    print(f"{folder}: {plural(posts, 'post')} in {plural(len(threads), 'thread')}, no errors")
