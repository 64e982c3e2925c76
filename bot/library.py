"""The library: one immutable snapshot of the threads and their indexes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from bot.knowledge import Post, Thread
from bot.search import Hit, Index


class Found(NamedTuple):
    """A hit and the thread it is in."""

    thread: Thread
    hit: Hit[Post]


@dataclass(frozen=True, slots=True)
class Library:
    """Threads and their indexes by id. It never changes, so it can be read from several threads."""

    threads: Mapping[str, Thread]
    indexes: Mapping[str, Index[Post]]

    @classmethod
    def of(cls, threads: Iterable[Thread], before: "Library | None" = None) -> "Library":
        """Index the threads; a thread that is the same in ``before`` keeps its index."""
        by_id = {thread.id: thread for thread in threads}
        indexes = {
            id: before.indexes[id]
            if before is not None and before.threads.get(id) == thread
            else Index(thread.posts, language=thread.language, glossary=thread.glossary)
            for id, thread in by_id.items()
        }
        return cls(MappingProxyType(by_id), MappingProxyType(indexes))

    def thread(self, id: str) -> Thread | None:
        """The thread of that id, in whatever case it is written."""
        exact = self.threads.get(id)
        if exact is not None:
            return exact
        folded = id.casefold()
        return next((t for t in self.threads.values() if t.id.casefold() == folded), None)

    def search(self, question: str, limit: int, thread: Thread | None = None) -> list[Found]:
        """The ``limit`` best hits in one thread or in all, best first; equals by id and number."""
        threads = self.threads.values() if thread is None else (thread,)
        found = [
            Found(one, hit)
            for one in threads
            for hit in self.indexes[one.id].search(question, limit=limit)
        ]
        found.sort(key=lambda one: (-one.hit.score, one.thread.id, one.hit.post.number))
        return found[:limit]

    @property
    def post_count(self) -> int:
        """The number of posts in all threads."""
        return sum(len(thread.posts) for thread in self.threads.values())
