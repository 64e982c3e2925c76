"""Suggestions while someone types: threads by id or title, posts by number or words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from operator import attrgetter

from bot.answering.library import Library
from bot.knowledge import Post, Thread

MAX_SUGGESTED = 25
SCANNED, SCANNED_LENGTH = 2000, 1000
"""Posts that are looked through for what is typed, and characters of each; beyond them whole words
are searched."""

_DIGITS = 9
_number = attrgetter("number")


def suggest_threads(threads: Iterable[Thread], typed: str) -> list[Thread]:
    """Return the threads whose id or title contains what is typed, in whatever case."""
    wanted = typed.casefold()
    return [
        thread
        for thread in threads
        if wanted in thread.id.casefold() or wanted in thread.title.casefold()
    ]


def suggest_posts(library: Library, typed: str, thread_id: str | None) -> list[Post]:
    """Return posts whose number begins with what is typed, then posts whose text contains it."""
    only = library.thread(thread_id) if thread_id else None
    threads = [only] if only else list(library.threads.values())
    suggested = chain(
        chain.from_iterable(_with_number(thread, typed) for thread in threads),
        _containing(threads, typed),
        (found.hit.post for found in library.search(typed, MAX_SUGGESTED, only)),
    )
    return list(islice(_unique(suggested), MAX_SUGGESTED))


def _unique(posts: Iterable[Post]) -> Iterator[Post]:
    """Yield each post once, and read no further than needed."""
    seen = set()
    for post in posts:
        if id(post) not in seen:
            seen.add(id(post))
            yield post


def _with_number(thread: Thread, typed: str) -> Iterator[Post]:
    """Yield the posts whose number begins with these digits; the numbers of a thread rise."""
    if not typed.isascii() or not typed.isdigit() or typed[0] == "0":
        return
    for zeros in range(_DIGITS - len(typed) + 1):
        first = int(typed) * 10**zeros
        start = bisect_left(thread.posts, first, key=_number)
        end = bisect_left(thread.posts, first + 10**zeros, key=_number)
        yield from thread.posts[start : min(end, start + MAX_SUGGESTED)]


def _containing(threads: Iterable[Thread], typed: str) -> Iterator[Post]:
    wanted = typed.casefold()
    posts = chain.from_iterable(thread.posts for thread in threads)
    scanned = ((post, post.text[:SCANNED_LENGTH]) for post in islice(posts, SCANNED))
    return (post for post, text in scanned if wanted in text.casefold())
