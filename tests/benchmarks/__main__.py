"""One table of the search beside its peers, all measured in this run."""

import platform
from importlib.metadata import version

from tests.benchmarks.peers import WORDS, WORDS_AND_GRAMS
from tests.benchmarks.searching import OURS, OURS_IN_A_THREAD, Measure, measured

SIZES = (25, 1_000, 10_000)
PATIENCE = 300
"""Seconds after which an engine and size is given up and shown as not finished."""

GRAMS = "words and 4-grams"
PACKAGES = ("numpy", "rank-bm25", "bm25s", "tantivy")


def main() -> None:
    """Measure every engine at every size, and print Markdown."""
    work = {OURS: GRAMS, OURS_IN_A_THREAD: GRAMS}
    rows = [(engine, work[engine]) for engine in work]
    rows += [(engine, GRAMS) for engine in WORDS_AND_GRAMS]
    rows += [(engine, "words") for engine in WORDS]
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}\n")
    print("| engine | work |" + "".join(f" {size:,} posts |" for size in SIZES))
    print("|---|---|" + "---|" * len(SIZES))
    for engine, done in rows:
        cells = (_cell(measured(engine, done, size, PATIENCE)) for size in SIZES)
        print(f"| {engine} | {done} |" + "".join(f" {cell} |" for cell in cells), flush=True)


def _cell(measure: Measure | None) -> str:
    """Median and 99th percentile of a question, in milliseconds."""
    if measure is None:
        return f"not in {PATIENCE} s"
    return f"{measure.p50 / 1000:.2f} / {measure.p99 / 1000:.2f}"


if __name__ == "__main__":
    main()
