"""Reading on: posts shown whole, pages of a thread, and the ways from one to the next."""

from collections.abc import Iterable, Iterator, Sequence

from bot.answering.answer import Answer, Link, Outcome, Quote
from bot.answering.library import Place
from bot.i18n import sentence
from bot.knowledge import Post, Thread
from bot.search import window

PAGE_LENGTH = 3000
"""Characters of posts that a page holds; a post is never parted between two pages."""

PAGE_POSTS = 10
"""The most posts that a page holds."""

SHOWN_LENGTH = 1500
"""Characters of a post in one quote; what is longer is shown in several."""

SHOWN_PARTS = 4
"""The most quotes that one post is shown in; of a longer post the rest is left out."""


def shown(thread: Thread, posts: Sequence[Post]) -> Answer:
    """These posts, whole, and the ways to those around them."""
    ways = (*neighbour_links(Place(thread, posts[0]), posts[-1]), thread_link(thread))
    return Answer(Outcome.INFO, quotes=_whole(thread, posts), ways=ways)


def page_with(place: Place) -> Answer:
    """The page of a thread that holds a post, and the ways to the pages around it."""
    thread, every = place.thread, list(pages(place.thread.posts))
    at = next(index for index, page in enumerate(every) if place.post in page)
    around = (("button_before", at - 1), ("button_after", at + 1))
    ways = (
        Link(
            sentence(label, number=every[index][0].number),
            (Place(thread, every[index][0]).reference,),
            page=True,
        )
        for label, index in around
        if 0 <= index < len(every)
    )
    return Answer(Outcome.INFO, quotes=_whole(thread, every[at]), ways=tuple(ways))


def pages(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """The posts in pages; each page holds at least one."""
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
    """The ways to the post before the first and the one after the last, where there are."""
    posts = first.thread.posts
    before, after = posts.index(first.post) - 1, posts.index(last or first.post) + 1
    for label, index in (("button_before", before), ("button_after", after)):
        if 0 <= index < len(posts):
            post = posts[index]
            yield Link(sentence(label, number=post.number), (Place(first.thread, post).reference,))


def further_links(places: Sequence[Place]) -> Iterator[Link]:
    """The way to posts that fit too, where there are."""
    if places:
        yield Link(sentence("button_further"), tuple(place.reference for place in places))


def thread_link(thread: Thread) -> Link:
    """The way to the whole thread, from its first page."""
    return Link(sentence("button_whole"), (Place(thread, thread.posts[0]).reference,), page=True)


def _whole(thread: Thread, posts: Iterable[Post]) -> tuple[Quote, ...]:
    return tuple(part for post in posts for part in _parts(thread, post))


def _parts(thread: Thread, post: Post) -> Iterator[Quote]:
    """The post, in as many quotes as it needs; each carries its number."""
    start, length = 0, len(post.text)
    for _ in range(SHOWN_PARTS):
        _, end = window(post.text[start:], (), SHOWN_LENGTH)
        yield Quote(thread, post, start, start + end)
        start += end
        while start < length and post.text[start].isspace():
            start += 1
        if start >= length:
            return
