"""A folder of threads: reading all of it, and telling what changed between two readings."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Fault, KnowledgeError
from bot.knowledge.thread import Thread
from bot.knowledge.yaml_files import read_thread

ENDINGS = (".yaml", ".yml")


def read_folder(folder: Path) -> tuple[Thread, ...]:
    """Every thread of the folder, by id.

    Files are those ending in .yaml or .yml whose names do not begin with a dot; folders inside are
    not entered. Raises KnowledgeError with all faults of all files at once.
    """
    faults: list[Fault] = []
    threads: list[Thread] = []
    files = _files(folder)
    faults += _same_ids(files)
    for file in files:
        try:
            threads.append(read_thread(file))
        except KnowledgeError as error:
            faults += error.faults
    if faults:
        raise KnowledgeError(faults)
    return tuple(threads)


def _files(folder: Path) -> list[Path]:
    def fault(message: str) -> KnowledgeError:
        return KnowledgeError([Fault(str(folder), 1, 1, message)])

    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        raise fault("the folder is not there; make it, or name another") from None
    except OSError as error:
        raise fault(f"the folder cannot be read ({error.strerror}); name another") from None
    files = [
        entry
        for entry in entries
        if entry.suffix in ENDINGS and not entry.name.startswith(".") and not entry.is_dir()
    ]
    if not files:
        raise fault('the folder has no thread; put a file ending in ".yaml" into it')
    return files


def _same_ids(files: Iterable[Path]) -> list[Fault]:
    """Ids are compared without case, as people type them."""
    by_id: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        by_id[file.stem.casefold()].append(file)
    return [
        Fault(str(later), 1, 1, f"has the same id as {first.name}; rename one of the two")
        for first, *others in by_id.values()
        for later in others
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

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def changes(before: Iterable[Thread], after: Iterable[Thread]) -> Changes:
    """Threads are told apart by id, posts by thread and number."""
    old, new = ({thread.id: thread for thread in threads} for threads in (before, after))
    old_posts, new_posts = (
        {(thread.id, post.number): post for thread in threads.values() for post in thread.posts}
        for threads in (old, new)
    )
    both = old_posts.keys() & new_posts.keys()
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(id for id in old.keys() & new.keys() if old[id] != new[id])),
        removed=tuple(sorted(old.keys() - new.keys())),
        posts_added=len(new_posts) - len(both),
        posts_changed=sum(old_posts[key] != new_posts[key] for key in both),
        posts_removed=len(old_posts) - len(both),
    )
