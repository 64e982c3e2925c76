"""Limits to what a source takes, wherever in its reading that is."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

_STATM = Path("/proc/self/statm")


class OutOfTimeError(BaseException):
    """A source took too much computing; no Exception, which some libraries take for its fault."""


@contextmanager
def memory_limited(most: int) -> Iterator[None]:
    """Raise MemoryError inside where more than ``most`` bytes beside those before are asked for.

    Only Linux tells and limits them; elsewhere there is no limit.
    """
    if sys.platform == "win32" or not _STATM.exists():
        yield
        return
    import resource

    mapped = int(_STATM.read_text().split()[0]) * resource.getpagesize()
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [mapped + most, *(one for one in (before, hard) if one != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


@contextmanager
def time_limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTimeError inside where the processor computes for longer.

    For the main OS thread only; Windows has no such limit.
    """
    if sys.platform == "win32":
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise OutOfTimeError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)  # again, where a library lost the error
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
