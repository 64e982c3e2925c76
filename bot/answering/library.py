"""The library: one immutable snapshot of the threads and their indexes."""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import regex

from bot.knowledge import Post, Thread
from bot.search import Hit, Index, detect, primary_subtag

_HASHTAG = regex.compile(r"(?<=#)\w*\p{L}\w*")
_NAME = regex.compile(r"(?<=[\w,] )\p{Lu}[\w-]+(?: \p{Lu}[\w-]+)*")
_WORD = regex.compile(r"\w+")
_LONG = 6


_Key = tuple[str, tuple[tuple[str, str], ...]]  # language and glossary


TOPICS = 8
"""Telling words that are kept of each thread."""


class Found(NamedTuple):
    """A hit and the thread it is in."""

    thread: Thread
    hit: Hit[Post]


class Place(NamedTuple):
    """A post and the thread it is in."""

    thread: Thread
    post: Post

    @property
    def reference(self) -> str:
        """A short name for the post as it reads now; with another text it has another name."""
        return f"{_digest(self.thread.id)}.{self.post.number}.{_digest(self.post.text)}"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The threads of one language and glossary, by id, and their index."""

    key: _Key
    threads: tuple[Thread, ...]
    index: Index[Post]


@dataclass(frozen=True, slots=True)
class Library:
    """Threads by id, and by id without case, and their indexes.

    Nothing in it changes once it is made, but what is kept of topics; so it is searched, without a
    lock, by several threads of execution at once.
    """

    threads: Mapping[str, Thread]
    by_folded_id: Mapping[str, Thread]
    post_count: int
    _shelves: Mapping[_Key, _Shelf]
    _places: Mapping[str, tuple[_Shelf, int]]  # of each thread on its shelf, by id
    _topics: dict[str, tuple[str, ...]]  # of threads, by id, as far as they were asked for

    @classmethod
    def of(
        cls,
        threads: Iterable[Thread],
        before: "Library | None" = None,
        progress: Callable[[int], object] = lambda posts: None,
    ) -> "Library":
        """Index the threads; a thread that is equal in ``before`` is not read again.

        ``progress`` is called for each thread with the number of its posts.
        """
        by_id = {one.id: one for one in sorted(threads, key=lambda one: one.id.casefold())}
        if before is not None and by_id == before.threads:
            return before
        groups: dict[_Key, list[Thread]] = {}
        for thread in by_id.values():
            if before is not None and before.threads.get(thread.id) == thread:
                key = before._places[thread.id][0].key
            else:
                key = _key(thread)
            groups.setdefault(key, []).append(thread)
        shelves: dict[_Key, _Shelf] = {}
        for key, group in groups.items():
            old = before._shelves.get(key) if before is not None else None
            if old is not None and old.threads == tuple(group):
                shelves[key] = old
            else:
                language, glossary = key
                posts = [thread.posts for thread in group]
                index = Index.of_threads(
                    posts, language, dict(glossary), old.index if old else None, progress
                )
                shelves[key] = _Shelf(key, tuple(group), index)
        places = {
            thread.id: (shelf, number)
            for shelf in shelves.values()
            for number, thread in enumerate(shelf.threads)
        }
        folded = {id.casefold(): thread for id, thread in by_id.items()}
        count = sum(len(thread.posts) for thread in by_id.values())
        return cls(by_id, folded, count, shelves, places, {})

    def thread(self, id: str) -> Thread | None:
        """The thread of that id, in whatever case it is written."""
        return self.threads.get(id) or self.by_folded_id.get(id.casefold())

    def search(self, question: str, limit: int, thread: Thread | None = None) -> list[Found]:
        """The ``limit`` best hits in one thread or in all, best first."""
        if thread is not None:
            shelf, number = self._places[thread.id]
            hits = shelf.index.thread(number).search(question, limit)
            return [Found(thread, hit) for hit in hits]
        found = [
            Found(shelf.threads[hit.thread], hit)
            for shelf in self._shelves.values()
            for hit in shelf.index.search(question, limit, self.post_count)
        ]
        if len(self._shelves) > 1:
            found.sort(key=lambda one: -one.hit.score)
            del found[limit:]
        return found

    def topics(self, thread: Thread) -> tuple[str, ...]:
        """Words that tell what one of the threads is about."""
        known = self._topics.get(thread.id)
        if known is None:
            known = self._topics[thread.id] = tuple(topics(thread, TOPICS))
        return known

    def place(self, reference: str) -> Place | None:
        """The post of that reference; None where it has changed since, or is gone."""
        name, _, rest = reference.partition(".")
        number = rest.partition(".")[0]
        places = (
            Place(thread, post)
            for thread in self.threads.values()
            if _digest(thread.id) == name
            for post in thread.posts
            if str(post.number) == number
        )
        return next((place for place in places if place.reference == reference), None)


def _key(thread: Thread) -> _Key:
    """What threads that are searched together have in common."""
    language = thread.language or detect("\n".join(post.text for post in thread.posts))
    return primary_subtag(language), tuple(sorted(thread.glossary.items()))


def topics(thread: Thread, limit: int) -> list[str]:
    """Words that tell what a thread is about: hashtags and names, those in most posts first.

    A name is what stands with a capital inside a sentence, or in the glossary. Where they are too
    few, long words follow.
    """
    names, words = Counter[str](), Counter[str]()
    spelled: dict[str, str] = {}
    for post in thread.posts:
        said = _WORD.findall(post.text)
        abbreviations = [word for word in said if word in thread.glossary]
        named = [*_HASHTAG.findall(post.text), *_NAME.findall(post.text), *abbreviations]
        for word in (*named, *said):
            spelled.setdefault(word.casefold(), word)
        names.update({word.casefold(): 1 for word in named})
        words.update({word.casefold(): 1 for word in said if len(word) >= _LONG})
    telling = [word for word, _ in names.most_common(limit)]
    parts = {part for name in names for part in name.split()}
    others = (word for word in words if word not in parts)
    long = sorted(others, key=lambda word: (-words[word], -len(word)))
    return [spelled[word] for word in (*telling, *long)[:limit]]


def _digest(text: str) -> str:
    """24 bits of a text, in 4 characters."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest()
    return base64.urlsafe_b64encode(digest).decode()
