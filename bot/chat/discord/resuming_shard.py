"""A shard that resumes its session after a lost connection, so that no event is lost."""

from discord.gateway import ReconnectWebSocket
from discord.shard import Shard


class ResumingShard(Shard):
    """Resume the session after an outage.

    discord.py's own shard begins a new session then, unlike its client with one connection, and so
    misses the events of the outage. Where Discord ended the session, a new one begins as usual.
    """

    async def reconnect(self) -> None:
        """Connect again after an outage."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))
