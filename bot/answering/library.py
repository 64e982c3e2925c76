"""The library: one immutable snapshot of the threads and their indexes."""

import base64
import hashlib
import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import regex

from bot.knowledge import Post, Thread
from bot.search import Hit, Index, KeptWords, detect, primary_subtag

_HASHTAG = regex.compile(r"(?<=#)\w*\p{L}\w*")
_NAME = regex.compile(r"(?<=[\w,] )\p{Lu}[\w-]+(?: \p{Lu}[\w-]+)*")
_WORD = regex.compile(r"\w+")
_LONG = 6


_Key = tuple[str, tuple[tuple[str, str], ...], tuple[int, ...]]
"""Language, glossary and servers: what threads of one index have in common."""


TOPICS = 8
"""Words kept for each thread that say what it is about."""


LONGEST_KEPT = 1_000
"""Characters of the texts that are kept with their digests."""


TOPIC_POSTS, TOPIC_LENGTH = 500, 2000
"""Posts of a thread, evenly spread, that are looked at for them, and characters of each."""


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
        """A short name for the post with its present text; an edited post has another name."""
        return f"{_digest(self.thread.id)}.{self.post.number}.{_digest(self.post.text)}"


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The threads of one language, glossary and set of servers, in order of id, and their index.

    ``topics`` caches what each thread is about, and ``examples`` questions that it answers, by id,
    once they were needed.
    """

    key: _Key
    threads: tuple[Thread, ...]
    index: Index[Post]
    topics: dict[str, tuple[str, ...]] = field(default_factory=dict)
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def servers(self) -> tuple[int, ...]:
        """The servers that alone see the threads; none where all do."""
        return self.key[2]

    def having(self, words: str) -> Iterator[Place] | None:
        """Return the posts that have all of some words, in order; None where that is not known."""
        if (found := self.index.having(words)) is None:
            return None
        return (Place(self.threads[thread], post) for thread, post in found)


@dataclass(frozen=True, slots=True)
class Library:
    """Threads by id, and by id without case, and their indexes.

    It never changes, except for its groups' caches of topics and examples, so that several OS
    threads search it at once without a lock.
    """

    threads: Mapping[str, Thread]
    by_folded_id: Mapping[str, Thread]
    post_count: int
    character_count: int  # of posts and titles
    _groups: Sequence[IndexGroup]
    _places: Mapping[str, tuple[IndexGroup, int]]  # of each thread in its group, by id
    _by_digest: Mapping[str, Sequence[Thread]]

    @classmethod
    def of(
        cls,
        threads: Iterable[Thread],
        before: "Sequence[Library]" = (),
        progress: Callable[[int], object] = lambda posts: None,
        kept: Collection[KeptWords] = (),
    ) -> "Library":
        """Index the threads; what is equal in the libraries ``before`` is not indexed again.

        Words of theirs that were ``kept`` are not read again.

        ``progress`` is called as posts are indexed, with the number of those since the last call.
        """
        by_id = {one.id: one for one in sorted(threads, key=lambda one: one.id.casefold())}
        known = [group for one in before for group in one._groups]
        keys = {
            (thread.digest, thread.guessed_language): group.key
            for group in known
            for thread in group.threads
        }
        by_key: dict[_Key, list[Thread]] = {}
        for thread in by_id.values():
            same = keys.get((thread.digest, thread.guessed_language))
            by_key.setdefault(same or _key(thread), []).append(thread)
        wanted = {key: tuple(some) for key, some in by_key.items()}
        for one in before:
            if wanted == {group.key: group.threads for group in one._groups}:
                return one
        groups = [_group(key, some, known, progress, kept) for key, some in wanted.items()]
        return cls._of_groups(groups)

    @classmethod
    def _of_groups(cls, groups: "Sequence[IndexGroup]") -> "Library":
        threads = (thread for group in groups for thread in group.threads)
        by_id = {one.id: one for one in sorted(threads, key=lambda one: one.id.casefold())}
        places = {
            thread.id: (group, number)
            for group in groups
            for number, thread in enumerate(group.threads)
        }
        folded = {id.casefold(): thread for id, thread in by_id.items()}
        count = sum([len(thread.posts) for thread in by_id.values()])
        characters = sum([thread.character_count for thread in by_id.values()])
        by_digest: dict[str, list[Thread]] = {}
        for thread in by_id.values():
            by_digest.setdefault(_digest(thread.id), []).append(thread)
        return cls(by_id, folded, count, characters, groups, places, by_digest)

    def thread(self, id: str) -> Thread | None:
        """Return the thread of that id, written in any case, or None."""
        return self.threads.get(id) or self.by_folded_id.get(id.casefold())

    def is_short(self, posts: int, characters: int) -> bool:
        """Return whether the threads have at most these numbers of posts and of characters."""
        return self.post_count <= posts and self.character_count <= characters

    def beside(self, *others: "Library") -> "Library":
        """Return the part of this library that has indexes which others do not have."""
        shared = {id(group) for other in others for group in other._groups}
        own = [group for group in self._groups if id(group) not in shared]
        return self if len(own) == len(self._groups) else self._of_groups(own)

    def words_of(self, server: int) -> list[KeptWords]:
        """Return the words of the threads that only one server sees."""
        return [group.index.words for group in self._groups if group.servers == (server,)]

    @property
    def read_for(self) -> set[int]:
        """The servers for whose threads posts had to be read."""
        return {id for group in self._groups if group.index.has_read for id in group.servers}

    def language(self, thread: Thread) -> str:
        """Return the language in which a thread is searched: its own, or else a guess."""
        return self._places[thread.id][0].key[0]

    def search(
        self, question: str, limit: int, thread: Thread | None = None, before: str = ""
    ) -> list[Found]:
        """Return the ``limit`` best hits in one thread or in all, best first.

        ``before`` is the question that this one follows up.
        """
        if thread is not None:
            group, number = self._places[thread.id]
            hits = group.index.thread(number).search(question, limit, before=before)
            return [Found(thread, hit) for hit in hits]
        found = [
            Found(group.threads[hit.thread], hit)
            for group in self._groups
            for hit in group.index.search(question, limit, self.post_count, before)
        ]
        if len(self._groups) > 1:
            found.sort(key=lambda one: -one.hit.score)
            del found[limit:]
        return found

    def having(self, words: str, only: Thread | None = None) -> Iterable[Place]:
        """Return the posts that may use some words, in order; of one thread or of all.

        They are the posts whose words the index knows to be these, or else all posts.
        """
        found = [] if only else [group.having(words) for group in self._groups]
        if only or None in found:
            threads = [only] if only else self.threads.values()
            return (Place(thread, post) for thread in threads for post in thread.posts)
        return heapq.merge(*filter(None, found), key=lambda one: one.thread.id.casefold())

    def topics(self, thread: Thread) -> tuple[str, ...]:
        """Return words that say what one of the threads is about."""
        cache = self._places[thread.id][0].topics
        return _found_once(cache, thread.id, lambda: topics(thread, TOPICS))

    def examples(self, thread: Thread, find: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Return questions that one of the threads answers, which ``find`` finds by searches."""
        return _found_once(self._places[thread.id][0].examples, thread.id, find)

    def place(self, reference: str) -> Place | None:
        """Return the post of that reference, or None if the post has changed or is gone."""
        name, _, rest = reference.partition(".")
        number = rest.partition(".")[0]
        if not number.isdecimal():
            return None
        threads = self._by_digest.get(name, ())
        places = (Place(one, post) for one in threads if (post := one.post(int(number))))
        return next((place for place in places if place.reference == reference), None)


def _key(thread: Thread) -> _Key:
    """Return what a thread has in common with those that are searched together with it."""
    language = thread.language or thread.guessed_language or guessed_language(thread)
    return primary_subtag(language), tuple(sorted(thread.glossary.items())), thread.servers


def guessed_language(thread: Thread) -> str:
    """Guess the language of a thread from the words of its posts."""
    return detect("\n".join(post.text for post in thread.posts))


def _group(
    key: _Key,
    threads: tuple[Thread, ...],
    known: Iterable[IndexGroup],
    progress: Callable[[int], object],
    kept: Iterable[KeptWords],
) -> IndexGroup:
    """Return the known group of these threads, or index them, building on the first of that key.

    A thread that is cut at its gate is not read again: it begins as the whole one does.
    """
    alike = [group for group in known if group.key == key]
    if same := next((group for group in alike if group.threads == threads), None):
        return same
    language, glossary, _ = key
    before = alike[0] if alike else None
    wholes = {one.id: one for one in before.threads} if before else {}
    digests = [_whole(thread, wholes).digest for thread in threads]
    words = (one for one in kept if one.language == language)
    index = Index.of_threads(
        [thread.posts for thread in threads],
        language,
        dict(glossary),
        digests,
        before.index if before else None,
        progress,
        next((one for one in words if not one.threads.keys().isdisjoint(digests)), None),
    )
    return IndexGroup(key, threads, index)


def _whole(thread: Thread, known: Mapping[str, Thread]) -> Thread:
    """Return the known thread that begins with all posts of this one, or else the thread itself."""
    whole = known.get(thread.id)
    if whole == thread or (whole and whole.posts[: len(thread.posts)] == thread.posts):
        return whole
    return thread


def _found_once(
    cache: dict[str, tuple[str, ...]], id: str, find: Callable[[], Iterable[str]]
) -> tuple[str, ...]:
    known = cache.get(id)
    if known is None:
        known = cache[id] = tuple(find())
    return known


def topics(thread: Thread, limit: int) -> list[str]:
    """Return words that say what a thread is about: hashtags and names, the most frequent first.

    A name is a word of the glossary, or one with a capital letter inside a sentence. Long words
    follow where there are too few names.
    """
    names, words = Counter[str](), Counter[str]()
    spelled: dict[str, str] = {}
    for post in thread.posts[:: 1 + len(thread.posts) // TOPIC_POSTS]:
        text = post.text[:TOPIC_LENGTH]
        used = _WORD.findall(text)
        abbreviations = [word for word in used if word in thread.glossary]
        named = [*_HASHTAG.findall(text), *_NAME.findall(text), *abbreviations]
        for word in (*named, *used):
            spelled.setdefault(word.casefold(), word)
        names.update({word.casefold(): 1 for word in named})
        words.update({word.casefold(): 1 for word in used if len(word) >= _LONG})
    telling = [word for word, _ in names.most_common(limit)]
    parts = {part for name in names for part in name.split()}
    others = (word for word in words if word not in parts)
    long = sorted(others, key=lambda word: (-words[word], -len(word)))
    return [spelled[word] for word in (*telling, *long)[:limit]]


def _digest(text: str) -> str:
    """24 bits of a text, in 4 characters."""
    return _kept_hash(text) if len(text) <= LONGEST_KEPT else _hash(text)


def _hash(text: str) -> str:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest()
    return base64.urlsafe_b64encode(digest).decode()


_kept_hash = lru_cache(maxsize=4096)(_hash)  # an answer names each of its posts several times
