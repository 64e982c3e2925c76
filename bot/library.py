"""The library: one immutable snapshot of the threads and their indexes."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import regex

from bot.knowledge import Post, Thread
from bot.search import Hit, Index

_HASHTAG = regex.compile(r"(?<=#)\w*\p{L}\w*")
_NAME = regex.compile(r"(?<=[\w,] )\p{Lu}[\w-]+(?: \p{Lu}[\w-]+)*")
_WORD = regex.compile(r"\w+")
_LONG = 6


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
class Library:
    """Threads, their indexes and topics by id.

    It never changes, so it can be read from several threads of execution at once.
    """

    threads: Mapping[str, Thread]
    indexes: Mapping[str, Index[Post]]
    topics: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, threads: Iterable[Thread], before: "Library | None" = None) -> "Library":
        """Index the threads; a thread that is the same in ``before`` keeps what was made of it."""
        by_id = {thread.id: thread for thread in threads}
        indexes, known = {}, {}
        for id, thread in by_id.items():
            if before is not None and before.threads.get(id) == thread:
                indexes[id], known[id] = before.indexes[id], before.topics[id]
            else:
                indexes[id] = Index(thread.posts, thread.language, thread.glossary)
                known[id] = tuple(topics(thread, TOPICS))
        return cls(MappingProxyType(by_id), MappingProxyType(indexes), MappingProxyType(known))

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
            (one, candidate)
            for one in threads
            for candidate in self.indexes[one.id].candidates(question, limit)
        ]
        found.sort(key=lambda pair: (-pair[1].score, pair[0].id.casefold(), pair[1].post.number))
        return [Found(one, candidate.hit()) for one, candidate in found[:limit]]

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

    @property
    def post_count(self) -> int:
        """The number of posts in all threads."""
        return sum(len(thread.posts) for thread in self.threads.values())


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
