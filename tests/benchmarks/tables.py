"""The measures of the search as tables in Markdown."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.benchmarks.markdown import heading, row
from tests.benchmarks.processes import Lost
from tests.benchmarks.searching import ENGINES, FEWEST, OURS, OURS_IN_A_THREAD, Measure

Measures = Mapping[tuple[str, str, int], Measure | Lost]
"""By engine, work and number of posts."""

_SMALLEST = 1_000
"""Posts from which an index is larger than what memory is plural by, pages of 4 KB."""


def queries(measures: Measures, sizes: Sequence[int]) -> str:
    """Median and 99th percentile of a question, in milliseconds."""

    def cell(engine: str, work: str, size: int) -> str:
        measure = measures[engine, work, size]
        if isinstance(measure, Lost):
            return str(measure)
        few = f" ({measure.questions} questions)" if measure.questions < FEWEST else ""
        return f"{_short(measure.p50 / 1000)} / {_short(measure.p99 / 1000)}{few}"

    return _by_size(ENGINES, sizes, cell)


def builds(measures: Measures, sizes: Sequence[int]) -> str:
    """Seconds to build, and bytes that stay for each post."""

    def cell(engine: str, work: str, size: int) -> str:
        measure = measures[engine, work, size]
        if isinstance(measure, Lost):
            return str(measure)
        kept = f"{measure.bytes_a_post:,.0f}" if size >= _SMALLEST else "–"
        return f"{_short(measure.build)} / {kept}"

    rows = [one for one in ENGINES if one[0] != OURS_IN_A_THREAD]
    return _by_size(rows, sizes, cell)


def ratios(measures: Measures, sizes: Sequence[int]) -> str:
    """Each engine's median divided by that of ours over the whole base."""

    def cell(engine: str, work: str, size: int) -> str:
        theirs = measures[engine, work, size]
        ours = next(m for (name, _, posts), m in measures.items() if (name, posts) == (OURS, size))
        if isinstance(theirs, Lost):
            return str(theirs)
        return "ours is not there" if isinstance(ours, Lost) else _short(theirs.p50 / ours.p50)

    return _by_size([one for one in ENGINES if one[0] != OURS], sizes, cell)


def _by_size(
    engines: Iterable[tuple[str, str]],
    sizes: Sequence[int],
    cell: Callable[[str, str, int], str],
) -> str:
    rows = (
        row([engine, work, *(cell(engine, work, size) for size in sizes)])
        for engine, work in engines
    )
    columns = heading(["engine", "work", *(f"{size:,} posts" for size in sizes)])
    return "\n".join([columns, *rows])


def _short(figure: float) -> str:
    """Two or three digits that say something."""
    if figure >= 1:
        return f"{figure:,.{2 if figure < 10 else 1 if figure < 100 else 0}f}"
    return f"{float(f'{figure:.2g}'):.6f}".rstrip("0").rstrip(".")
