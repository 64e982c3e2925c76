"""The state of the connection to Discord, for the health checks and the metrics."""

import math
import time
from collections.abc import Callable, Sequence

import discord

from bot.ops.health import Shard


class DiscordGateway:
    """The state of a client's gateway connections; one instance for the life of the client.

    discord.py has no public attribute for the time of the last answered heartbeat, so this reads
    its private ones.
    """

    def __init__(
        self, client: discord.Client, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._client = client
        self._clock = clock  # the clock of discord.py's own times
        self._seen: dict[int, tuple[float, float]] = {}

    @property
    def is_ready(self) -> bool:
        """Whether every shard is connected and ready, and the client is not closing."""
        return self._client.is_ready() and not self._client.is_closed()

    async def ready(self) -> None:
        """Wait until it is ready."""
        await self._client.wait_until_ready()

    @property
    def guilds(self) -> int:
        """The number of servers that the bot is in."""
        return len(self._client.guilds)

    def shards(self) -> Sequence[Shard]:
        """Return every shard that was connected at least once.

        On a new connection no heartbeat was answered yet; then the last answer on the connection
        before it counts.
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
