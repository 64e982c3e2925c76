"""Pictures that are files beside a thread's own: their size on the page, and their names there."""

import hashlib
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import imagesize

from bot.errors import BotError
from bot.knowledge import Medium, Thread

FOLDER = "pictures"
"""The folder of a site's pictures."""

FolderOf: TypeAlias = Callable[[Thread], Path]
"""Returns the folder in which a thread's file is."""


class PagesError(BotError):
    """Pages that cannot be written; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a site: its file, its name, and its size, so that nothing moves as it loads."""

    file: Path
    name: str
    width: int
    height: int


def pictures_of(thread: Thread, folder: Path) -> Mapping[Medium, Picture]:
    """Return the pictures of a thread's posts that are files; raises PagesError."""
    return {
        medium: _picture(thread, post.number, folder / medium.url)
        for post in thread.posts
        for medium in post.media
        if medium.is_file
    }


def _picture(thread: Thread, number: int, file: Path) -> Picture:
    try:
        is_file = stat.S_ISREG(file.stat().st_mode)  # a pipe may wait for its writer for ever
        content = file.read_bytes() if is_file else b""
        width, height = imagesize.get(BytesIO(content))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise PagesError(
            f"The picture {file} of post {number} of {thread.id} cannot be read ({reason}); "
            "put it there, or remove it from the post"
        ) from None
    if width <= 0 or height <= 0:
        raise PagesError(
            f"{file}, of post {number} of {thread.id}, is no picture; put one there, or remove it "
            "from the post"
        )
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Picture(file, f"{FOLDER}/{digest}{file.suffix.lower()}", int(width), int(height))
