"""The HTTP endpoints for monitoring: /metrics, /livez and /readyz."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.errors import UnavailableError
from bot.ops.counts import Counts
from bot.ops.health import Gateway, stale, unready

_log = logging.getLogger(__name__)

MAX_CONNECTIONS = 200
"""The most open connections. A process that opens a thousand files, which systemd allows, can open
no more, and so send no answer."""

_SHUTDOWN_SECONDS = 2.0
"""How long a stop waits for responses that someone reads slowly."""

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
    _log.addFilter(_is_defect)
    runner = web.AppRunner(app, access_log=None, logger=_log, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    assert runner.server is not None
    try:
        accept = _bounded(runner.server)
        listener = await _listen(accept, _EVERY_NETWORK if exposed else _THIS_MACHINE, port)
        try:
            yield
        finally:
            listener.close()
    finally:
        await runner.cleanup()


async def _listen(
    accept: Callable[[], asyncio.Protocol], host: str | None, port: int
) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(accept, host, port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UnavailableError(
            f"Port {port} is not free ({reason}); "
            "stop what uses it, or set THREAD_BOT_PORT to another"
        ) from None


def _bounded(server: web.Server) -> Callable[[], asyncio.Protocol]:
    """Return a function that takes a connection, and ends the oldest of too many.

    So nobody keeps others out: neither with connections that ask for nothing, nor by reading
    slowly.
    """
    newest = deque[web.RequestHandler]()

    def accept() -> asyncio.Protocol:
        newest.append(server())
        if len(newest) > MAX_CONNECTIONS and (oldest := newest.popleft().transport) is not None:
            oldest.abort()
        return newest[-1]

    return accept


def _is_defect(record: logging.LogRecord) -> bool:
    """Return whether a line is worth logging: what strangers send instead of HTTP is not."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _verdict(complaint: str) -> web.Response:
    return web.Response(text=f"{complaint or 'ok'}\n", status=503 if complaint else 200)
