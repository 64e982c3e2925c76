"""The services around a bot while it runs: endpoints, reloads, reports to systemd."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.answering.engine import AnswerEngine
from bot.ops.health import Gateway
from bot.ops.http_endpoints import pages
from bot.ops.reloader import Reloader
from bot.ops.request_log import RequestLog
from bot.ops.systemd import keep_informed, notifier
from bot.settings import Settings

_log = logging.getLogger(__name__)


@asynccontextmanager
async def run_services(
    settings: Settings,
    engine: AnswerEngine,
    request_log: RequestLog,
    gateway: Gateway,
    environment: Mapping[str, str],
) -> AsyncIterator[None]:
    """Serve the pages, reload when told to and keep systemd informed, meanwhile.

    ``environment`` is the process's own, in which systemd says how to reach it. Raises
    UnavailableError where the port cannot be had; once begun, no fault in here stops the bot.
    """
    notify = notifier(environment)
    reloader = Reloader(engine, request_log, notify)
    request_log.metrics.observe(engine, gateway)
    async with AsyncExitStack() as stack:
        if settings.port is not None:
            await stack.enter_async_context(pages(settings.port, request_log.metrics, gateway))
        work = {
            "reloading on SIGHUP": reloader.on_signal(),
            "telling systemd": keep_informed(environment, gateway, notify),
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


async def _logged(name: str, work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        _log.exception("%s has ended", name)
