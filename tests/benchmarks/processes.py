"""Measuring in a process of its own: within a time, within a memory, and with what it printed."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY = 16 * 2**30
"""Bytes of addresses that a process may have."""

_OUT_OF_MEMORY = 77
_NO_MEMORY_MESSAGES = ("MemoryError", "memory allocation of", "bad_alloc")


@dataclass(frozen=True, slots=True)
class Lost:
    """That there is no figure, and why."""

    why: str

    def __str__(self) -> str:
        return self.why


def measured(module: str, arguments: list[str], seconds: float) -> Any | Lost:
    """What ``python -m module arguments`` prints as JSON, unless it takes longer or too much."""
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return Lost(f"not in {seconds:.0f} s")
    if done.returncode == 0:
        return json.loads(done.stdout)
    if done.returncode == _OUT_OF_MEMORY or any(m in done.stderr for m in _NO_MEMORY_MESSAGES):
        return Lost(f"more than {MEMORY / 2**30:.0f} GB")
    print(done.stderr, file=sys.stderr)
    return Lost(f"ended with {done.returncode}")


def measure(work: Callable[[], object]) -> None:
    """Print what ``work`` gives as JSON; ends the process where that takes more than MEMORY."""
    with suppress(ValueError, OSError):  # not every system limits it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        print(json.dumps(work()))
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)


def resident(pid: int | str = "self") -> int:
    """Bytes of memory a process holds now; the most this one ever held where nobody says more."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def give_back() -> None:
    """Give memory that is free back to the system, so that what is made next is seen to grow."""
    with suppress(OSError, AttributeError):  # glibc's own
        CDLL("libc.so.6").malloc_trim(0)
