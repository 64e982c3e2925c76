"""A folder of threads: reading all of it, and telling what changed between two readings."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.errors import Diagnostic, KnowledgeError
from bot.knowledge.thread import Post, Thread
from bot.knowledge.yaml_files import read_thread

ENDINGS = (".yaml", ".yml")

_SETTLED = 2 * 10**9
"""Nanoseconds after which a file's time stamp tells it apart from a later version: the coarsest
clock of a file system in use is FAT's, of two seconds."""


class _Stamp(NamedTuple):
    """What changes when a file does; times in nanoseconds."""

    inode: int
    size: int
    modified: int
    changed: int


class FolderReader:
    """Reads a folder of threads, and remembers them, so that reading again costs what changed.

    Files are those ending in .yaml or .yml whose names do not begin with a dot; folders inside are
    not entered.
    """

    def __init__(self, folder: Path, now: Callable[[], int] = time.time_ns) -> None:
        self._folder = folder
        self._now = now
        self._stamps: dict[str, _Stamp | None] = {}  # as the files were read; None: read it again
        self._threads: dict[str, Thread] = {}

    def read(
        self, progress: Callable[[int, int], object] = lambda done, total: None
    ) -> tuple[Thread, ...]:
        """Return every thread, by id.

        ``progress`` is called before each file that is read, with the number of files done and of
        all. Raises KnowledgeError with the diagnostics of all files at once.
        """
        stamps = _stamps(self._folder)
        if stamps != self._stamps:
            self._read(dict(sorted(stamps.items())), progress)
        return tuple(self._threads.values())

    def _read(self, stamps: dict[str, _Stamp], progress: Callable[[int, int], object]) -> None:
        diagnostics = _same_ids(self._folder, stamps)
        known: dict[str, _Stamp | None] = {}
        threads: dict[str, Thread] = {}
        for done, (name, stamp) in enumerate(stamps.items()):
            before = self._threads.get(name)
            if before is not None and self._stamps[name] == stamp:
                known[name], threads[name] = stamp, before
                continue
            progress(done, len(stamps))
            try:
                thread = read_thread(self._folder / name)
            except KnowledgeError as error:
                diagnostics += error.diagnostics
            else:
                known[name] = stamp if self._settled(stamp) else None
                threads[name] = thread
        if diagnostics:
            raise KnowledgeError(diagnostics)
        self._stamps, self._threads = known, threads

    def _settled(self, stamp: _Stamp) -> bool:
        """Whether any change after now gives the file another stamp."""
        return self._now() - max(stamp.modified, stamp.changed) > _SETTLED


def read_folder(folder: Path) -> tuple[Thread, ...]:
    """Return every thread of the folder, by id; raise KnowledgeError for any wrong file."""
    return FolderReader(folder).read()


def _stamps(folder: Path) -> dict[str, _Stamp]:
    """The files' names, with their stamps."""

    def failure(message: str) -> KnowledgeError:
        return KnowledgeError([Diagnostic(str(folder), 1, 1, message)])

    try:
        with os.scandir(folder) as entries:
            stamps = {entry.name: _stamp(entry) for entry in entries if _may_be_thread(entry)}
    except FileNotFoundError:
        raise failure("the folder is not there; make it, or name another") from None
    except OSError as error:
        raise failure(f"the folder cannot be read ({error.strerror}); name another") from None
    if not stamps:
        raise failure('the folder has no thread; put a file ending in ".yaml" into it')
    return stamps


def _may_be_thread(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return name.endswith(ENDINGS) and not name.startswith(".") and not entry.is_dir()


def _stamp(entry: os.DirEntry[str]) -> _Stamp:
    try:
        stat = entry.stat()
    except FileNotFoundError:  # a link to nowhere; reading it tells
        return _Stamp(0, 0, 0, 0)
    return _Stamp(stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def _same_ids(folder: Path, names: Iterable[str]) -> list[Diagnostic]:
    """Ids are compared without case, as people type them."""
    firsts: dict[str, str] = {}
    return [
        Diagnostic(str(folder / name), 1, 1, f"has the same id as {first}; rename one of the two")
        for name in names
        if (first := firsts.setdefault(name.rpartition(".")[0].casefold(), name)) != name
    ]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two readings: ids of threads, and counts of posts."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    posts_added: int = 0
    posts_changed: int = 0
    posts_removed: int = 0


def changes(before: Iterable[Thread], after: Iterable[Thread]) -> Changes:
    """Count what differs, threads by id and posts by thread and number.

    The posts of equal threads are not compared.
    """
    old, new = ({thread.id: thread for thread in threads} for threads in (before, after))
    touched = [id for id in old.keys() | new.keys() if old.get(id) != new.get(id)]
    added = changed = removed = 0
    for id in touched:
        was, now = _by_number(old.get(id)), _by_number(new.get(id))
        kept = was.keys() & now.keys()
        added += len(now) - len(kept)
        changed += sum(was[number] != now[number] for number in kept)
        removed += len(was) - len(kept)
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(id for id in touched if id in old and id in new)),
        removed=tuple(sorted(old.keys() - new.keys())),
        posts_added=added,
        posts_changed=changed,
        posts_removed=removed,
    )


def _by_number(thread: Thread | None) -> dict[int, Post]:
    return {post.number: post for post in thread.posts} if thread is not None else {}
