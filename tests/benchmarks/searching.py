"""Query times, build times and memory of the bot's search and its peers, by number of posts.

Each engine and size is measured in a process of its own, so that no engine warms another's caches
and memory is the engine's alone.
"""

import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.knowledge import Thread
from bot.library import Library
from tests.benchmarks import peers
from tests.benchmarks.corpus import Corpus, corpus

QUESTIONS = 300
WARM_UP = 50
OURS, OURS_IN_A_THREAD = "thread-bot", "thread-bot, one thread"


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one engine and size: microseconds a question, seconds to build, bytes kept a post."""

    engine: str
    work: str
    posts: int
    p50: float
    p99: float
    build: float
    bytes_a_post: float


def measured(engine: str, work: str, posts: int, seconds: float) -> Measure | None:
    """Measure in a new process; None where it does not finish in that time."""
    command = [sys.executable, "-m", __name__, engine, work, str(posts)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        return None
    return Measure(**json.loads(done.stdout))


def _measure(engine: str, work: str, posts: int) -> Measure:
    made = corpus(posts, WARM_UP + QUESTIONS)
    texts = made.texts
    gc.collect()
    before, started = _resident(), time.perf_counter()
    search = _search(engine, work, made, texts)
    build = time.perf_counter() - started
    gc.collect()
    kept = _resident() - before
    gc.freeze()
    times = []
    for question in made.questions:
        started = time.perf_counter()
        search(question)
        times.append((time.perf_counter() - started) * 1e6)
    times = sorted(times[WARM_UP:])
    p99 = times[len(times) * 99 // 100]
    return Measure(engine, work, posts, statistics.median(times), p99, build, kept / posts)


def _search(engine: str, work: str, made: Corpus, texts: list[str]) -> Callable[[str], object]:
    if engine in (OURS, OURS_IN_A_THREAD):
        library = Library.of(made.threads)
        thread: Thread | None = made.threads[-1] if engine == OURS_IN_A_THREAD else None
        return lambda question: library.search(question, peers.TOP, thread)
    engines = peers.WORDS if work == "words" else peers.WORDS_AND_GRAMS
    return engines[engine](texts).search


def _resident() -> int:
    """Bytes of memory the process holds now; the most it ever held where the system won't say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
