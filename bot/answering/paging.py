"""Pages of a thread: posts shown whole, and links from one page to the next."""

from collections.abc import Iterable, Iterator, Sequence

import regex

from bot.answering.answer import Answer, Kind, Link, Quote
from bot.answering.library import Place
from bot.i18n import sentence
from bot.knowledge import Post, Thread

PAGE_LENGTH = 3000
"""The most characters of a page with several posts; a post is never split between two pages."""

PAGE_POSTS = 10
"""The most posts of a page."""

SHOWN_LENGTH = 1500
"""Characters of a post in one quote; what is longer is shown in several."""

_SENTENCE_END = regex.compile(r"""(?<=[.!?…।؟]["'”’»)\]]?)\s|(?<=[。！？])""")
_WORD_END = regex.compile(r"\s|(?<=[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}])(?!\p{M})")

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


def page_from(place: Place) -> Answer:
    """Show the page of a thread that begins with a post, and link to the pages around it."""
    thread, start = place.thread, place.thread.place_of(place.post.number)
    page = next(pages(thread.posts[place] for place in range(start, len(thread.posts))))
    links = []
    if start > 0:
        links.append(_page_link("button_before", thread, start - _length_before(thread, start)))
    if start + len(page) < len(thread.posts):
        links.append(_page_link("button_after", thread, start + len(page)))
    quotes = _whole(thread, page)
    return Answer(Kind.POSTS, quotes=quotes, links=(*_part_links(quotes[-1:]), *links))


def _length_before(thread: Thread, start: int) -> int:
    """Return how many posts the page has that ends before a post, given by its place."""
    before = (thread.posts[place] for place in range(start - 1, -1, -1))
    return len(next(pages(before)))


def _page_link(label: str, thread: Thread, start: int) -> Link:
    post = thread.posts[start]
    reference = Place(thread, post).reference
    return Link(sentence(label, number=post.number), (reference,), page=True)


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
    before = first.thread.place_of(first.post.number) - 1
    after = first.thread.place_of((last or first.post).number) + 1
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
        end = start + _part_length(post.text[start : start + SHOWN_LENGTH + 1])
        yield Quote(thread, post, start, end)
        start = end
        while start < length and post.text[start].isspace():
            start += 1
        if start >= length:
            return


def _part_length(text: str) -> int:
    """Return how much of a text one quote shows: to the end of a sentence, or else of a word."""
    if len(text) <= SHOWN_LENGTH:
        return len(text)
    for edge in (_SENTENCE_END, _WORD_END):
        ends = [match.start() for match in edge.finditer(text)]
        if ends and ends[-1] > 0:
            return ends[-1]
    return SHOWN_LENGTH
