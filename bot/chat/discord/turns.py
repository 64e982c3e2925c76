"""The order in which answers leave: in a channel as they were asked, heavy work by member."""

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


class MemberTurns:
    """Do one piece of heavy work at a time, each member's after every other waiting member's."""

    def __init__(self) -> None:
        self._slot = asyncio.Lock()
        self._members = WeakValueDictionary[int, asyncio.Lock]()

    @asynccontextmanager
    async def take(self, member_id: int) -> AsyncIterator[None]:
        """Wait for this member's turn.

        A member's own lock lets only one of their pieces wait for the slot, and a lock serves in
        the order of waiting; so the slot goes round the members.
        """
        own = self._members.setdefault(member_id, asyncio.Lock())
        async with own, self._slot:
            yield
