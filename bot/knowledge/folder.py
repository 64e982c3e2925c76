"""A folder of threads: find its files, read all of them, and compare two readings."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from bot.errors import MOST_DIAGNOSTICS, Diagnostic, KnowledgeError, printable
from bot.knowledge.thread import Post, Thread
from bot.knowledge.yaml_files import read_thread, thread_id

ENDINGS = (".yaml", ".yml")

_SETTLED = 2 * 10**9
"""Nanoseconds after which a file's time stamp differs from that of a later version: the coarsest
clock of a file system in use is FAT's, of two seconds."""


_Stamp = tuple[int, ...]
_STAMP = attrgetter("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
"""What changes when a file does, or a link to it; times in nanoseconds."""


def may_be_thread(name: str) -> bool:
    """Whether a file of that name belongs to a folder of threads: YAML that is not hidden."""
    return name.casefold().endswith(ENDINGS) and not name.startswith(".")


def walk(folder: Path) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield the folder, and each folder inside it, with its files that belong to it.

    Hidden folders are left out. A folder that links lead to twice is entered once.
    """
    folders, entered = [os.fspath(folder)], set[str]()
    while folders:
        if (real := os.path.realpath(here := folders.pop())) in entered:
            continue
        entered.add(real)
        files = []
        with os.scandir(here) as entries:
            for entry in entries:
                if _is_folder(entry):
                    folders.append(entry.path)
                elif may_be_thread(entry.name):
                    files.append(entry)
        yield here, files


class FolderReader:
    """Reads a folder of threads, and keeps them, so that the next reading reads what changed."""

    def __init__(self, folder: Path, now: Callable[[], int] = time.time_ns) -> None:
        self._folder = folder
        self._now = now
        self._stamps: dict[str, _Stamp | None] = {}  # by path; None: read it again
        self._threads: dict[str, Thread] = {}

    def read(
        self, progress: Callable[[int, int], object] = lambda done, total: None
    ) -> tuple[Thread, ...]:
        """Return every thread, in the order of the files' paths.

        ``progress`` is called before each file that is read, with the number of files done and of
        all. Raises KnowledgeError with the diagnostics of all files at once.
        """
        stamps = _stamps(self._folder)
        if stamps != self._stamps:
            self._read(stamps, progress)
        return tuple(self._threads.values())

    def folder_of(self, thread: Thread) -> Path:
        """Return the folder of the file of a thread that was read."""
        return next(Path(path).parent for path, one in self._threads.items() if one.id == thread.id)

    def _read(self, stamps: dict[str, _Stamp], progress: Callable[[int, int], object]) -> None:
        renamed = stamps.keys() != self._stamps.keys()
        diagnostics, omitted = _same_ids(self._folder, stamps) if renamed else [], 0
        known: dict[str, _Stamp | None] = {}
        threads: dict[str, Thread] = {}
        for done, (path, stamp) in enumerate(stamps.items()):
            before = self._threads.get(path)
            if before is not None and self._stamps[path] == stamp:
                known[path], threads[path] = stamp, before
                continue
            progress(done, len(stamps))
            settled = self._is_settled(stamp)  # before the file is read, which takes a while
            try:
                thread = read_thread(Path(path))
            except KnowledgeError as error:
                kept = error.diagnostics[: max(0, MOST_DIAGNOSTICS - len(diagnostics))]
                diagnostics += kept
                omitted += error.count - len(kept)
            else:
                known[path] = stamp if settled else None
                threads[path] = thread
        if diagnostics:
            raise KnowledgeError(diagnostics, omitted)
        self._stamps, self._threads = known, threads

    def _is_settled(self, stamp: _Stamp) -> bool:
        """Whether any change from now on gives the file another stamp."""
        return self._now() - max(stamp[-2:]) > _SETTLED


def read_folder(folder: Path) -> tuple[Thread, ...]:
    """Return every thread of the folder; raise KnowledgeError for any wrong file."""
    return FolderReader(folder).read()


def _stamps(folder: Path) -> dict[str, _Stamp]:
    """The files' paths in order, with their stamps."""

    def failure(path: str, message: str) -> KnowledgeError:
        return KnowledgeError([Diagnostic(printable(path), 1, 1, message)])

    try:
        found = stamps(folder)
    except FileNotFoundError:
        raise failure(str(folder), "the folder is not there; make it, or name another") from None
    except OSError as error:
        where = os.fsdecode(error.filename or folder)
        problem = f"the folder cannot be read ({error.strerror}); name another"
        raise failure(where, problem) from None
    if not found:
        problem = 'the folder has no thread; put a file ending in ".yaml" into it'
        raise failure(str(folder), problem)
    return dict(sorted(found.items()))


def stamps(folder: Path) -> dict[str, _Stamp]:
    """Return the files' paths, each with what changes when the file does, or a link to it.

    Raises OSError where the folder cannot be read.
    """
    return {file.path: _stamp(file) for _, files in walk(folder) for file in files}


def _stamp(entry: os.DirEntry[str]) -> _Stamp:
    try:
        stamp: _Stamp = _STAMP(entry.stat())
    except OSError:  # a link to nowhere or to itself; reading it says so
        return (0,) * 5
    return stamp


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder that is not hidden; a link to itself is none."""
    try:
        return not entry.name.startswith(".") and entry.is_dir()
    except OSError:
        return False


def _same_ids(folder: Path, paths: Iterable[str]) -> list[Diagnostic]:
    """Report files whose ids are the same without case, as people type them."""
    diagnostics: list[Diagnostic] = []
    firsts: dict[str, str] = {}
    for path in paths:
        first = firsts.setdefault(thread_id(path).casefold(), path)
        if first != path:
            other = printable(os.path.relpath(first, folder))
            problem = f"has the same id as {other}; rename one of the two"
            diagnostics.append(Diagnostic(printable(path), 1, 1, problem))
    return diagnostics


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two readings: ids of threads, and numbers of posts."""

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
