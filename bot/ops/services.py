"""The services around a bot while it runs: endpoints, reloads, reports to systemd."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.answering.engine import AnswerEngine
from bot.errors import SettingsError
from bot.ops.health import Gateway
from bot.ops.reloader import Reloader
from bot.ops.request_log import RequestLog
from bot.ops.systemd import keep_informed, notifier
from bot.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger(__name__)

YOUNG = 10_000
"""Objects that are made before the garbage collector looks at them: the first question in a server
makes as many, and nearly all stay. Python's 700 make that question a seventh slower."""


GIVE_WAY = 0.0005
"""Seconds after which an OS thread that computes lets another one go on. A question goes on in
several steps, and with Python's 0.005 each waits so long beside threads that are being indexed."""


def favour_answers() -> None:
    """Let answers wait less for the garbage collector, and for other work of this process.

    The collector looks at nothing that is there now, and less often at what comes: a full
    collection would hold the event loop to look at every post and module.
    """
    gc.freeze()
    gc.set_threshold(YOUNG)
    sys.setswitchinterval(GIVE_WAY)


@asynccontextmanager
async def run_services(
    settings: Settings,
    engine: AnswerEngine,
    request_log: RequestLog,
    gateway: Gateway,
    environment: Mapping[str, str],
    routes: "Sequence[web.RouteDef]" = (),
) -> AsyncIterator[None]:
    """Serve the HTTP endpoints, reload and inform systemd, until the context is left.

    ``environment`` is the process's own: systemd puts its address there. ``routes`` are served
    beside the endpoints. Raises UnavailableError where the port is not free, SettingsError where
    there are routes and no port; after that, no error of a service stops the bot.
    """
    favour_answers()
    notify = notifier(environment)
    reloader = Reloader(engine, request_log, notify)
    request_log.counts.observe(engine, gateway)
    async with AsyncExitStack() as stack:
        if settings.port is not None:
            from bot.ops.http_endpoints import http_endpoints  # aiohttp's server takes 2 MB

            endpoints = http_endpoints(
                settings.port, settings.expose_port, request_log.counts, gateway, routes
            )
            await stack.enter_async_context(endpoints)
        elif routes:
            raise SettingsError(
                "private_site_url is set, and there is no port to serve pages on; "
                "set THREAD_BOT_PORT as well"
            )
        work = {
            "reloading on SIGHUP": reloader.on_signal(),
            "preparing to answer": _prepare(engine, gateway),
            "informing systemd": keep_informed(environment, gateway, notify),
        }
        if settings.watch:
            work["watching the knowledge"] = reloader.on_change(settings.knowledge)
        tasks = [asyncio.create_task(_logged(name, each)) for name, each in work.items()]
        try:
            yield
        finally:
            notify("STOPPING=1")
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _prepare(engine: AnswerEngine, gateway: Gateway) -> None:
    """Compile what the first question needs once the bot is connected: the start need not wait."""
    await gateway.ready()
    await asyncio.to_thread(engine.prepare)


async def _logged(name: str, work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        _log.exception("%s has ended", name)
