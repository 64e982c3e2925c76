"""Addresses of posts on the pages of threads, and answers that link to them."""

from collections.abc import Collection
from dataclasses import replace
from urllib.parse import quote

from bot.answering.answer import Answer, Link
from bot.i18n import sentence
from bot.knowledge import Post, Thread

POSTS_PER_PAGE = 200
"""Posts on one page; a longer thread takes several pages."""


def page_name(thread: Thread, number: int) -> str:
    """Return the file name of a thread's page: ``dragonbear.html``, ``dragonbear.2.html``, …"""
    return f"{thread.id}.html" if number == 1 else f"{thread.id}.{number}.html"


def page_url(site_url: str, name: str) -> str:
    """Return the address of a page on the site."""
    return f"{site_url.rstrip('/')}/{quote(name)}"


def post_url(site_url: str, thread: Thread, post: Post) -> str:
    """Return the address of a post on its page."""
    name = page_name(thread, thread.place_of(post.number) // POSTS_PER_PAGE + 1)
    return f"{page_url(site_url, name)}#p{post.number}"


def with_page_links(answer: Answer, site_url: str, gated: Collection[str] = frozenset()) -> Answer:
    """Return the answer with the address of each quoted post that has a page, and a link to one.

    A thread of some servers has no page: the site is for everyone. None is named of ``gated``
    threads, by case-folded id: it would show the posts that are not open.
    """
    quotes = tuple(
        one
        if one.thread.servers or one.thread.id.casefold() in gated
        else replace(one, page_url=post_url(site_url, one.thread, one.post))
        for one in answer.quotes
    )
    if (first := next((one.page_url for one in quotes if one.page_url), None)) is None:
        return answer
    read = Link(sentence("button_read"), (), url=first)
    return replace(answer, quotes=quotes, links=(*answer.links, read))
