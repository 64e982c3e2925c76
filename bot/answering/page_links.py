"""Addresses of posts on the pages of threads, and answers that link to them."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from bot.answering.answer import Answer, Link, Quote
from bot.answering.library import Place
from bot.i18n import sentence
from bot.knowledge import Post, Thread
from bot.settings import Settings

POSTS_PER_PAGE = 200
"""Posts on one page; a longer thread takes several pages."""


def page_of(thread: Thread, post: Post) -> int:
    """Return the number, from 1, of the page that has a post."""
    return thread.place_of(post.number) // POSTS_PER_PAGE + 1


def page_name(thread: Thread, number: int) -> str:
    """Return the file name of a thread's page: ``dragonbear.html``, ``dragonbear.2.html``, …"""
    return f"{thread.id}.html" if number == 1 else f"{thread.id}.{number}.html"


def page_url(site_url: str, name: str) -> str:
    """Return the address of a page on the site."""
    return f"{site_url.rstrip('/')}/{quote(name)}"


def post_url(site_url: str, thread: Thread, post: Post) -> str:
    """Return the address of a post on its page."""
    return f"{page_url(site_url, page_name(thread, page_of(thread, post)))}#p{post.number}"


def with_page_links(answer: Answer, settings: Settings, on_site: Mapping[str, Thread]) -> Answer:
    """Return the answer with the address of each quoted post that has a page, and a link to one.

    ``on_site`` are the folder's threads, by id. One of some servers has no page on the site, which
    is for everyone, and no link leads there from one that is cut: it would show the posts that are
    not open. Where pages are served, the link is then to a page for the one who follows it.
    """

    def with_page(one: Quote) -> Quote:
        is_whole = on_site.get(one.thread.id) == one.thread
        if settings.site_url and is_whole and not one.thread.servers:
            return replace(one, page_url=post_url(settings.site_url, one.thread, one.post))
        return one

    quotes = tuple(map(with_page, answer.quotes))
    label = sentence("button_read")
    if (url := next((one.page_url for one in quotes if one.page_url), None)) is not None:
        links = (Link(label, (), url=url),)
    elif settings.private_site_url and quotes:
        links = (Link(label, (Place(quotes[0].thread, quotes[0].post).reference,), private=True),)
    else:
        return answer
    return replace(answer, quotes=quotes, links=(*answer.links, *links))
