"""Inform systemd of the state of the service, by the protocol of sd_notify(3)."""

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

from bot.ops import logs
from bot.ops.health import Gateway, stale

_log = logging.getLogger(__name__)


def notifier(environment: Mapping[str, str]) -> Callable[[str], None]:
    """Return a function that sends systemd one line of state, or does nothing without systemd."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return lambda _: None
    if address.startswith("@"):
        address = "\0" + address[1:]  # an abstract socket's name begins with a null byte

    def notify(state: str) -> None:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender,
            suppress(OSError),  # the bot answers all the same
        ):
            sender.sendto(state.encode(), address)

    return notify


async def keep_informed(
    environment: Mapping[str, str], gateway: Gateway, notify: Callable[[str], None]
) -> None:
    """Report that the bot is ready once it is, then feed the watchdog while it is alive."""
    await gateway.ready()
    _log.info("ready", extra=logs.facts(guilds=gateway.guilds))
    notify("READY=1")
    written = environment.get("WATCHDOG_USEC", "")
    microseconds = int(written) if written.isdecimal() else 0
    while microseconds:
        if not stale(gateway):
            notify("WATCHDOG=1")
        await asyncio.sleep(microseconds / 2e6)
