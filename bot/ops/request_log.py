"""The request log: one line for each request; its id is in every line logged for the request."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.answering.answer import Answer, Kind, Quote
from bot.answering.requests import Reload, Request
from bot.ops import logs
from bot.ops.counts import Counts

_log = logging.getLogger(__name__)

FAILED = "failed"
"""The kind of a request that failed, beside the values of Kind."""

_SEARCHED = {Kind.ANSWER, Kind.DEFINITION, Kind.REFUSAL}


@dataclass(slots=True)
class _Entry:
    """A request under way, with what is known of it so far."""

    begun: float
    request: Request | None = None
    answer: Answer | None = None
    found: float | None = None
    failed: bool = False


_current: ContextVar[_Entry | None] = ContextVar("entry", default=None)


def note_failure() -> None:
    """Note that the request under way failed, or that its answer could not be sent."""
    if (entry := _current.get()) is not None:
        entry.failed = True


class RequestLog:
    """Logs and counts every request; the text of questions only ``with_text``."""

    def __init__(
        self,
        counts: Counts,
        *,
        with_text: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.counts = counts
        self._with_text = with_text
        self._clock = clock

    @contextmanager
    def entry(self, id: object, text: str | None = None, **place: object) -> Iterator[None]:
        """Log one request, from its arrival until its reply is sent.

        ``id`` is the chat platform's own, so that the log leads back to the message. If nothing
        is noted inside, there was nothing to answer, and nothing is logged.
        """
        entry = _Entry(self._clock())
        token = _current.set(entry)
        with logs.request(str(id)):
            try:
                yield
            except BaseException:
                entry.failed = True
                raise
            finally:
                _current.reset(token)
                if entry.failed or entry.answer is not None:
                    self._write(entry, place | {"text": text if self._with_text else None})

    def note(self, request: Request | None, answer: Answer) -> None:
        """Note the answer to the request of the entry around this call.

        ``request`` is None if it was not parsed: the person may not ask, or has to wait.
        """
        if (entry := _current.get()) is not None:
            entry.request, entry.answer = request, answer
            entry.found = self._clock() - entry.begun

    def _write(self, entry: _Entry, place: Mapping[str, object]) -> None:
        sent, answer = self._clock() - entry.begun, entry.answer
        kind = FAILED if entry.failed or answer is None else answer.kind.value
        certainty = answer.certainty.value if answer and answer.certainty else None
        if answer is not None and isinstance(entry.request, Reload):
            self._write_report(answer)
        else:
            self._count(kind, certainty or "", entry, sent)
        quotes = answer.quotes if answer is not None else ()
        facts = logs.facts(
            kind=kind,
            certainty=certainty,
            posts=" ".join(map(_named, quotes)) or None,
            found=entry.found,
            sent=sent,
            **place,
        )
        _log.info("request", extra=facts)

    def _count(self, kind: str, certainty: str, entry: _Entry, sent: float) -> None:
        searched = entry.answer is not None and entry.answer.kind in _SEARCHED
        self.counts.request(kind, certainty, sent, entry.found if searched else None)

    def _write_report(self, report: Answer) -> None:
        done = report.kind is not Kind.ERROR
        self.counts.reload(done=done)
        for sentence in report.lead:
            _log.log(logging.INFO if done else logging.WARNING, "%s", sentence)


def _named(quote: Quote) -> str:
    """Name a quoted post, but no thread that only some servers see."""
    return f"{'' if quote.thread.servers else quote.thread.id}/{quote.post.number}"
