"""Posts that are named by their numbers, or that links open."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import attrgetter

from bot.answering.answer import Answer, Kind, Quote
from bot.answering.asking import QUOTE_LENGTH
from bot.answering.library import Library
from bot.answering.paging import further_links, page_with, pages, shown, thread_link
from bot.answering.references import PostRange
from bot.answering.reports import MAX_LISTED, named, numbers
from bot.answering.requests import Open, Show
from bot.i18n import Sentence, sentence
from bot.knowledge import Post, Thread
from bot.settings import Settings

_number, _first = attrgetter("number"), attrgetter("first")


def show_posts(show: Show, threads: Collection[Thread], prefix: str) -> Answer:
    """Show the posts of the one thread that has them, a page at a time."""
    having = list(islice((one for one in threads if _has_any(one, show.ranges)), MAX_LISTED))
    if not having:
        some = islice(threads, MAX_LISTED)
        return Answer.refused(*(_no_such_posts(thread, show.ranges) for thread in some))
    if len(having) > 1:
        which = sentence(
            "which_thread", prefix=prefix, id=having[0].id, numbers=_typed(show.ranges)
        )
        return Answer.info(which, *map(named, having))
    thread = having[0]
    posts = posts_in(thread, show.ranges)
    page = next(pages(posts))
    answer = shown(thread, page)
    if missing := [one for one in show.ranges if not _between(thread, one)]:
        answer = replace(answer, lead=(_no_such_posts(thread, missing),))
    if not (left := _after(page[-1].number, thread, show.ranges)):
        return answer
    typed = _typed(left) if show.thread is None else f"{show.thread}: {_typed(left)}"
    more = sentence("more_posts", prefix=prefix, numbers=typed)
    return replace(answer, closing=(more,))


def open_posts(library: Library, request: Open, settings: Settings) -> Answer:
    """Open what a link leads to; refuse if a post of it has changed or is gone."""
    places = [library.place(reference) for reference in request.references]
    existing = [place for place in places if place is not None]
    if len(existing) < len(places) or not existing:
        return Answer.refused(sentence("changed"))
    first, limit = existing[0], settings.quotes
    if request.page:
        return page_with(first)
    if len(existing) == 1:
        return shown(first.thread, [first.post])
    return Answer(
        Kind.POSTS,
        quotes=tuple(Quote.of(*place, QUOTE_LENGTH) for place in existing[:limit]),
        links=(*further_links(existing[limit:]), thread_link(first.thread)),
    )


def posts_in(thread: Thread, ranges: Iterable[PostRange]) -> Iterator[Post]:
    """Yield the thread's posts of these numbers, in order and each once."""
    last = 0
    for first, end in sorted(ranges, key=_first):
        for post in _between(thread, PostRange(max(first, last + 1), end)):
            last = post.number
            yield post


def _after(number: int, thread: Thread, ranges: Iterable[PostRange]) -> list[PostRange]:
    """Return what the thread has of the ranges after a post's number."""
    left = (PostRange(max(first, number + 1), last) for first, last in sorted(ranges, key=_first))
    posts = (_between(thread, one) for one in left)
    return [PostRange(some[0].number, some[-1].number) for some in posts if some]


def _between(thread: Thread, numbers: PostRange) -> Sequence[Post]:
    start = bisect_left(thread.posts, numbers.first, key=_number)
    if numbers.last is None:
        return thread.posts[start:]
    return thread.posts[start : bisect_right(thread.posts, numbers.last, key=_number)]


def _has_any(thread: Thread, ranges: Iterable[PostRange]) -> bool:
    return any(_between(thread, one) for one in ranges)


def _typed(ranges: Iterable[PostRange]) -> str:
    """The numbers as they are typed: ``7-9, 12``."""
    return ", ".join(map(str, ranges))


def _no_such_posts(thread: Thread, ranges: Iterable[PostRange]) -> Sentence:
    return sentence(
        "no_such_posts",
        thread=thread.title,
        numbers=_typed(ranges),
        existing=numbers(thread),
    )
