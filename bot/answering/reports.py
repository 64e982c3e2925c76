"""Reports: which threads there are, the numbers of their posts, and what a reload changed."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from bot.answering.answer import ELLIPSIS, Answer, cut
from bot.answering.library import Library
from bot.answering.nearest import nearest
from bot.answering.references import PostRange
from bot.errors import Diagnostic, KnowledgeError
from bot.i18n import LanguageName, Sentence, plural, sentence
from bot.i18n.direction import isolated
from bot.knowledge import Changes, Thread, changes

MAX_LISTED = 25
"""The most threads, posts or diagnostics named in one answer."""

MAX_RUNS = 12
"""The most runs of post numbers named in one sentence."""


def listed(library: Library) -> Iterator[Sentence]:
    """Name the threads there are."""
    threads = list(library.threads.values())
    yield sentence(
        "threads",
        threads=plural(len(threads), "thread"),
        posts=plural(library.post_count, "post"),
    )
    for thread in threads[:MAX_LISTED]:
        yield named(thread, _language(library, thread))
    if len(threads) > MAX_LISTED:
        yield sentence("more", count=len(threads) - MAX_LISTED)


def by_author(thread: Thread) -> Sentence | str:
    """Say who wrote a thread, after its title; nothing where that is not known."""
    return sentence("by", author=cut(thread.author)) if thread.author else ""


def named(thread: Thread, language: LanguageName | Sentence | None = None) -> Sentence:
    """Name a thread by its title, author, length, language and id."""
    return sentence(
        "thread",
        title=cut(thread.title),
        by=by_author(thread),
        posts=plural(len(thread.posts), "post"),
        language=sentence("in_language", language=language) if language else "",
        id=thread.id,
    )


def _language(library: Library, thread: Thread) -> LanguageName | Sentence:
    """Name the language in which a thread is searched, and say so if it was guessed."""
    name = LanguageName(library.language(thread))
    return name if thread.language else sentence("guessed_language", language=name)


def numbers(thread: Thread) -> str:
    """Return the thread's post numbers as in ``1-5, 7``, with ``…`` where there are many gaps."""
    ranges = list(islice(_runs(thread), MAX_RUNS))
    shown = ", ".join(map(str, ranges))
    last = thread.posts[-1].number
    return shown if ranges[-1].last == last else f"{shown}, {ELLIPSIS} {last}"


def _runs(thread: Thread) -> Iterator[PostRange]:
    """Yield the runs of numbers without a gap; the difference of number and index rises at each."""
    posts, start = thread.posts, 0
    while start < len(posts):
        gaps = posts[start].number - start
        end = bisect_right(range(len(posts)), gaps, key=lambda index: posts[index].number - index)
        yield PostRange(posts[start].number, posts[end - 1].number)
        start = end


def no_such_thread(library: Library, id: str) -> Sentence:
    """Say that there is no thread of that id, and the nearest, or which there are."""
    if near := nearest(id, library.threads):
        return sentence("no_such_thread_near", id=cut(id), near=near)
    ids = ", ".join(map(isolated, islice(library.threads, MAX_LISTED)))
    return sentence("no_such_thread", id=cut(id), ids=ids)


def reload_failed(error: KnowledgeError) -> Iterator[Sentence]:
    """Say that nothing was reloaded, then what is wrong in which file, line and column."""
    yield sentence("reload_failed")
    for diagnostic in error.diagnostics[:MAX_LISTED]:
        yield sentence("diagnostic", diagnostic=diagnostic)
    if error.count > MAX_LISTED:
        yield sentence("more_diagnostics", count=error.count - MAX_LISTED)


def reloaded(before: Library, after: Library, seconds: float) -> Iterator[Sentence]:
    """Say what a reload read, and what changed."""
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


def public_report(report: Answer) -> Answer:
    """Return a reload's report for people who do not own the files.

    Of each diagnostic it names the file, without its folders, and the line.
    """
    if not any(one.name == "diagnostic" for one in report.lead):
        return report
    return replace(
        report, lead=tuple(map(_public, report.lead)), closing=(sentence("reload_details"),)
    )


def _public(line: Sentence) -> Sentence:
    diagnostic = line.values.get("diagnostic")
    if not isinstance(diagnostic, Diagnostic):
        return line
    name = re.split(r"[\\/]", diagnostic.file)[-1]
    return sentence("diagnostic_place", file=name, line=diagnostic.line)
