"""Run the bot."""

import ctypes
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.chat import console
from bot.cli.options import add_knowledge, add_settings_file, settings_in_force
from bot.cli.progress import load

_M_ARENA_MAX = -8
"""The number of the option in glibc's malloc.h."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    add_knowledge(parser)
    add_settings_file(parser)


def run(knowledge: Path | None, settings_file: Path | None) -> None:
    """Serve Discord if a token is set; otherwise chat in the terminal."""
    share_freed_memory()
    settings = settings_in_force(knowledge, settings_file)
    engine = load(settings)
    if settings.token is not None:
        from bot.chat.discord import serve  # takes a second to load, for nothing in a terminal

        serve(settings, engine)
        return
    show = console.shown_on(sys.stdout)
    show(console.welcome(settings.prefix))
    lines: Iterable[str] = sys.stdin
    if sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ends the line that is typed
        lines = console.typed_lines()
    console.chat(engine, lines, show, settings.prefix)


def share_freed_memory() -> None:
    """Let OS threads use what others have freed, where the C library is glibc.

    Else each of them keeps what it has freed to itself, which becomes a third of all memory.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
