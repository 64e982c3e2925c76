"""Pages over HTTP: each for the one who has its signed link, made when it is asked for."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Protocol

from aiohttp import web
from cachetools import LRUCache

from bot.errors import UnavailableError
from bot.i18n import language_of, sentence
from bot.knowledge import Thread
from bot.pages.rendering import render_message, security_policy
from bot.pages.signed_links import PATH, ExpiredLinkError, LinkSigner, PageLink, WrongLinkError
from bot.pages.site import render_served

_log = logging.getLogger(__name__)

MAX_UNDER_WAY, MAX_OF_ONE = 20, 3
"""The most pages that are asked for at once, by all and by one member; one at a time is made."""

MAX_KEPT = 8 * 2**20
"""Characters of pages that are kept: a page takes a while to make, and is loaded again for free."""


class RetryLaterError(Exception):
    """Too many pages are asked for; ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class PrivateThreads(Protocol):
    """The threads as those see them who have links."""

    async def find(self, link: PageLink) -> Thread | None:
        """Return the link's thread as its reader may see it now; None where they may not.

        Raises RetryLaterError where they ask too often, UnavailableError where it is not known
        what they may see.
        """


class PageServer:
    """Answer requests for pages."""

    def __init__(self, signer: LinkSigner, threads: PrivateThreads) -> None:
        self._signer = signer
        self._threads = threads
        self._turn = asyncio.Lock()
        self._under_way = Counter[int]()  # by member
        self._made = LRUCache[tuple[bytes, int], str](MAX_KEPT, len)  # by digest of the thread

    @property
    def routes(self) -> list[web.RouteDef]:
        """The paths of pages; what else begins like them leads to no page."""
        return [
            web.get(f"{PATH}{{link}}/{{number:[0-9]{{1,6}}}}", self._serve),
            web.get(f"{PATH}{{rest:.*}}", self._serve),
        ]

    async def _serve(self, request: web.Request) -> web.Response:
        """Answer with a page, or with one that says why there is none and what to do."""
        headers: dict[str, str] = {}
        try:
            return _response(HTTPStatus.OK, await self._page(request.match_info))
        except WrongLinkError:
            status, message = HTTPStatus.NOT_FOUND, "page_gone"
        except ExpiredLinkError:
            status, message = HTTPStatus.GONE, "page_expired"
        except RetryLaterError as error:
            status, message = HTTPStatus.TOO_MANY_REQUESTS, "page_later"
            headers["Retry-After"] = str(error.seconds)
        except UnavailableError as error:
            _log.warning("a page was not served: %s", error)
            status, message = HTTPStatus.SERVICE_UNAVAILABLE, "page_later"
        except Exception:
            _log.exception("a page was not served")
            status, message = HTTPStatus.INTERNAL_SERVER_ERROR, "page_later"
        language = language_of(request.headers.get("Accept-Language", "")[:2])
        reason = sentence(message, button=sentence("button_read"))
        return _response(status, render_message(reason, language), headers)

    async def _page(self, match: web.UrlMappingMatchInfo) -> str:
        """Return the page that a path names.

        Raises WrongLinkError, ExpiredLinkError, RetryLaterError, UnavailableError.
        """
        if "number" not in match:
            raise WrongLinkError
        link = self._signer.read(match["link"])
        member = link.member_id
        if self._under_way[member] >= MAX_OF_ONE or self._under_way.total() >= MAX_UNDER_WAY:
            raise RetryLaterError(1)
        self._under_way[member] += 1
        try:
            thread = await self._threads.find(link)
            if thread is None:
                raise WrongLinkError
            return await self._made_page(thread, int(match["number"]))
        finally:
            self._under_way[member] -= 1
            if not self._under_way[member]:
                del self._under_way[member]

    async def _made_page(self, thread: Thread, number: int) -> str:
        """Return a page of a thread; raises WrongLinkError where it has none of this number."""
        key = thread.digest, number
        async with self._turn:
            if (known := self._made.get(key)) is not None:
                return known
            html = await asyncio.to_thread(render_served, thread, number)
        if html is None:
            raise WrongLinkError
        if len(html) <= MAX_KEPT:
            self._made[key] = html
        return html


def _response(
    status: HTTPStatus, html: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a page that is for its reader alone: for no cache, no frame and no search engine."""
    own = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": f"{security_policy()}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return web.Response(
        status=status,
        text=html,
        content_type="text/html",
        charset="utf-8",
        headers=own | dict(headers or {}),
    )
