"""Loading the threads for a command, with progress for the person who waits."""

import logging
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress

from bot.answering.engine import AnswerEngine
from bot.ops import logs
from bot.settings import Settings

_log = logging.getLogger(__name__)

_PATIENCE = 1.0
"""Seconds before any progress is shown."""

_BETWEEN_LINES = 10.0
"""Seconds between two log lines."""


def load(
    settings: Settings,
    watched: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AnswerEngine:
    """Load the threads into an engine; raises KnowledgeError if a file is wrong.

    If that takes long, a terminal shows a bar while it lasts, and any other stream gets a log line
    now and then. ``watched`` is standard error by default.
    """
    watched = watched or Console(stderr=True)
    how = _with_bar if watched.is_interactive else _with_lines
    return how(settings, watched, clock)


def _with_bar(settings: Settings, watched: Console, clock: Callable[[], float]) -> AnswerEngine:
    due = clock() + _PATIENCE
    bar = Progress(console=watched, transient=True)
    task = bar.add_task("")

    def show(unit: str, done: int, total: int) -> None:
        bar.update(task, description=_progress(unit, done, total), completed=done, total=total)
        if clock() >= due:
            bar.start()

    try:
        return AnswerEngine(settings, progress=show)
    finally:
        bar.stop()


def _with_lines(settings: Settings, watched: Console, clock: Callable[[], float]) -> AnswerEngine:
    due = clock() + _PATIENCE

    def log(unit: str, done: int, total: int) -> None:
        nonlocal due
        if (now := clock()) >= due:
            due = now + _BETWEEN_LINES
            logs.set_up(settings.log_format, watched.file)
            _log.info("%s", _progress(unit, done, total))

    return AnswerEngine(settings, progress=log)


def _progress(unit: str, done: int, total: int) -> str:
    return f"loading the threads: {done:,} of {total:,} {unit}"
