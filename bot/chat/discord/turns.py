"""The order of answers: in a channel as they were asked, heavy work by member or server."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class ChannelTurns:
    """Let what is sent to one channel leave in the order in which it was asked for."""

    def __init__(self) -> None:
        self._queues: dict[int, deque[asyncio.Event]] = {}

    @contextmanager
    def join(self, channel_id: int) -> Iterator[asyncio.Event]:
        """Join the queue of a channel; the event is set once everyone before has left it."""
        queue = self._queues.setdefault(channel_id, deque())
        turn = asyncio.Event()
        queue.append(turn)
        queue[0].set()
        try:
            yield turn
        finally:
            queue.remove(turn)
            if queue:
                queue[0].set()
            else:
                del self._queues[channel_id]


class HeavyTurns:
    """Do ``at_once`` pieces of heavy work at a time, one of each member or server.

    Each one's next piece comes after a piece of every other that waits.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._own = WeakValueDictionary[int, asyncio.Lock]()

    @asynccontextmanager
    async def take(self, id: int) -> AsyncIterator[None]:
        """Wait for the turn of a member or a server.

        Their own lock lets only one of their pieces wait for a slot, and slots are given in the
        order of waiting; so they go round.
        """
        own = self._own.setdefault(id, asyncio.Lock())
        async with own, self._slots:
            yield
