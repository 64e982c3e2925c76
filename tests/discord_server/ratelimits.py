"""Rate limits: requests per seconds, for each route and for the bot as a whole."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` requests in ``seconds``, counted from the first."""

    count: int
    seconds: float


#: What Discord is known to allow; it publishes only the global limit, 50 requests a second.
USUAL: Mapping[str, Limit] = {
    "POST /channels/{channel_id}/messages": Limit(5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": Limit(5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": Limit(5, 1.0),
    "POST /channels/{channel_id}/typing": Limit(5, 5.0),
    "GET /channels/{channel_id}/messages": Limit(5, 5.0),
    "POST /webhooks/{application_id}/{token}": Limit(5, 2.0),
    "PATCH /webhooks/{application_id}/{token}/messages/{message_id}": Limit(5, 2.0),
}
USUAL_GLOBAL = Limit(50, 1.0)


@dataclass(slots=True)
class Window:
    """The requests counted since the window opened at ``opened``."""

    limit: Limit
    opened: float
    used: int = 0

    @property
    def remaining(self) -> int:
        """How many more requests fit."""
        return max(0, self.limit.count - self.used)

    def left(self, now: float) -> float:
        """Seconds until the window closes and a new one may open."""
        return max(0.0, self.opened + self.limit.seconds - now)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request fits, and the headers that say so.

    ``retry_after`` is None for a request that fits, or else the seconds to wait.
    """

    headers: Mapping[str, str]
    retry_after: float | None = None
    is_global: bool = False


class RateLimits:
    """Counts requests by bucket: the route with its channel, guild or webhook."""

    def __init__(
        self,
        limits: Mapping[str, Limit],
        overall: Limit | None,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._overall = overall
        self._clock = clock
        self._wall_clock = wall_clock
        self._windows: dict[tuple[str, str], Window] = {}

    def count(self, route: str, major: str, *, interaction: bool = False) -> Verdict:
        """Count one request; those of interactions are outside the global limit."""
        now = self._clock()
        if self._overall is not None and not interaction:
            window = self._window(("", ""), self._overall, now)
            if not window.remaining:
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return _refusal(headers, window.left(now), is_global=True)
            window.used += 1
        limit = self._limits.get(route)
        if limit is None:
            return Verdict({})
        window = self._window((route, major), limit, now)
        fits = window.remaining > 0
        window.used += fits
        left = window.left(now)
        headers = {
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(window.remaining),
            "X-RateLimit-Reset": f"{self._wall_clock() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": md5(route.encode(), usedforsecurity=False).hexdigest(),
        }
        if fits:
            return Verdict(headers)
        return _refusal(headers | {"X-RateLimit-Scope": "user"}, left)

    def _window(self, key: tuple[str, str], limit: Limit, now: float) -> Window:
        window = self._windows.get(key)
        if window is None or not window.left(now):
            window = self._windows[key] = Window(limit, now)
        return window


def _refusal(headers: Mapping[str, str], left: float, *, is_global: bool = False) -> Verdict:
    return Verdict({**headers, "Retry-After": str(math.ceil(left))}, left, is_global)
