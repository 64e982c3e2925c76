"""A limit to the memory that a source takes, wherever in its reading that is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


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
