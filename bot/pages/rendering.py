"""The HTML of a page, from templates; styles and scripts are inside, allowed by their hashes."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from bot.answering.page_links import page_url
from bot.i18n import DEFAULT_LANGUAGE, Sentence, language_of, plural, sentence
from bot.knowledge import Medium, Post, Thread
from bot.pages.pictures import Picture
from bot.pages.search_data import search_data
from bot.pages.text import first_words, pieces

GENERATOR = '<meta name="generator" content="thread-bot">'
"""The mark by which a page is known as one of ours."""

_STYLE, _COPY, _SEARCH = "page.css", "copy.js", "search.js"
MAX_SEARCHED = 200_000
"""Characters of a thread's posts up to which its page has a search box; it has every word twice."""

_DESCRIPTION = 200  # characters of the first post in a link preview


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a thread: its place, from 0, among the names of the thread's pages; its posts."""

    number: int
    names: Sequence[str]
    posts: Sequence[Post]

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.names[self.number]


def render_thread(
    thread: Thread,
    page: Page,
    site_url: str | None,
    index: str | None = None,
    pictures: Mapping[Medium, Picture] = MappingProxyType({}),
) -> str:
    """Render one page of a thread; a thread of one page can be searched there.

    ``index`` is the name of the page that lists the threads, if there is one. Of the media,
    ``pictures`` are shown, what is on the web is linked, and of other files the page has the
    descriptions.
    """
    length = sum(len(post.text) for post in thread.posts)
    searchable = len(page.names) == 1 and length <= MAX_SEARCHED
    return _render(
        "thread.html",
        thread.language,
        site_url,
        page.name,
        thread=thread,
        page=page,
        index=index,
        title=thread.title,
        description=first_words(page.posts[0].text, _DESCRIPTION),
        picture=_preview_picture(page, site_url, pictures),
        pictures=pictures,
        dates=_date_range(thread),
        search_data=Markup(search_data(thread)) if searchable else None,  # noqa: S704  JSON
        scripts=[_asset(_COPY), *([_asset(_SEARCH)] if searchable else [])],
    )


def _preview_picture(
    page: Page, site_url: str | None, pictures: Mapping[Medium, Picture]
) -> str | None:
    """Return the address of the first picture that a link preview can show, or None."""
    for medium in (medium for post in page.posts for medium in post.media):
        if not medium.is_file:
            return medium.url
        if site_url and medium in pictures:
            return page_url(site_url, pictures[medium].name)
    return None


def render_index(threads: Iterable[tuple[Thread, str]], site_url: str | None) -> str:
    """Render the page that lists the threads, each with the file name of its first page."""
    listed = list(threads)
    languages = {language_of(thread.language or "") for thread, _ in listed}
    language = languages.pop() if len(languages) == 1 else DEFAULT_LANGUAGE
    title = sentence("page_threads").plain(language)
    return _render(
        "index.html",
        language,
        site_url,
        "index.html",
        threads=listed,
        title=title,
        description=", ".join(thread.title for thread, _ in listed[:10]) or title,
        picture=None,
        scripts=[],
    )


def render_message(message: Sentence, language: str) -> str:
    """Render a page that says one thing."""
    title = sentence("page_none").plain(language)
    description = message.plain(language)
    return _render(
        "message.html",
        language,
        None,
        "",
        title=title,
        description=description,
        picture=None,
        scripts=[],
    )


def _render(
    template: str, language: str | None, site_url: str | None, name: str, **values: object
) -> str:
    own = language_of(language or "")

    def words(name: str, **fields: object) -> str:
        return sentence(name, **fields).plain(own)

    html = (
        _environment()
        .get_template(template)
        .render(
            language=own,
            content_language=language or own,
            direction=_direction(language or own),
            say=words,
            post_count=lambda count: plural(count, "post").plain(own),
            date=lambda written: _date(written, language or own),
            url=page_url(site_url, name) if site_url else None,
            style=_asset(_STYLE),
            policy=security_policy(),
            generator=Markup(GENERATOR),  # noqa: S704
            **values,
        )
    )
    # A browser reads a carriage return as a line break, and nothing where a NUL is.
    return html.replace("\r", "&#13;").replace("\0", "\ufffd")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "pieces": pieces,
        "first_words": first_words,
        "path": quote,
        "direction": _direction,
    }
    return environment


@cache
def security_policy() -> str:
    """Return the content security policy of every page: its own style and scripts, and no more."""
    scripts = " ".join(_hash(_asset(name)) for name in (_COPY, _SEARCH))
    return (
        f"default-src 'none'; style-src {_hash(_asset(_STYLE))}; script-src {scripts}; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _asset(name: str) -> Markup:
    text = (files("bot.pages") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  written here


def _hash(text: str) -> str:
    """The source expression by which a content security policy allows this text inline."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT_LANGUAGE)


def _direction(language: str) -> str:
    """The direction of a language's script; each post's own is found by the browser."""
    return _locale(language).text_direction


def _date(written: str, language: str) -> str:
    """A date of ISO 8601 as a reader writes it."""
    moment = datetime.fromisoformat(written)
    day = format_date(moment, "long", locale=_locale(language))
    return day if len(written) <= len("2022-01-25") else f"{day}, {moment:%H:%M}"


def _date_range(thread: Thread) -> tuple[str, ...]:
    """The days of the first and the last dated post, once where they are one."""
    dates = [post.date for post in thread.posts if post.date]
    days = [datetime.fromisoformat(date).date().isoformat() for date in dates]
    return tuple(dict.fromkeys([days[0], days[-1]])) if days else ()
