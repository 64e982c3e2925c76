"""The health of a served bot: the state of its gateway, and a probe from another process."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import SettingsError, UnavailableError

_MOST_UNANSWERED = 2.5
"""Heartbeats without an answer after which a shard is stale. A client that notices a dead
connection does so within two, so it will not reconnect a shard that is silent for longer."""

_MOST_READ = 1000
"""Bytes of an answer that are read; another program may answer on the port without end."""

_TIMEOUT = 5.0
"""Seconds in which a healthy bot answers a probe."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A connection to the gateway: seconds between heartbeats, and since one was answered."""

    id: int
    interval: float
    silence: float
    latency: float

    @property
    def stale(self) -> bool:
        """Whether its heartbeats have had no answer for too long."""
        return self.silence > _MOST_UNANSWERED * self.interval


class Gateway(Protocol):
    """The bot's connection to its chat platform."""

    @property
    def is_ready(self) -> bool:
        """Whether every shard is connected and the bot is not closing."""

    async def ready(self) -> None:
        """Wait until it is ready."""

    @property
    def guilds(self) -> int:
        """The number of servers that the bot is in."""

    def shards(self) -> Sequence[Shard]:
        """Return every shard that was ever connected."""


def stale(gateway: Gateway) -> str:
    """Say which shards' heartbeats get no answer; return "" if the bot is alive."""
    silent = [shard for shard in gateway.shards() if shard.stale]
    return "; ".join(
        f"shard {shard.id} has had no heartbeat answered for {shard.silence:.0f} s"
        for shard in silent
    )


def unready(gateway: Gateway) -> str:
    """Say why questions are not answered now; return "" if they are."""
    return stale(gateway) or ("" if gateway.is_ready else "not connected to Discord")


def probe(port: int | None) -> str:
    """Return what the bot on this machine answers to /readyz.

    Raises UnavailableError unless the bot is ready.
    """
    if port is None:
        raise SettingsError(
            "The bot is asked on its port, and none is set; set THREAD_BOT_PORT to the bot's own"
        )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        text = response.read(_MOST_READ).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(
            f"No bot answers on port {port} ({error or type(error).__name__}); "
            "see its log, and start it again"
        ) from None
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        raise UnavailableError(f"The bot is not well: {text}; see its log")
    return text
