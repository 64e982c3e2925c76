"""Faults that a test scripts: what goes wrong at which step, and when.

A step is a route of `routes.ROUTES` (``"POST /channels/{channel_id}/messages"``), the same with
ids in it (``"POST /channels/5/messages"``, for that channel alone), or one of the gateway's four:
CONNECT, IDENTIFY, RESUME and HEARTBEAT. Each time a step is taken, the first fault in its queue is
used up; with none left, the step just succeeds.
"""

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

GATEWAY_STEPS = frozenset({"CONNECT", "IDENTIFY", "RESUME", "HEARTBEAT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with one request.

    With ``done`` the request takes effect first, and only its answer is lost: the message is in
    the channel, though the bot cannot know it.
    """

    done: bool = False


@dataclass(frozen=True, slots=True)
class Status(Fault):
    """An answer with this status: a failure of Discord's, or of something in front of it."""

    code: int
    body: Any = None


@dataclass(frozen=True, slots=True)
class RateLimited(Fault):
    """A 429: ``scope`` is ``"user"``, ``"shared"`` or ``"global"``.

    ``retry_after=None`` leaves the time to wait out of the body and the headers; without ``via``
    the answer is as from the wall in front of Discord, which discord.py takes for a ban.
    """

    retry_after: float | None = 0.1
    scope: str = "user"
    via: bool = True


@dataclass(frozen=True, slots=True)
class NotJson(Fault):
    """A page of HTML with status 200, as from a captive portal or a proxy."""

    body: str = "<html><body>Sign in to the network</body></html>"
    content_type: str = "text/html"


@dataclass(frozen=True, slots=True)
class CutSocket(Fault):
    """The connection closes without an answer, as a kept-alive one may at any time."""


@dataclass(frozen=True, slots=True)
class Hang(Fault):
    """No answer ever comes, and the connection stays open."""


@dataclass(frozen=True, slots=True, eq=False)
class Held(Fault):
    """The answer waits until the test lets it go; then all is well.

    ``await held.reached.wait()`` to be in the middle of the request, then ``held.released.set()``.
    """

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Close(Fault):
    """The gateway closes the connection with this code."""

    code: int = 4000


@dataclass(frozen=True, slots=True)
class InvalidSession(Fault):
    """The gateway answers that the session is invalid, and whether a resume is worth trying."""

    resumable: bool = False


class Script:
    """The faults that are still to come, a queue a step."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._steps = sorted({*GATEWAY_STEPS, *routes})
        self._queues: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._standing: dict[str, Fault] = {}

    def next(self, step: str, *faults: Fault) -> None:
        """Let these faults happen, one each of the next times this step is taken."""
        self._queues[self._known(step)].extend(faults)

    def always(self, step: str, fault: Fault) -> None:
        """Let this fault happen every time from now on, until `restore`."""
        self._standing[self._known(step)] = fault

    def restore(self, step: str) -> None:
        """From now on this step just succeeds."""
        self._standing.pop(self._known(step), None)
        self._queues.pop(step, None)

    def take(self, *steps: str) -> Fault | None:
        """The fault for what happens now, which uses it up; the first of its names that has one."""
        for step in steps:
            if queue := self._queues.get(step):
                return queue.popleft()
        return next((self._standing[step] for step in steps if step in self._standing), None)

    @property
    def unused(self) -> dict[str, list[Fault]]:
        """The faults that were scripted and never happened."""
        return {step: list(queue) for step, queue in self._queues.items() if queue}

    def _known(self, step: str) -> str:
        if not any(re.fullmatch(_PARAMETER.sub(r"[^/]+", known), step) for known in self._steps):
            raise ValueError(f"no step {step!r}; there are: {', '.join(self._steps)}")
        return step


_PARAMETER = re.compile(r"\{\w+\}")
