"""Folders for what is being written, which are gone in the end, also where a signal ends it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

_folders = set[Path]()


@contextmanager
def unfinished_folder(parent: Path, name: str) -> Iterator[Path]:
    """Make a hidden folder of that name, and delete it in the end with what is still in it.

    Raises OSError where it cannot be made.
    """
    folder = parent / f".{name}-{token_hex(4)}"
    _folders.add(folder)  # before it is there, as a signal may come just when it is made
    try:
        folder.mkdir(0o700)
        yield folder
    finally:
        _delete(folder)
        _folders.discard(folder)


def delete_unfinished() -> None:
    """Delete the folders of what is being written, and what is in them."""
    for folder in [*_folders]:
        _delete(folder)


def _delete(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
