"""Query times, build times and memory of the bot's search and its peers, by number of posts.

Each engine and size is measured in a process of its own, so that no engine warms another's caches
and memory is the engine's alone. Before, it indexes and searches a few other posts, so that neither
what it compiles nor the lists of words it reads count as its index.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.library import Library
from tests.benchmarks import peers, processes
from tests.benchmarks.corpus import POSTS_A_THREAD, Corpus, corpus
from tests.benchmarks.processes import Lost

OURS, OURS_UNMARKED, OURS_IN_A_THREAD = (
    "thread-bot",
    "thread-bot, no marks",
    "thread-bot, one thread",
)
WORDS, GRAMS = "words", "words and 4-grams"
ENGINES = (
    (OURS, GRAMS),
    (OURS_UNMARKED, GRAMS),
    (OURS_IN_A_THREAD, GRAMS),
    *((engine, GRAMS) for engine in peers.WORDS_AND_GRAMS),
    *((engine, WORDS) for engine in peers.WORDS),
)
"""Every engine with each work that it does."""

PATIENCE = 300.0
"""Seconds after which an engine and size is given up, and shown as not finished."""

QUESTIONS, SECONDS, SOME = 20_000, 4.0, 300
"""Questions at most, and seconds, as the machine may be quicker in one second than in the next;
longer where so many questions take longer, ..."""

MORE_SECONDS, FEWEST, MOST_SECONDS = 20.0, 30, 100.0
"""... but no longer than this, or where so few take longer, than this: the table says how many."""

WARM_UP, WARM_UP_SECONDS = 50, 5.0
"""Questions before those, which are not timed; fewer where they take so many seconds."""

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


def measured(engine: str, work: str, posts: int, texts: Path) -> Measure | Lost:
    """Measure with the file's first posts, in a new process."""
    found = processes.measured(__name__, [engine, work, str(posts), str(texts)], PATIENCE)
    return found if isinstance(found, Lost) else Measure(**found)


class _Ours:
    """The bot's own search, over all threads or restricted to the last, with the places of the
    matched words in each hit, or without, as the peers tell none."""

    def __init__(self, name: str) -> None:
        self._in_a_thread = name == OURS_IN_A_THREAD
        self._marks = name != OURS_UNMARKED

    def index(self, made: Corpus) -> None:
        self._library = Library.of(made.threads)
        self._thread = made.threads[-1] if self._in_a_thread else None

    def search(self, question: str) -> object:
        found = self._library.search(question, peers.TOP, self._thread)
        return [one.hit.spans for one in found] if self._marks else found


class _Peer:
    """One of the peers, over the texts of the posts."""

    def __init__(self, engine: peers.Engine) -> None:
        self._engine = engine
        self.search = engine.search

    def index(self, made: Corpus) -> None:
        self._engine.index(made.texts)


def _engine(engine: str, work: str) -> _Ours | _Peer:
    if engine in (OURS, OURS_UNMARKED, OURS_IN_A_THREAD):
        return _Ours(engine)
    return _Peer((peers.WORDS if work == WORDS else peers.WORDS_AND_GRAMS)[engine]())


def _measure(engine: str, work: str, posts: int, texts: Path) -> Measure:
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
    _times(searched.search, asked[:WARM_UP], lambda _, spent: spent > WARM_UP_SECONDS)
    times = sorted(_times(searched.search, asked[WARM_UP:], _enough))
    p99 = times[len(times) * 99 // 100]
    p50 = statistics.median(times)
    return Measure(engine, work, posts, len(times), p50, p99, build, kept / posts)


def _try_out(searched: _Ours | _Peer, few: Corpus) -> None:
    searched.index(few)
    for question in few.questions:
        searched.search(question)


def _enough(asked: int, seconds: float) -> bool:
    return seconds > (
        SECONDS if asked >= SOME else MORE_SECONDS if asked >= FEWEST else MOST_SECONDS
    )


def _times(
    search: Callable[[str], object],
    questions: Sequence[str],
    enough: Callable[[int, float], bool],
) -> list[float]:
    """Microseconds of each question, until so many have taken so many seconds that it is enough."""
    times: list[float] = []
    for question in questions:
        if enough(len(times), sum(times) / 1e6):
            break
        started = time.perf_counter()
        search(question)
        times.append((time.perf_counter() - started) * 1e6)
    return times


if __name__ == "__main__":
    _engine_, _work, _posts, _texts = sys.argv[1:]
    processes.measure(lambda: asdict(_measure(_engine_, _work, int(_posts), Path(_texts))))
