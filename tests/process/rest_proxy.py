"""A proxy for requests to Discord, as its documentation describes nirn-proxy.

It passes requests on as they are, one after another for each route and channel, and holds them back
until the limits that Discord reports allow them, and the limit of all of them together. It does not
repeat them: a 429 that Discord gives all the same is passed on. Where Discord takes too long, it
answers 408.
(https://github.com/germanoeich/nirn-proxy)
"""

import asyncio
import re
from collections import defaultdict
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

_ITS_OWN = {"Connection", "Content-Encoding", "Content-Length", "Date", "Host", "Server"}
"""Headers of one connection, which are not passed on."""

_IDS = re.compile(r"\d{17,20}")


class RestProxy:
    """A proxy in front of a Discord, for as long as the ``async with`` lasts.

    It lets ``per_second`` requests through, and waits ``timeout`` seconds for each answer.
    """

    def __init__(self, discord: str, *, per_second: int = 50, timeout: float = 5.0) -> None:
        self._discord = discord
        self._gap = 1 / per_second
        self._timeout = aiohttp.ClientTimeout(timeout)
        self._turn = asyncio.Lock()
        self._queues: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._opens_at: dict[str, float] = defaultdict(float)
        self.statuses: list[int] = []
        """The status of each answer that the proxy returned."""

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(timeout=self._timeout)
        app = web.Application(client_max_size=32 << 20)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._client.close()

    @property
    def api_url(self) -> str:
        """The base of the REST routes, for a bot that goes through the proxy."""
        _, port = self._runner.addresses[0]
        return f"http://127.0.0.1:{port}/api/v10"

    async def _serve(self, request: web.Request) -> web.Response:
        """Pass a request on when its turn has come, and note how long the next has to wait."""
        bucket = _bucket(request)
        async with self._queues[bucket]:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(self._opens_at[bucket] - loop.time())
            async with self._turn:
                await asyncio.sleep(self._gap)
            response = await self._pass_on(request)
            if response.headers.get("X-RateLimit-Remaining") == "0":
                left = float(response.headers["X-RateLimit-Reset-After"])
                self._opens_at[bucket] = loop.time() + left
        self.statuses.append(response.status)
        return response

    async def _pass_on(self, request: web.Request) -> web.Response:
        url = self._discord + request.path_qs.removeprefix("/api/v10")
        headers = {name: value for name, value in request.headers.items() if name not in _ITS_OWN}
        try:
            async with self._client.request(
                request.method, url, headers=headers, data=await request.read()
            ) as answer:
                kept = {name: each for name, each in answer.headers.items() if name not in _ITS_OWN}
                return web.Response(body=await answer.read(), status=answer.status, headers=kept)
        except TimeoutError:
            return web.Response(text="context deadline exceeded", status=408)


def _bucket(request: web.Request) -> str:
    """Return the route with its channel, guild or webhook, and without the ids after it."""
    _, major, id, *rest = [*request.path.removeprefix("/api/v10").split("/"), ""]
    return "/".join((request.method, major, id, _IDS.sub("", "/".join(rest))))
