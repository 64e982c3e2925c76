"""The HTTP endpoints for monitoring: /metrics, /livez and /readyz."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import UnavailableError
from bot.ops.counts import Counts
from bot.ops.health import Gateway, stale, unready

_THIS_MACHINE, _EVERY_NETWORK = "127.0.0.1", None


@asynccontextmanager
async def http_endpoints(
    port: int,
    exposed: bool,
    counts: Counts,
    gateway: Gateway,
    routes: Sequence[web.RouteDef] = (),
) -> AsyncIterator[None]:
    """Serve the endpoints until the context is left, to other machines too where ``exposed``.

    Further ``routes`` are served beside them.

    Raises UnavailableError where the port is not free.
    """

    async def serve_metrics(request: web.Request) -> web.Response:
        body, content_type = counts.page(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": content_type})

    async def serve_livez(_: web.Request) -> web.Response:
        return _verdict(stale(gateway))

    async def serve_readyz(_: web.Request) -> web.Response:
        return _verdict(unready(gateway))

    app = web.Application()
    app.router.add_get("/metrics", serve_metrics)
    app.router.add_get("/livez", serve_livez)
    app.router.add_get("/readyz", serve_readyz)
    app.router.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, _EVERY_NETWORK if exposed else _THIS_MACHINE, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str | None, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UnavailableError(
            f"Port {port} is not free ({reason}); "
            "stop what uses it, or set THREAD_BOT_PORT to another"
        ) from None


def _verdict(complaint: str) -> web.Response:
    return web.Response(text=f"{complaint or 'ok'}\n", status=503 if complaint else 200)
