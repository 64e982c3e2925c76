"""What the engine tells of its threads: which there are, their numbers, and what changed."""

from collections.abc import Iterator

from bot.answering.library import Library
from bot.errors import KnowledgeError
from bot.i18n import Sentence, plural, sentence
from bot.knowledge import Changes, Thread, changes

LISTED = 25
"""The most threads, posts or diagnostics named in one answer."""


def listed(library: Library) -> Iterator[Sentence]:
    """The threads there are."""
    threads = list(library.threads.values())
    yield sentence(
        "threads",
        threads=plural(len(threads), "thread"),
        posts=plural(library.post_count, "post"),
    )
    yield from map(named, threads[:LISTED])
    if len(threads) > LISTED:
        yield sentence("more", count=len(threads) - LISTED)


def named(thread: Thread) -> Sentence:
    """A thread by its title, author, length and id."""
    return sentence(
        "thread",
        title=thread.title,
        by=sentence("by", author=thread.author) if thread.author else "",
        posts=plural(len(thread.posts), "post"),
        id=thread.id,
    )


def numbers(thread: Thread) -> str:
    """The thread's post numbers, as in ``1-5, 7``."""
    ranges: list[tuple[int, int]] = []
    for post in thread.posts:
        if ranges and ranges[-1][1] == post.number - 1:
            ranges[-1] = (ranges[-1][0], post.number)
        else:
            ranges.append((post.number, post.number))
    return ", ".join(range_of(first, last) for first, last in ranges)


def range_of(first: int, last: int) -> str:
    """Numbers as they are typed: ``7``, or ``7-9``."""
    return f"{first}" if first == last else f"{first}-{last}"


def reload_failed(error: KnowledgeError) -> Iterator[Sentence]:
    """Say that nothing was reloaded, then what is wrong in which file, line and column."""
    yield sentence("reload_failed")
    for diagnostic in error.diagnostics[:LISTED]:
        yield sentence("diagnostic", diagnostic=diagnostic)
    if len(error.diagnostics) > LISTED:
        yield sentence("more_diagnostics", count=len(error.diagnostics) - LISTED)


def reloaded(before: Library, after: Library, seconds: float) -> Iterator[Sentence]:
    """What a reload read, and what differs from what was there before."""
    yield sentence(
        "reloaded",
        posts=plural(after.post_count, "post"),
        threads=plural(len(after.threads), "thread"),
        seconds=seconds,
    )
    changed = changes(before.threads.values(), after.threads.values())
    if changed == Changes():
        yield sentence("reloaded_same")
        return
    yield sentence(
        "reloaded_threads",
        added=len(changed.added),
        changed=len(changed.changed),
        removed=len(changed.removed),
    )
    yield sentence(
        "reloaded_posts",
        added=changed.posts_added,
        changed=changed.posts_changed,
        removed=changed.posts_removed,
    )
