"""Shards that lose nothing when their connection does."""

from discord.gateway import ReconnectWebSocket
from discord.shard import Shard


class ResumingShard(Shard):
    """Takes a session up where a lost connection left it.

    discord.py's own shard begins a new session after an outage, unlike its client of one
    connection, and so never hears what was said meanwhile. A session that Discord has given up in
    the meantime is begun anew as before.
    """

    async def reconnect(self) -> None:
        """Connect again after an outage."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))
