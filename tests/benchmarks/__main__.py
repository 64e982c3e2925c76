"""Everything that is said about speed and memory, measured in this run, as Markdown.

``python -m tests.benchmarks`` measures all, in about half an hour on two cores, and draws the
picture. ``python -m tests.benchmarks 25 1000`` searches bases of these sizes only, and leaves out
the picture and the reload of a million posts. ``--only`` measures some of the subjects.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import (
    machine,
    overhead,
    plot,
    readings,
    reloading,
    replying,
    starting,
    tables,
)
from tests.benchmarks.corpus import POSTS_A_THREAD, WORDS_A_POST, write_texts
from tests.benchmarks.processes import Lost
from tests.benchmarks.searching import FEWEST, QUESTIONS, SECONDS, SOME, TURNS, Measure, measured

SIZES = (25, 1_000, 10_000, 100_000, 1_000_000)
SUBJECTS = ("searching", "reloading", "replying", "starting", "overhead", "growth", "readings")


def main() -> None:
    """Measure what is asked for, and print it as it comes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of posts; else " + _listed())
    parser.add_argument(
        "--only",
        nargs="+",
        choices=SUBJECTS,
        default=SUBJECTS,
        metavar="SUBJECT",
        help="some of " + ", ".join(SUBJECTS),
    )
    asked = parser.parse_args()
    sizes, subjects = sorted(asked.sizes) or list(SIZES), asked.only
    began = time.perf_counter()
    print(f"Measured on {machine.described()}\n", flush=True)
    with TemporaryDirectory() as place:
        texts = Path(place) / "texts"
        folders = [25, 1_000] if max(sizes) >= max(SIZES) else [25]
        if {"searching", "reloading"} & set(subjects):
            posts = reloading.FILES * max(folders) if "reloading" in subjects else 0
            write_texts(texts, max(*sizes, posts))
        if "searching" in subjects:
            _show_search(sizes, texts)
        if "reloading" in subjects:
            print("\n### Reloads\n", flush=True)
            reloading.show(folders, texts)
    if "replying" in subjects:
        print("\n### From a message to its reply\n", flush=True)
        replying.show()
    if "starting" in subjects:
        print("\n### Start and memory\n", flush=True)
        starting.show()
    if "overhead" in subjects:
        print("\n### Beside a plain bot and an idle client\n", flush=True)
        overhead.show()
    if "growth" in subjects:
        print("\n### Among more threads and servers\n", flush=True)
        overhead.show_growth()
    if "readings" in subjects:
        print("\n### Reading together\n", flush=True)
        readings.show()
    print(f"\nAll this took {(time.perf_counter() - began) / 60:.1f} minutes.")


def _show_search(sizes: Sequence[int], texts: Path) -> None:
    measures: dict[tuple[str, str, int], Measure | Lost] = {}
    for size in sizes:
        measures |= measured(size, texts)
    print("### Milliseconds a question, median / 99th percentile\n")
    print(tables.queries(measures, sizes), flush=True)
    print(
        f"\nA thread has {POSTS_A_THREAD} posts of {WORDS_A_POST} words. The engines are asked by "
        f"turns, {TURNS} or more, for {SECONDS:.0f} seconds or {QUESTIONS:,} questions each, and "
        f"at least {SOME} questions; where they are slow fewer, down to {FEWEST}: of fewer than "
        "100, the slowest stands for the 99th percentile. The peers are spared the stop words of "
        "English."
    )
    print("\n### Each median divided by that of thread-bot over the whole base\n")
    print(tables.ratios(measures, sizes))
    print("\n### Seconds to build the index / bytes of memory it takes a post\n")
    print(tables.builds(measures, sizes), flush=True)
    if tuple(sizes) == SIZES:
        plot.draw(measures, sizes)
        print(f"\nDrawn to {plot.PICTURE.relative_to(plot.ROOT)}.", flush=True)


def _listed() -> str:
    return ", ".join(map(str, SIZES))


if __name__ == "__main__":
    main()
