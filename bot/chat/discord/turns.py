"""The order of answers: those in a channel, and heavy work, by member or server in turn."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakValueDictionary


class ChannelTurns:
    """Let one answer at a time leave for a channel.

    Those to one member leave in the order in which they were asked for; those to others come
    between them, since Discord takes about one message a second in a channel.
    """

    def __init__(self) -> None:
        self._queues: dict[int, OrderedDict[int, deque[asyncio.Event]]] = {}

    @contextmanager
    def join(self, channel_id: int, person_id: int) -> Iterator[asyncio.Event]:
        """Join the queue of a member in a channel; the event is set once it is their turn."""
        queues = self._queues.setdefault(channel_id, OrderedDict())
        turn = asyncio.Event()
        if not queues:
            turn.set()
        queues.setdefault(person_id, deque()).append(turn)
        try:
            yield turn
        finally:
            queues[person_id].remove(turn)
            if not queues[person_id]:
                del queues[person_id]
            elif turn.is_set():
                queues.move_to_end(person_id)
            if not queues:
                del self._queues[channel_id]
            elif turn.is_set():
                next(iter(queues.values()))[0].set()


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
