"""The log: a line of text for people or a JSON object for machines, on standard error."""

import json
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Literal

from bot.errors import printable

_request: ContextVar[str | None] = ContextVar("request", default=None)

_PLAIN = re.compile(r"[\w./:+-]+")


def set_up(form: Literal["people", "json"], stream: IO[str] = sys.stderr) -> None:
    """Send every log record of this process to ``stream``, in one form."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json() if form == "json" else _People())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    _record_less()
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # a line for each file it sees


def _record_less() -> None:
    """Spare each record what no line shows: caller, OS thread and process
    (https://docs.python.org/3/howto/logging.html#optimization)."""
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


@contextmanager
def request(id: str) -> Iterator[None]:
    """Put ``id`` into every line logged inside, also by OS threads and tasks begun there."""
    token = _request.set(id)
    try:
        yield
    finally:
        _request.reset(token)


def facts(**named: object) -> dict[str, Mapping[str, object]]:
    """Return the ``extra`` of a log call: named values, without those that are None."""
    return {"facts": {name: value for name, value in named.items() if value is not None}}


class _People(logging.Formatter):
    """``2026-01-31 12:00:00 INFO [request] message name=value``, in this machine's time."""

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        parts = [time, record.levelname, f"[{id}]" if (id := _request.get()) else ""]
        parts.append(printable(record.getMessage()))
        parts += [f"{name}={_shown(value)}" for name, value in _facts(record).items()]
        line = " ".join(part for part in parts if part)
        return f"{line}\n{trace}" if (trace := _trace(self, record)) else line


class _Json(logging.Formatter):
    """One object a line; its time is UTC."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        named = {
            "time": time,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": _request.get(),
            "traceback": _trace(self, record),
        }
        known = {name: value for name, value in named.items() if value is not None}
        return json.dumps(known | _facts(record), ensure_ascii=False, default=str)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return dict(getattr(record, "facts", {}))


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str | None:
    return formatter.formatException(record.exc_info) if record.exc_info else None


def _shown(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return text if _PLAIN.fullmatch(text) else printable(json.dumps(text, ensure_ascii=False))
