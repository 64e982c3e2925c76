"""Measuring in processes of their own, each within a time and a memory.

A process works in steps: it takes one for each line that it is sent, and waits for the next line.
So several can be measured by turns.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path
from select import select
from tempfile import TemporaryFile
from time import perf_counter
from typing import IO, Any

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


class Process:
    """A process that measures; its steps may take ``seconds`` together."""

    def __init__(self, child: subprocess.Popen[bytes], errors: IO[str], seconds: float) -> None:
        self._child = child
        self._errors = errors
        self._seconds = self._left = seconds

    def step(self) -> Any | Lost:
        """What the next step gives; the process ends with the first that is not None."""
        received = self._received()
        if received is not None:
            self._child.kill()
            self._child.wait()
        return received

    def _received(self) -> Any | Lost:
        send, tell = self._child.stdin, self._child.stdout
        assert send is not None
        assert tell is not None
        started = perf_counter()
        with suppress(BrokenPipeError):  # it has ended, and so has what it tells
            send.write(b"\n")
        ready, _, _ = select([tell], [], [], max(0, self._left))
        self._left -= perf_counter() - started
        if not ready:
            return Lost(f"not in {self._seconds:.0f} s")
        line = tell.readline()
        return json.loads(line) if line else self._lost()

    def _lost(self) -> Lost:
        code = self._child.wait()
        self._errors.seek(0)
        errors = self._errors.read()
        if code == _OUT_OF_MEMORY or any(message in errors for message in _NO_MEMORY_MESSAGES):
            return Lost(f"more than {MEMORY / 2**30:.0f} GB")
        print(errors, file=sys.stderr)
        return Lost(f"ended with {code}")


@contextmanager
def started(module: str, arguments: list[str], seconds: float) -> Iterator[Process]:
    """``python -m module arguments``, which is ended at the end of the context if not before."""
    with (
        TemporaryFile("w+", errors="replace") as errors,
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            bufsize=0,  # so that no line waits where select does not see it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as child,
    ):
        try:
            yield Process(child, errors, seconds)
        finally:
            child.kill()


def measured(module: str, arguments: list[str], seconds: float) -> Any | Lost:
    """What ``python -m module arguments`` gives in one step."""
    with started(module, arguments, seconds) as process:
        return process.step()


def measure(step: Callable[[], object]) -> None:
    """Take a step for each line that comes, and print what it gives as a line of JSON.

    Ends the process where that takes more than MEMORY.
    """
    with suppress(ValueError, OSError):  # not every system limits it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        for _ in sys.stdin:
            print(json.dumps(step()), flush=True)
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
