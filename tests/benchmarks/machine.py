"""On which machine, with which versions, the figures were measured."""

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path

from bot import __version__

_PACKAGES = ("discord.py", "numpy", "rank-bm25", "bm25s", "numba", "tantivy")


def described() -> str:
    """One sentence in Markdown."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory()}; {_system()}; "
        f"{platform.python_implementation()} {platform.python_version()}; "
        f"thread-bot {__version__}, {packages}, SQLite {sqlite3.sqlite_version}."
    )


def _processor() -> str:
    known = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.M)
    name = known[1] if known else platform.processor() or "unknown processor"
    return f"{name} ({platform.machine()})"


def _memory() -> str:
    known = re.search(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"), re.M)
    return f"{int(known[1]) / 2**20:.0f} GB" if known else "unknown memory"


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()
    return f"{name}, {platform.system()} {platform.release()}"


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
