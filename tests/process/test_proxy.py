"""Requests that reach Discord through a proxy which keeps the rate limits of all processes.

The proxy of these tests behaves as nirn-proxy's README says: it passes requests on unchanged, one
after another in each bucket. It answers 408 where Discord takes too long, and 429 of its own where
a member of its cluster is gone; it repeats nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from yarl import URL

from tests.process.running import StudyGroup

_OWN_HEADERS = ("Content-Length", "Content-Encoding", "Transfer-Encoding")
_UNHEALTHY = {"generated-by-proxy": "true", "x-ratelimit-scope": "user", "retry-after": "1"}


class Proxy:
    """Passes requests on to a Discord; ``faults`` has the status of each next POST that fails."""

    def __init__(self, target: str) -> None:
        self._target = URL(target).origin()
        self._buckets: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.faults: list[int] = []
        self.passed = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Listen on a port; its address, with the path of the API."""
        app = web.Application(client_max_size=32 << 20)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        async with aiohttp.ClientSession() as self._session:
            yield f"http://{host}:{port}/api/v10"
        await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        fault = self.faults.pop(0) if self.faults and request.method == "POST" else 0
        if fault == 429:
            body = {"global": False, "message": "You are being rate limited.", "retry_after": 1}
            return web.json_response(body, status=429, headers=_UNHEALTHY)
        async with (
            self._buckets[request.method + request.path],
            self._session.request(
                request.method,
                self._target.join(request.rel_url),
                data=await request.read(),
                headers={k: v for k, v in request.headers.items() if k != "Host"},
            ) as response,
        ):
            body = await response.read()
            self.passed += 1
        if fault == 408:
            return web.Response(status=408, text="context deadline exceeded")
        headers = {k: v for k, v in response.headers.items() if k not in _OWN_HEADERS}
        return web.Response(body=body, status=response.status, headers=headers)


async def test_a_proxy_for_rate_limits(group: StudyGroup) -> None:
    """Every request passes the proxy; what it refuses by itself, or loses, is sent again, once."""
    proxy = Proxy(group.server.api_url)
    async with proxy.running() as url, group.bot({"DISCORD_API_URL": url}):
        await group.answered()
        proxy.faults = [429]
        await group.answered("!thread mid-term elections")
        proxy.faults = [408]
        await group.answered("!thread 3")
        assert proxy.faults == []
    assert proxy.passed == len(group.server.requests)
