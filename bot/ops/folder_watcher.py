"""Notice that a folder of threads has changed, once nobody writes to it any more.

The folder and what is in it may be links, as in a Kubernetes ConfigMap: its files lead through a
link that each update replaces. So what all names lead through and lead to is watched. A watch goes
along with a folder that is moved, so now and then its name is looked up again.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from watchfiles import Change, awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

from bot.knowledge.folder import may_be_thread, stamps, walk

_log = logging.getLogger(__name__)

QUIET = 500
"""Milliseconds without a change after which files count as written to the end."""

AT_MOST = 60_000
"""Milliseconds after which a folder that is never quiet counts as changed."""

BETWEEN = 5_000
"""Milliseconds after which the files are compared again: to compare a thousand takes five."""

_MOST_LINKS = 40
"""Links that are followed one after another; Linux follows as many."""

_Inode: TypeAlias = tuple[Path, int, int]


async def changes(
    folder: Path, at_most: int = AT_MOST, between: int = BETWEEN
) -> AsyncIterator[None]:
    """Yield after each time that the folder changed and has been quiet since.

    No watch tells of a change to a file under another name, which is a hard link to it or mounted
    there, of one that another machine makes on a network's file system, or of more changes at once
    than the system keeps. So each ``between`` milliseconds the files are compared.

    The folder may vanish and come back. A watch does not see what happened before it began, so
    each begins by yielding. Where none can begin, as many systems have a limit to them, yield now
    and then.
    """
    pause = QUIET
    clock = asyncio.get_running_loop().time
    while True:
        watch = await asyncio.to_thread(_Watch.of, folder)
        seen, compared = await asyncio.to_thread(_stamps, folder), clock()
        for unnamed in watch.folders(utf8=False):
            name = os.fsencode(unnamed).decode(errors="backslashreplace")
            _log.warning("%s is not watched, for its name is no UTF-8; rename it", name)
        begun, broken = False, ""
        changed, since = set[Path](), clock()
        try:
            async for batch in awatch(
                *watch.folders(utf8=True),
                watch_filter=None,
                step=QUIET // 2,
                debounce=QUIET,
                rust_timeout=QUIET,
                yield_on_timeout=True,
                recursive=False,
            ):
                if not changed:
                    since = clock()
                found = await asyncio.to_thread(watch.concerned, batch) if batch else set()
                if found or changed or not begun or clock() - compared >= between / 1000:
                    before, seen = seen, await asyncio.to_thread(_stamps, folder)
                    compared = clock()
                    found |= {Path(name) for name, _ in before.items() ^ seen.items()}
                changed |= found
                if found and clock() - since < at_most / 1000:
                    continue  # somebody may go on writing
                if begun and not changed and not await asyncio.to_thread(watch.is_outdated):
                    continue
                moved = any(map(watch.leads_through, changed))
                if moved or watch != await asyncio.to_thread(_Watch.of, folder):
                    break
                yield
                begun, changed = True, set()
        except* FileNotFoundError:
            pass  # a folder that vanished just now
        except* (OSError, WatchfilesRustInternalError) as errors:
            broken = str(errors.exceptions[0])  # by a limit, or a name that is no UTF-8
        pause = min(2 * pause, at_most) if broken and not begun else QUIET
        if broken:  # perhaps at once again
            if not begun:
                seconds = pause // 1000
                _log.warning("%s is not watched (%s); read in %d s", folder, broken, seconds)
            await asyncio.sleep(pause / 1000)
            yield


@dataclass(frozen=True, slots=True)
class _Watch:
    """The paths that matter; no part of them but the last is a link.

    ``places`` are links and what they lead to, ``roots`` the folders in which each thread matters.
    ``inodes`` tell the folders from others of their names.
    """

    places: frozenset[Path]
    roots: frozenset[Path]
    inodes: frozenset[_Inode]

    @classmethod
    def of(cls, folder: Path) -> "_Watch":
        """Follow the folder, the folders inside it and their files through all links."""
        places, roots = set(_steps(folder)), set[Path]()
        with suppress(OSError):  # places has what is missing
            for root, files in walk(folder):
                *_, real = steps = list(_steps(Path(root)))
                places.update(steps)
                roots.add(real)
                for file in files:
                    if file.is_symlink():
                        places.update(_steps(real / file.name))
        return cls(frozenset(places), frozenset(roots), _inodes(places, roots))

    def folders(self, *, utf8: bool) -> Iterator[Path]:
        """The folders to watch, or those that cannot be, because their names are no UTF-8."""
        return (folder for folder, *_ in self.inodes if _is_utf8(folder) == utf8)

    def is_outdated(self) -> bool:
        """Whether other folders are to be watched by now, though of the same names."""
        return _inodes(self.places, self.roots) != self.inodes

    def leads_through(self, path: Path) -> bool:
        """Whether a change there may lead to other files than before, or has ended a watch."""
        return self._is_part(path) or not may_be_thread(path.name)

    def _is_part(self, path: Path) -> bool:
        """Whether it is followed, or watched: a folder's watch ends as soon as it is moved."""
        return path in self.places or any(path == folder for folder, *_ in self.inodes)

    def concerned(self, batch: Iterable[tuple[Change, str]]) -> set[Path]:
        """Return the changed paths that matter; others may change on and on, such as a log."""
        return {path for path in {Path(name) for _, name in batch} if self._concerns(path)}

    def _concerns(self, changed: Path) -> bool:
        if self._is_part(changed):
            return True
        name = changed.name
        inside = changed.parent in self.roots and not name.startswith(".")
        return inside and (may_be_thread(name) or changed.is_dir())


def _stamps(folder: Path) -> Mapping[str, object]:
    """The files with what changes when they do; empty where the folder cannot be read."""
    with suppress(OSError):
        return stamps(folder)
    return {}


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _inodes(places: Iterable[Path], roots: Iterable[Path]) -> frozenset[_Inode]:
    """Return the folders that are there, each with its file system and its number in it.

    One that may be entered and not read cannot be watched, such as the home of someone else.
    """
    found = set[_Inode]()
    for folder in {*(place.parent for place in places), *roots}:
        with suppress(OSError):
            status = folder.stat()
            if os.access(folder, os.R_OK):
                found.add((folder, status.st_dev, status.st_ino))
    return frozenset(found)


def _steps(path: Path) -> Iterator[Path]:
    """Yield each link that the path leads through, then where it ends or where nothing is."""
    left = list(reversed(path.absolute().parts))
    here, links = Path(left.pop()), 0
    while left:
        here = here.parent if (part := left.pop()) == os.pardir else here / part
        if here.is_symlink() and links < _MOST_LINKS:
            yield here
            links += 1
            target = here.readlink()
            here = Path(target.anchor) if target.is_absolute() else here.parent
            left += reversed(target.relative_to(target.anchor).parts)
        elif not os.path.lexists(here):
            break
    yield here
