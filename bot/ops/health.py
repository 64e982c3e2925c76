"""Whether a served bot is well: what its gateway tells, and asking it from another process."""

import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import SettingsError, UnavailableError

PATIENCE = 2.5
"""Heartbeats that may go unanswered. A client that notices a dead connection by itself does so
within two, so what is silent for longer is not going to mend itself."""

_TIMEOUT = 5.0
"""Seconds that a bot which is well needs at most to say so."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A connection to the gateway, in seconds: between heartbeats, and since one was answered."""

    id: int
    interval: float
    silence: float
    latency: float

    @property
    def stale(self) -> bool:
        """Whether its heartbeats have gone unanswered for too long."""
        return self.silence > PATIENCE * self.interval


class Gateway(Protocol):
    """The bot's connection to its chat platform."""

    @property
    def is_ready(self) -> bool:
        """Whether every shard has been welcomed and the bot is not closing."""

    async def ready(self) -> None:
        """Wait until it is."""

    @property
    def guilds(self) -> int:
        """The servers it is in."""

    def shards(self) -> Sequence[Shard]:
        """Every shard that has been connected, also where it is not at the moment."""


def stale(gateway: Gateway) -> str:
    """Which shards' heartbeats go unanswered, in a sentence; empty where the bot is alive."""
    silent = [shard for shard in gateway.shards() if shard.stale]
    return "; ".join(
        f"shard {shard.id} has had no heartbeat answered for {shard.silence:.0f} s"
        for shard in silent
    )


def unready(gateway: Gateway) -> str:
    """Why questions are not answered now, in a sentence; empty where they are."""
    return stale(gateway) or ("" if gateway.is_ready else "not connected to Discord")


def probe(port: int | None) -> str:
    """What the bot on this machine says of itself; raises UnavailableError unless it is ready."""
    if port is None:
        raise SettingsError(
            "The bot is asked on its port, and none is set; set THREAD_BOT_PORT to the bot's own"
        )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        said = response.read().decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(
            f"No bot answers on port {port} ({error or type(error).__name__}); "
            "see its log, and start it again"
        ) from None
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        raise UnavailableError(f"The bot is not well: {said}; see its log")
    return said
