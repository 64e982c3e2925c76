"""Reading the knowledge into a library while the bot goes on answering from the one before."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal, TypeAlias

from bot.answering.library import Library
from bot.knowledge import FolderReader

Progress: TypeAlias = Callable[[Literal["files", "posts"], int, int], object]
"""Called with a unit, the number that was read, and the total."""


def read_library(
    folder: FolderReader,
    before: Library | None,
    progress: Progress = lambda unit, done, total: None,
) -> Library:
    """Read the folder into a library; keep what is equal in ``before``.

    Raises KnowledgeError if a file is wrong.
    """
    read = 0

    def on_posts(count: int) -> None:
        nonlocal read
        read += count
        progress("posts", read, total)

    with _gc_paused():
        threads = folder.read(partial(progress, "files"))
        total = sum(len(thread.posts) for thread in threads)
        return Library.of(threads, () if before is None else (before,), on_posts)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Stop the garbage collector: it would stop every OS thread to look at each new post."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
