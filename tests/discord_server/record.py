"""What has happened so far, in order, for tests to look at and to wait for."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Record(Generic[Thing]):
    """A list that only grows, and that can be awaited.

    Every wait looks at what is there already before it waits for more, so that no test depends on
    being quick enough. A wait that lasts longer than ``patience`` seconds raises `TimeoutError`
    with what the record holds instead.
    """

    def __init__(self, name: str, patience: float = 20.0) -> None:
        self.name = name
        self.patience = patience
        self._things: list[Thing] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def add(self, thing: Thing) -> None:
        """Put something at the end and wake those who wait."""
        self._things.append(thing)
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    def __len__(self) -> int:
        return len(self._things)

    def __iter__(self) -> Iterator[Thing]:
        return iter(tuple(self._things))

    def __getitem__(self, index: int) -> Thing:
        return self._things[index]

    def since(self, mark: int) -> list[Thing]:
        """All that came after the record was ``mark`` long."""
        return self._things[mark:]

    async def first(self, wanted: Callable[[Thing], object], *, after: int = 0) -> Thing:
        """The first thing that is ``wanted``, past or to come; the first ``after`` are skipped."""
        seen = after

        def found() -> list[Thing]:
            nonlocal seen
            fresh = self._things[seen:]
            seen = len(self._things)
            return [thing for thing in fresh if wanted(thing)]

        return (await self._until(found))[0]

    async def all(self, wanted: Callable[[Thing], object], count: int) -> list[Thing]:
        """The first ``count`` things that are ``wanted``, past or to come."""
        found: list[Thing] = []
        seen = 0

        def enough() -> list[Thing]:
            nonlocal seen
            found.extend(filter(wanted, self._things[seen:]))
            seen = len(self._things)
            return found if len(found) >= count else []

        return (await self._until(enough))[:count] if count else []

    async def reach(self, count: int) -> Thing:
        """The ``count``-th thing, counted from 1, past or to come."""
        return (await self._until(lambda: self._things[count - 1 : count]))[0]

    async def _until(self, found: Callable[[], list[Thing]]) -> list[Thing]:
        try:
            async with asyncio.timeout(self.patience):
                while not (things := found()):
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.add(future)
                    try:
                        await future
                    finally:
                        self._waiting.discard(future)
        except TimeoutError:
            held = "\n".join(f"  {thing!r:.300}" for thing in self._things[-20:]) or "  nothing"
            raise TimeoutError(
                f"waited {self.patience:g} s for {self.name}; {len(self)} so far, at last:\n{held}"
            ) from None
        return things
