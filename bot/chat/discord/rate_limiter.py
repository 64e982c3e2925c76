"""How often someone may ask."""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from cachetools import TTLCache
from discord.ext.commands import Cooldown, CooldownMapping

from bot.i18n import Sentence, sentence

MINUTE = 60.0
MAX_WARNED = 10_000


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Too many requests: the seconds to wait, and whether this minute's first warning is due."""

    seconds: int
    first: bool

    @property
    def reason(self) -> Sentence:
        """The sentence that says how long to wait."""
        return sentence("slow_down", seconds=self.seconds)


class RateLimiter:
    """Allow each key ``limit`` requests a minute."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._cooldowns = CooldownMapping[Hashable](Cooldown(limit, MINUTE), lambda key: key)
        self._warned = TTLCache[Hashable, None](MAX_WARNED, MINUTE, clock)

    def acquire(self, key: Hashable) -> RetryAfter | None:
        """Record one request. Return RetryAfter when the key exceeded its limit, else None."""
        seconds = self._cooldowns.update_rate_limit(key, self._clock())
        if seconds is None:
            return None
        first = key not in self._warned
        if first:
            self._warned[key] = None
        return RetryAfter(math.ceil(seconds), first)
