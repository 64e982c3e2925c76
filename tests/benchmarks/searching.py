"""Query times, build times and memory of the bot's search and its peers, by number of posts.

Each engine and size is measured in a process of its own, so that no engine warms another's caches
and memory is the engine's alone. Before, it indexes and searches a few other posts, so that neither
what it compiles nor the lists of words it reads count as its index. Once all engines of a size have
built theirs, one after another, they are asked by turns, as the machine may be quicker in one
second than in the next.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bot.answering.library import Found, Library
from bot.search import native
from bot.search.scoring import Spans
from tests.benchmarks import peers, processes
from tests.benchmarks.corpus import POSTS_A_THREAD, Corpus, corpus
from tests.benchmarks.processes import Lost, Process

OURS, OURS_IN_A_THREAD = "thread-bot", "thread-bot, one thread"
OURS_IN_NUMPY = "thread-bot, not compiled"
WORDS, GRAMS = "words", "words and 4-grams"
ENGINES = (
    (OURS, GRAMS),
    (OURS_IN_A_THREAD, GRAMS),
    (OURS_IN_NUMPY, GRAMS),
    *((engine, GRAMS) for engine in peers.WORDS_AND_GRAMS),
    *((engine, WORDS) for engine in peers.WORDS),
)
"""Every engine with each work that it does."""

PATIENCE = 300.0
"""Seconds of its own after which an engine and size is given up, and shown as not finished."""

QUESTIONS, SECONDS, SOME = 20_000, 4.0, 300
"""Questions at most, and seconds of all turns; longer where those questions take longer, ..."""

MORE_SECONDS, FEWEST, MOST_SECONDS = 20.0, 30, 100.0
"""... but no longer than this, or where so few take longer, than this: the table says how many."""

TURNS = 16
"""An engine is asked for so small a part of the seconds, or questions, while the others wait."""

WARM_UP, WARM_UP_SECONDS = 50, 5.0
"""Questions before those, which are not timed; fewer where they take that number of seconds."""

_BEFORE_SEED = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one engine and size: microseconds a question, seconds to build, bytes kept a post."""

    engine: str
    work: str
    posts: int
    questions: int
    p50: float
    p99: float
    build: float
    bytes_a_post: float


def measured(posts: int, texts: Path) -> dict[tuple[str, str, int], Measure | Lost]:
    """Measure every engine with the file's first posts; by engine, work and number of posts."""
    found: dict[tuple[str, str], Any] = {}  # nothing as long as an engine has more to be asked
    with ExitStack() as ends:
        engines: dict[tuple[str, str], Process] = {}
        for engine, work in ENGINES:
            print(f"{posts:,} posts, {engine}, {work}", file=sys.stderr)
            arguments = [engine, work, str(posts), str(texts)]
            process = processes.started(__name__, arguments, PATIENCE)
            engines[engine, work] = ends.enter_context(process)
            found[engine, work] = engines[engine, work].step()
        print(f"{posts:,} posts, questions by turns", file=sys.stderr)
        while asked := [name for name, measured in found.items() if measured is None]:
            for name in asked:
                found[name] = engines[name].step()
    return {
        (*name, posts): measured if isinstance(measured, Lost) else Measure(**measured)
        for name, measured in found.items()
    }


class _Ours:
    """The bot's own search, over all threads or restricted to the last; each hit comes with the
    places of the matched words, which the peers do not tell."""

    def __init__(self, in_a_thread: bool) -> None:
        self._in_a_thread = in_a_thread

    def index(self, made: Corpus) -> None:
        self._library = Library.of(made.threads)
        self._thread = made.threads[-1] if self._in_a_thread else None

    def search(self, question: str) -> Sequence[tuple[Found, Spans]]:
        found = self._library.search(question, peers.TOP, self._thread)
        return [(one, one.hit.spans) for one in found]  # what to mark is read when it is wanted


class _Peer:
    """One of the peers, over the texts of the posts."""

    def __init__(self, engine: peers.Engine) -> None:
        self._engine = engine
        self.search = engine.search

    def index(self, made: Corpus) -> None:
        self._engine.index(made.texts)


def _engine(engine: str, work: str) -> _Ours | _Peer:
    if engine == OURS_IN_NUMPY:
        native.load = lambda: None  # in this process alone
    if engine in (OURS, OURS_IN_A_THREAD, OURS_IN_NUMPY):
        return _Ours(in_a_thread=engine == OURS_IN_A_THREAD)
    return _Peer((peers.WORDS if work == WORDS else peers.WORDS_AND_GRAMS)[engine]())


def _turns(engine: str, work: str, posts: int, texts: Path) -> Iterator[dict[str, Any] | None]:
    """Build, then ask for a turn at a time; gives nothing until that is enough, then figures."""
    made = corpus(texts, posts, WARM_UP + QUESTIONS)
    asked = made.thread_questions if engine == OURS_IN_A_THREAD else made.questions
    searched = _engine(engine, work)
    _try_out(searched, corpus(texts, POSTS_A_THREAD, WARM_UP, _BEFORE_SEED))
    gc.collect()
    processes.give_back()
    before, started = processes.resident(), time.perf_counter()
    searched.index(made)
    build = time.perf_counter() - started
    gc.collect()
    processes.give_back()
    kept = max(0, processes.resident() - before)
    del made  # the memory is wanted by the engines that follow
    gc.collect()
    processes.give_back()
    _times(searched.search, asked[:WARM_UP], WARM_UP_SECONDS)
    questions = iter(asked[WARM_UP:])
    times: list[float] = []
    while not _enough(times):
        yield None
        turn = islice(questions, QUESTIONS // TURNS)
        times += _times(searched.search, turn, SECONDS / TURNS)
    times.sort()
    p99 = times[len(times) * 99 // 100]
    p50 = statistics.median(times)
    yield asdict(Measure(engine, work, posts, len(times), p50, p99, build, kept / posts))


def _try_out(searched: _Ours | _Peer, few: Corpus) -> None:
    searched.index(few)
    for question in few.questions:
        searched.search(question)


def _enough(times: Sequence[float]) -> bool:
    asked, seconds = len(times), sum(times) / 1e6
    return asked == QUESTIONS or seconds > (
        SECONDS if asked >= SOME else MORE_SECONDS if asked >= FEWEST else MOST_SECONDS
    )


def _times(
    search: Callable[[str], object], questions: Iterable[str], seconds: float
) -> list[float]:
    """Microseconds of each question, until the seconds are over; one at least."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    for question in questions:
        started = time.perf_counter()
        search(question)
        ended = time.perf_counter()
        times.append((ended - started) * 1e6)
        if ended > until:
            break
    return times


if __name__ == "__main__":
    _engine_, _work, _posts, _texts = sys.argv[1:]
    processes.measure(_turns(_engine_, _work, int(_posts), Path(_texts)).__next__)
