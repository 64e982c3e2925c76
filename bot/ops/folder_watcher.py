"""Noticing that a folder of threads has changed, once whoever writes to it is done."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from watchfiles import Change, awatch

from bot.knowledge.folder import ENDINGS

QUIET = 500
"""Milliseconds without a change after which files count as written to the end."""

_AT_MOST = 60_000
"""Milliseconds that a folder which is never quiet is waited for."""


async def changes(folder: Path) -> AsyncIterator[None]:
    """Yield after each time that files of the folder changed and it has been quiet since.

    The folder may vanish and come back, and may be a link that is turned to another folder: its
    own folder is watched too. As nobody knows what happened before a watch stands, each begins by
    yielding.
    """
    folder = _absolute(folder)
    while True:
        stands = False
        async for batch in awatch(
            *_watched(folder),
            watch_filter=partial(_concerns, folder),
            step=QUIET,
            debounce=_AT_MOST,
            rust_timeout=QUIET,
            yield_on_timeout=True,
            recursive=False,
        ):
            if any(Path(path) == folder for _, path in batch):
                break
            if batch or not stands:
                yield
            stands = True


def _absolute(folder: Path) -> Path:
    """As the watcher will name it; links are left as they are, since they may be turned."""
    return folder.absolute()


def _watched(folder: Path) -> list[Path]:
    return [folder.parent, folder] if folder.is_dir() else [folder.parent]


def _concerns(folder: Path, _: Change, path: str) -> bool:
    changed = Path(path)
    if changed.parent == folder:
        return changed.suffix in ENDINGS and not changed.name.startswith(".")
    return changed == folder
