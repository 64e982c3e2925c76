"""Pages of a thread: posts shown whole, and links from one page to the next."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answering.answer import Answer, Kind, Link, Quote
from bot.answering.library import Place
from bot.i18n import sentence
from bot.knowledge import Post, Thread
from bot.search import window

PAGE_LENGTH = 3000
"""The most characters of a page with several posts; a post is never split between two pages."""

PAGE_POSTS = 10
"""The most posts of a page."""

SHOWN_LENGTH = 1500
"""Characters of a post in one quote; what is longer is shown in several."""

SHOWN_PARTS = 4
"""The most quotes for one post; a link opens the next part of a longer post."""


def shown(thread: Thread, posts: Sequence[Post], start: int = 0) -> Answer:
    """Show posts whole, the first from the character ``start`` on, with links to what is around."""
    quotes = _whole(thread, posts, start)
    links = (
        *_part_links(quotes[-1:]),
        *neighbour_links(Place(thread, posts[0]), posts[-1]),
        thread_link(thread),
    )
    return Answer(Kind.POSTS, quotes=quotes, links=links)


def page_with(place: Place) -> Answer:
    """Show the page of a thread that has a post, with links to the pages around it."""
    thread, every = place.thread, list(pages(place.thread.posts))
    at = next(index for index, page in enumerate(every) if place.post in page)
    around = (("button_before", at - 1), ("button_after", at + 1))
    links = (
        Link(
            sentence(label, number=every[index][0].number),
            (Place(thread, every[index][0]).reference,),
            page=True,
        )
        for label, index in around
        if 0 <= index < len(every)
    )
    quotes = _whole(thread, every[at])
    return Answer(Kind.POSTS, quotes=quotes, links=(*_part_links(quotes[-1:]), *links))


def pages(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """Yield the posts in pages of at least one post."""
    page: list[Post] = []
    length = 0
    for post in posts:
        length += len(post.text)
        if page and (length > PAGE_LENGTH or len(page) == PAGE_POSTS):
            yield page
            page, length = [], len(post.text)
        page.append(post)
    if page:
        yield page


def neighbour_links(first: Place, last: Post | None = None) -> Iterator[Link]:
    """Yield links to the post before the first and to the one after the last."""
    posts = first.thread.posts
    before, after = posts.index(first.post) - 1, posts.index(last or first.post) + 1
    for label, index in (("button_before", before), ("button_after", after)):
        if 0 <= index < len(posts):
            post = posts[index]
            yield Link(sentence(label, number=post.number), (Place(first.thread, post).reference,))


def further_links(places: Sequence[Place]) -> Iterator[Link]:
    """Yield a link to these posts, if there are any."""
    if places:
        yield Link(sentence("button_further"), tuple(place.reference for place in places))


def thread_link(thread: Thread) -> Link:
    """Link to the first page of the thread."""
    return Link(sentence("button_whole"), (Place(thread, thread.posts[0]).reference,), page=True)


def _part_links(quotes: Iterable[Quote]) -> Iterator[Link]:
    """Yield a link to what follows in a post that is not quoted to its end."""
    for quote in quotes:
        if rest := quote.post.text[quote.end :].lstrip():
            reference = Place(quote.thread, quote.post).reference
            start = len(quote.post.text) - len(rest)
            yield Link(sentence("button_part"), (reference,), start=start)


def _whole(thread: Thread, posts: Iterable[Post], start: int = 0) -> tuple[Quote, ...]:
    first = start
    parts: list[Quote] = []
    for post in posts:
        parts += _parts(thread, post, first)
        first = 0
    return tuple(parts)


def _parts(thread: Thread, post: Post, start: int) -> Iterator[Quote]:
    """Yield the post from ``start`` in up to SHOWN_PARTS quotes, each with its number."""
    length = len(post.text)
    for _ in range(SHOWN_PARTS):
        _, end = window(post.text[start : start + 2 * SHOWN_LENGTH], (), SHOWN_LENGTH)
        yield Quote(thread, post, start, start + end)
        start += end
        while start < length and post.text[start].isspace():
            start += 1
        if start >= length:
            return
