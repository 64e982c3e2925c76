"""How often someone may ask."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Wait:
    """That it was too often: the seconds to wait, and whether this is the first time it is said."""

    seconds: int
    first: bool


class RateLimiter:
    """At most so many times in any minute, for each of whoever asks."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._told: dict[Hashable, float] = {}

    def take(self, who: Hashable) -> Wait | None:
        """Count one time; or say how long to wait, where there were too many."""
        now = self._clock()
        self._forget(now - MINUTE)
        times = self._times.setdefault(who, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) < self._most:
            times.append(now)
            self._times.move_to_end(who)
            return None
        until = times[0] + MINUTE
        first = self._told.get(who) != until
        self._told[who] = until
        return Wait(math.ceil(until - now), first)

    def _forget(self, before: float) -> None:
        """Drop those who have not asked since, so that the memory holds a minute's askers only."""
        while self._times:
            who, times = next(iter(self._times.items()))
            if times and times[-1] > before:
                return
            del self._times[who]
            self._told.pop(who, None)
