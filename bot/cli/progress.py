"""Loading the threads for a command, with progress for the person who waits."""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from bot.answering.engine import AnswerEngine
from bot.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE = 1.0
"""Seconds before any progress is shown."""

_BETWEEN_LINES = 10.0
"""Seconds between two log lines."""


def load(
    settings: Settings,
    watched: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AnswerEngine:
    """Load the threads into an engine; raises KnowledgeError if a file is wrong.

    If that takes long, a terminal shows a bar while it lasts, and any other stream gets a log line
    now and then. ``watched`` is standard error by default.
    """
    watched = watched or sys.stderr
    how = _with_bar if watched.isatty() else _with_lines
    return how(settings, watched, clock)


def _with_bar(settings: Settings, watched: TextIO, clock: Callable[[], float]) -> AnswerEngine:
    due = clock() + _PATIENCE
    with ExitStack() as stack:
        bar: Progress | None = None

        def show(unit: str, done: int, total: int) -> None:
            nonlocal bar
            description = _progress(unit, done, total)
            if bar is not None:
                bar.update(bar.task_ids[0], description=description, completed=done, total=total)
            elif clock() >= due:
                bar = stack.enter_context(_bar(watched, description))

        return AnswerEngine(settings, progress=show)


def _bar(watched: TextIO, description: str) -> "Progress":
    from rich.console import Console  # takes a while to load, and most readings are quick
    from rich.progress import Progress

    bar = Progress(console=Console(file=watched), transient=True)
    bar.add_task(description)
    return bar


def _with_lines(settings: Settings, watched: TextIO, clock: Callable[[], float]) -> AnswerEngine:
    due = clock() + _PATIENCE

    def log(unit: str, done: int, total: int) -> None:
        nonlocal due
        if (now := clock()) >= due:
            import logging

            from bot.ops import logs  # most readings are quick

            due = now + _BETWEEN_LINES
            logs.set_up(settings.log_format, watched)
            logging.getLogger(__name__).info("%s", _progress(unit, done, total))

    return AnswerEngine(settings, progress=log)


def _progress(unit: str, done: int, total: int) -> str:
    return f"loading the threads: {done:,} of {total:,} {unit}"
