"""Reading the knowledge for a command, and showing whoever waits how far it is."""

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
"""Seconds that anyone waits without a word."""

_BETWEEN_LINES = 10.0
"""Seconds from one line of the log to the next."""


def load(
    settings: Settings,
    watched: Console | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AnswerEngine:
    """A engine who has read the knowledge; raises KnowledgeError where a file is wrong.

    If that takes long, a terminal shows a bar, which is gone afterwards; anything else gets a line
    of the log now and then. Unless ``watched`` is given it is standard error.
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
    return f"reading the knowledge: {done:,} of {total:,} {unit}"
