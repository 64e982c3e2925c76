"""Posts that are named by their numbers, or that links open."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from operator import attrgetter
from random import Random

from bot.answering.answer import QUOTE_LENGTH, Answer, Kind, Quote, cut
from bot.answering.library import Library
from bot.answering.paging import further_links, page_from, pages, shown, thread_link
from bot.answering.references import PostRange, typed
from bot.answering.reports import MAX_LISTED, named, numbers
from bot.answering.requests import Open, Pick, Show, Step
from bot.i18n import Sentence, sentence
from bot.knowledge import Post, Thread
from bot.settings import Settings

_number, _first = attrgetter("number"), attrgetter("first")


def show_posts(show: Show, threads: Collection[Thread], command: str) -> Answer:
    """Show the posts of the one thread that has them, a page at a time."""
    having = list(islice((one for one in threads if _has_any(one, show.ranges)), MAX_LISTED))
    if not having:
        some = islice(threads, MAX_LISTED)
        return Answer.refused(*(_no_such_posts(thread, show.ranges) for thread in some))
    if len(having) > 1:
        return _which_thread(having, command, typed(show.ranges))
    thread = having[0]
    posts = posts_in(thread, show.ranges)
    page = next(pages(posts))
    answer = shown(thread, page)
    if missing := [one for one in show.ranges if not _places(thread, one)]:
        answer = replace(answer, lead=(_no_such_posts(thread, missing),))
    if not (left := _after(page[-1].number, thread, show.ranges)):
        return answer
    numbers_left = typed(left) if show.thread is None else f"{show.thread}: {typed(left)}"
    more = sentence("more_posts", command=command, numbers=numbers_left)
    return replace(answer, closing=(more,))


def pick_posts(pick: Pick, threads: Collection[Thread], command: str, random: Random) -> Answer:
    """Show the first, the last or random posts of the one thread there is."""
    if len(threads) > 1:
        return _which_thread(threads, command, pick.place)
    (thread,) = threads
    count = min(pick.count, len(thread.posts))
    match pick.place:
        case "first":
            posts = thread.posts[:count]
        case "last":
            posts = thread.posts[-count:]
        case "random":
            places = random.sample(range(len(thread.posts)), count)
            posts = tuple(thread.posts[place] for place in sorted(places))
    return shown(thread, next(pages(posts)))


def step_from(step: Step, threads: Collection[Thread], command: str) -> Answer:
    """Show the post after or before a number."""
    if step.number is None:
        return Answer.refused(sentence("step_from_where", command=command))
    numbers_ = PostRange(step.number, step.number)
    having = list(islice((one for one in threads if _places(one, numbers_)), MAX_LISTED))
    if not having:
        some = islice(threads, MAX_LISTED)
        return Answer.refused(*(_no_such_posts(thread, [numbers_]) for thread in some))
    if len(having) > 1:
        return _which_thread(having, command, f"{step.number + step.by}")
    return neighbour_of(having[0], step.number, step.by)


def neighbour_of(thread: Thread, number: int, by: int) -> Answer:
    """Show the post beside the one of this number."""
    place = thread.place_of(number) + by
    if 0 <= place < len(thread.posts):
        return shown(thread, [thread.posts[place]])
    name = "no_post_after" if by > 0 else "no_post_before"
    return Answer.refused(sentence(name, number=number, title=cut(thread.title)))


def _which_thread(threads: Collection[Thread], command: str, line: str) -> Answer:
    """Ask which of several threads is meant, with the line to type for the first."""
    first = next(iter(threads))
    which = sentence("which_thread", command=command, id=first.id, line=line)
    return Answer.info(which, *map(named, islice(threads, MAX_LISTED)))


def open_posts(library: Library, request: Open, settings: Settings) -> Answer:
    """Open what a link leads to; refuse if a post of it has changed or is gone."""
    places = [library.place(reference) for reference in request.references]
    existing = [place for place in places if place is not None]
    if len(existing) < len(places) or not existing:
        return Answer.refused(sentence("changed"))
    first, limit = existing[0], settings.quotes
    if request.start >= len(first.post.text):
        return Answer.refused(sentence("changed"))
    if request.page:
        return page_from(first)
    if len(existing) == 1:
        return shown(first.thread, [first.post], request.start)
    return Answer(
        Kind.POSTS,
        quotes=tuple(Quote.of(*place, QUOTE_LENGTH) for place in existing[:limit]),
        links=(*further_links(existing[limit:]), thread_link(first.thread)),
    )


def posts_in(thread: Thread, ranges: Iterable[PostRange]) -> Iterator[Post]:
    """Yield the thread's posts of these numbers, in order and each once."""
    for places in places_in(thread, ranges):
        yield from map(thread.posts.__getitem__, places)


def places_in(thread: Thread, ranges: Iterable[PostRange]) -> Iterator[range]:
    """Yield the places, from 0, of the posts of these numbers, in order and each once."""
    last = 0
    for one in sorted(ranges, key=_first):
        if places := _places(thread, _beyond(one, last)):
            last = thread.posts[places[-1]].number
            yield places


def _after(number: int, thread: Thread, ranges: Iterable[PostRange]) -> list[PostRange]:
    """Return what the thread has of the ranges after a post's number."""
    left = (_places(thread, _beyond(one, number)) for one in sorted(ranges, key=_first))
    return [
        PostRange(thread.posts[places[0]].number, thread.posts[places[-1]].number)
        for places in left
        if places
    ]


def _beyond(numbers: PostRange, last: int) -> PostRange:
    """Return the range without what is up to a number."""
    return replace(numbers, first=max(numbers.first, last + 1))


def _places(thread: Thread, numbers: PostRange) -> range:
    """Return the places, from 0, of the posts with these numbers."""
    last = numbers.last
    end = len(thread.posts) if last is None else thread.place_of(last + 1)
    return range(thread.place_of(numbers.first), end)


def _has_any(thread: Thread, ranges: Iterable[PostRange]) -> bool:
    return any(_places(thread, one) for one in ranges)


def _no_such_posts(thread: Thread, ranges: Iterable[PostRange]) -> Sentence:
    return sentence(
        "no_such_posts",
        thread=cut(thread.title),
        numbers=typed(ranges),
        existing=numbers(thread),
    )
