"""A shard whose session outlives a lost connection and the process, so that no event is lost."""

from discord.gateway import ReconnectWebSocket
from discord.shard import Shard

LIVING_ON = 4000
"""A code to close with after which Discord keeps the session for some minutes. After 1000 and 1001,
with which discord.py closes, it forgets the session at once."""


class ResumingShard(Shard):
    """Resume the session after an outage, and leave it to the next process at the end.

    discord.py's own shard begins a new session after an outage, unlike its client with one
    connection, and so misses the events of the outage. Where Discord ended the session, a new one
    begins as usual.
    """

    async def reconnect(self) -> None:
        """Connect again after an outage."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))

    async def close(self) -> None:
        """Close the connection, and not the session."""
        self._cancel_task()
        await self.ws.close(code=LIVING_ON)
