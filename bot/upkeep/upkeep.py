"""All upkeep of one served bot, for as long as it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.librarian import Librarian
from bot.settings import Settings
from bot.upkeep.health import Gateway
from bot.upkeep.journal import Journal
from bot.upkeep.pages import pages
from bot.upkeep.reloading import Reloader
from bot.upkeep.systemd import keep_informed, notifier

_log = logging.getLogger(__name__)


@asynccontextmanager
async def upkeep(
    settings: Settings,
    librarian: Librarian,
    journal: Journal,
    gateway: Gateway,
    environment: Mapping[str, str],
) -> AsyncIterator[None]:
    """Serve the pages, reload when told to and keep systemd informed, meanwhile.

    ``environment`` is the process's own, in which systemd says how to reach it. Raises
    UnavailableError where the port cannot be had; once begun, no fault in here stops the bot.
    """
    notify = notifier(environment)
    reloader = Reloader(librarian, journal, notify)
    journal.metrics.observe(librarian, gateway)
    async with AsyncExitStack() as stack:
        if settings.port is not None:
            await stack.enter_async_context(pages(settings.port, journal.metrics, gateway))
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
