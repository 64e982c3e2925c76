"""The connection to Discord as upkeep wants to know it."""

import math
import time
from collections.abc import Callable, Sequence

import discord

from bot.ops.health import Shard


class DiscordGateway:
    """The state of a client's gateway connections; one instance for the life of the client.

    discord.py tells no one when a heartbeat was last answered, so this reads it where the library
    keeps it for itself.
    """

    def __init__(
        self, client: discord.Client, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._client = client
        self._clock = clock  # the one discord.py takes its own times from
        self._seen: dict[int, tuple[float, float]] = {}

    @property
    def is_ready(self) -> bool:
        """Whether every shard has been welcomed and the client is not closing."""
        return self._client.is_ready() and not self._client.is_closed()

    async def ready(self) -> None:
        """Wait until it is."""
        await self._client.wait_until_ready()

    @property
    def guilds(self) -> int:
        """The servers it is in."""
        return len(self._client.guilds)

    def shards(self) -> Sequence[Shard]:
        """Every shard that has been connected.

        A connection that was just made has had nothing answered: then the answer that the one
        before it got still counts.
        """
        now, latencies = self._clock(), {}
        for id in self._ids():
            socket = self._client._get_websocket(shard_id=id)
            beating = None if socket is None else socket._keep_alive
            if beating is None:
                continue
            latencies[id] = beating.latency
            _, answered = self._seen.get(id, (math.inf, now))
            if math.isfinite(beating.latency):
                answered = beating._last_ack
            self._seen[id] = (beating.interval or math.inf, answered)
        return [
            Shard(id, interval, now - answered, latencies.get(id, math.inf))
            for id, (interval, answered) in self._seen.items()
        ]

    def _ids(self) -> Sequence[int]:
        if isinstance(self._client, discord.AutoShardedClient):
            return list(self._client.shards)
        return [0]
