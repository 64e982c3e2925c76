"""The memory that the bot's OS threads have freed."""

import platform
import subprocess
import sys

import pytest

IN_TURN = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.cli.run import share_freed_memory

share_freed_memory()
kept = []


def work():
    blocks = [bytearray(60_000) for _ in range(400)]
    kept.append(blocks[-1])


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


before = resident()
threads = [ThreadPoolExecutor(1) for _ in range(8)]
for thread in threads:
    thread.submit(work).result()
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks for what glibc does")
def test_what_one_thread_has_freed_is_used_by_the_others() -> None:
    """Eight OS threads that need 24 MB in turn do not take eight times as much."""
    ran = subprocess.run([sys.executable, "-c", IN_TURN], capture_output=True, check=True)
    assert float(ran.stdout) < 2 * 24
