"""Scopes: what an asker may see, and the library of a scope."""

import re
import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from cachetools import LRUCache

from bot.answering.library import Library, guessed_language
from bot.knowledge import Thread
from bot.search import KeptWords
from bot.search.kept_words import from_bytes, to_bytes
from bot.storage.word_store import WordStore

Gate: TypeAlias = tuple[str, int]
"""A thread's id, and the number of its last open post."""

_NUMBERED = re.compile(r"(.+)-[1-9]\d*", re.DOTALL)
"""The name of a thread beside others with its id."""

MAX_LIBRARIES, MAX_POSTS = 64, 64_000
"""The most libraries of scopes that are kept, and the most posts that they index of their own:
those of servers' threads, and of threads that are cut at a gate; 2 to 4 kB each."""

POST_LENGTH = 250
"""Bytes of threads that count as a post: a long post counts as several."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an asker may see; the default is the operator's, who sees the whole folder.

    ``servers`` are the Discord servers whose threads are visible, beside those that every server
    sees; None makes all visible. ``own`` are threads that servers added, each with its server in
    ``Thread.servers``. Gates are mixed where they come from several servers: what one calls
    ``ID-2`` is not what another calls so.
    """

    servers: frozenset[int] | None = None
    own: tuple[Thread, ...] = ()
    gates: frozenset[Gate] = frozenset()
    has_mixed_gates: bool = False

    def __post_init__(self) -> None:
        if not all(thread.servers for thread in self.own):
            raise ValueError("a thread that a server added names the server")

    def threads(self, folder: Iterable[Thread]) -> Iterator[Thread]:
        """Yield the visible threads, those of servers first, each cut at its gate.

        Of threads with the same id the first keeps it; the next are called ``ID-2``, ``ID-3``, …
        A gate of ID cuts them all. Where no thread is called ``ID-2`` by itself, a gate of that
        name is meant for the folder's ID: it cuts that thread under whatever name it has here. It
        also may be where a server has ID, too: a file of that name may be newer than the gate.
        """
        in_folder = list(filter(self._is_visible, folder))
        own = {one.id.casefold() for one in self.own}
        ids = own.union(one.id.casefold() for one in in_folder)
        fixed = {one.id.casefold() for one in in_folder} if self.has_mixed_gates else ids
        given = [
            (match[1], last)
            for id, last in self.gates
            if (match := _NUMBERED.fullmatch(id))
            and (id.casefold() not in fixed or match[1].casefold() in own)
        ]
        of_own, of_folder = _lowest(self.gates), _lowest((*self.gates, *given))
        used = set[str]()
        for gates, threads in ((of_own, self.own), (of_folder, in_folder)):
            for thread in threads:
                last = gates.get(thread.id.casefold())
                named = _with_unused_id(thread, used, ids)
                used.add(named.id.casefold())
                shown = named if last is None else _until(named, last)
                if shown.posts:
                    yield shown

    def _is_visible(self, thread: Thread) -> bool:
        if self.servers is None or not thread.servers:
            return True
        return not self.servers.isdisjoint(thread.servers)


def _until(thread: Thread, last: int) -> Thread:
    """Return the thread without the posts after a number, in the language of the whole."""
    end = thread.place_of(last + 1)
    if end == len(thread.posts):
        return thread
    language = thread.language or thread.guessed_language or guessed_language(thread)
    return replace(thread, posts=thread.posts[:end], guessed_language=language)


def _lowest(gates: Iterable[Gate]) -> dict[str, int]:
    """Return the lowest of the gates of each case-folded id."""
    lowest: dict[str, int] = {}
    for id, last in gates:
        lowest[id.casefold()] = min(last, lowest.get(id.casefold(), last))
    return lowest


def _with_unused_id(thread: Thread, used: Collection[str], ids: Collection[str]) -> Thread:
    """Return the thread; where its id is used, with one that is not and is no thread's own."""
    if thread.id.casefold() not in used:
        return thread
    numbered = (f"{thread.id}-{number}" for number in count(2))
    return replace(
        thread,
        id=next(id for id in numbered if id.casefold() not in used and id.casefold() not in ids),
    )


class _Scoped(NamedTuple):
    """The library of a scope, and what it takes of MAX_POSTS beside the folder's."""

    library: Library
    weight: int


class ScopedLibraries:
    """The library of each scope, over one of the folder.

    The folder's own indexes are part of every library. An index of a server's threads is made when
    someone first asks there, and made from the one before when a thread there changes. Several OS
    threads may ask at once.
    """

    def __init__(self, folder: Library, before: "ScopedLibraries | None" = None) -> None:
        self.folder = folder
        self.named_servers = frozenset(id for one in folder.threads.values() for id in one.servers)
        self._of = LRUCache[Scope, _Scoped](MAX_POSTS, attrgetter("weight"))
        self._lock = threading.Lock()
        self._latest = LRUCache[int, Library](MAX_POSTS, _weight)
        """Of each server the indexes of its own that were made last, without the folder's."""
        self.word_store: WordStore | None = None
        """Where the words of servers' threads are kept for the next start."""
        if before is not None:
            self.word_store = before.word_store
            with before._lock:
                self._latest.update(before._latest)

    def known(self, scope: Scope) -> Library | None:
        """Return the library of a scope; None where it has to be made."""
        reduced = self._reduced(scope)
        if reduced is None:
            return self.folder
        with self._lock:
            scoped = self._of.get(reduced)
        return scoped and scoped.library

    def of(self, scope: Scope) -> Library:
        """Return the library of a scope; the folder's own where the scope hides and adds nothing.

        Scopes that differ only in servers that no file names have the same library.
        """
        reduced = self._reduced(scope)
        if reduced is None:
            return self.folder
        with self._lock:
            scoped = self._of.get(reduced)
        if scoped is None:
            scoped = self._build(reduced)
            with self._lock:
                self._of[reduced] = scoped
        return scoped.library

    def forget_gates(self, gates: Collection[Gate]) -> None:
        """Keep no library that is cut at one of these gates, which are not in force any more."""
        with self._lock:
            for scope in [one for one in self._of if not one.gates.isdisjoint(gates)]:
                del self._of[scope]

    def _reduced(self, scope: Scope) -> Scope | None:
        """Return the scope with the servers that matter; None where it hides and adds nothing."""
        servers = scope.servers if self.named_servers else None
        if servers is not None:
            servers &= self.named_servers
        if servers is None and not scope.own and not scope.gates:
            return None
        return replace(scope, servers=servers)

    def _build(self, scope: Scope) -> _Scoped:
        owners = frozenset(id for thread in scope.own for id in thread.servers)
        with self._lock:
            latest = [known for id in owners if (known := self._latest.get(id)) is not None]
        library = Library.of(
            scope.threads(self.folder.threads.values()),
            (self.folder, *latest),
            kept=() if latest else self._kept(owners),
        )
        own = library.beside(self.folder)
        with self._lock:
            for id in owners:
                self._latest[id] = own
        if self.word_store and not scope.gates:
            for id in owners & own.beside(*latest).read_for:
                added = [thread for thread in scope.own if id in thread.servers]
                self.word_store.keep(id, added, to_bytes(own.words_of(id)))
        return _Scoped(library, _weight(own))

    def _kept(self, owners: Iterable[int]) -> list[KeptWords]:
        """Return the words that are kept of servers' threads."""
        store = self.word_store
        return [one for id in owners for one in from_bytes(store.of(id))] if store else []


def _weight(own: Library) -> int:
    """Return what indexes take of MAX_POSTS."""
    least = MAX_POSTS // MAX_LIBRARIES
    size = sum(thread.size for thread in own.threads.values())
    return min(max(own.post_count, size // POST_LENGTH, least), MAX_POSTS)
