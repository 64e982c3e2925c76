"""The signals that ask a process to stop."""

import asyncio
import signal
from collections.abc import Callable


def call_at_stop(call: Callable[[], object]) -> None:
    """Call at SIGTERM and SIGINT, on Windows too, where a loop handles no signals.

    What is called runs in the loop, where an exception would come anywhere.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, call)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(call))
