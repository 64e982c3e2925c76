"""The query times as a picture: an SVG with text, the same for the same figures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot
from matplotlib.axes import Axes

from tests.benchmarks.processes import Lost
from tests.benchmarks.searching import ENGINES, GRAMS, OURS, OURS_IN_A_THREAD, OURS_IN_NUMPY
from tests.benchmarks.tables import Measures
from tests.process.running import ROOT

PICTURE = ROOT / "docs" / "pictures" / "query-time.svg"

_COLOURS = {
    OURS: "#0b6e4f",
    OURS_IN_A_THREAD: "#0b6e4f",
    "rank-bm25": "#c1121f",
    "bm25s": "#7b2cbf",
    "tantivy": "#0353a4",
    "FTS5": "#b45309",
}
_STYLE: Any = {
    "svg.hashsalt": "query-time",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(measures: Measures, sizes: Sequence[int], path: Path = PICTURE) -> None:
    """Draw each engine's median by the number of posts, on the work that the bot does."""
    with mpl.rc_context(_STYLE):
        figure, axes = pyplot.subplots(figsize=(7.6, 4.6), layout="constrained")
        drawn = [engine for engine, work in ENGINES if work == GRAMS and engine != OURS_IN_NUMPY]
        ends = [_line(axes, measures, engine, sizes) for engine in drawn]
        axes.set(xscale="log", yscale="log", xlabel="posts", ylabel="milliseconds a question")
        axes.set_title("Median time of a question, words and 4-grams", loc="left")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_minor_locator(mpl.ticker.NullLocator())
        axes.yaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
        axes.grid(color="#dddddd", linewidth=0.6)
        axes.set_xlim(min(sizes) * 0.8, max(sizes) * 1.3)
        _name(axes, [end for end in ends if end is not None])
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)


class End(NamedTuple):
    """Of a line: the engine, why it ends early or nothing, and the last milliseconds."""

    engine: str
    why: str
    last: float


def _line(axes: Axes, measures: Measures, engine: str, sizes: Sequence[int]) -> End | None:
    """Draw an engine's line up to its last figure; return what to write at its end, and where."""
    found = [(size, measures[engine, GRAMS, size]) for size in sizes]
    points = [(size, m.p50 / 1000) for size, m in found if not isinstance(m, Lost)]
    if not points:
        return None
    ours = engine in (OURS, OURS_IN_A_THREAD)
    axes.plot(
        *zip(*points, strict=True),
        color=_COLOURS[engine],
        linewidth=3.2 if engine == OURS else 1.4,
        linestyle="--" if engine == OURS_IN_A_THREAD else "-",
        marker="o",
        markersize=5.5 if engine == OURS else 3.5,
        zorder=3 if ours else 2,
    )
    last = found[-1][1]
    return End(engine, f" ({last})" if isinstance(last, Lost) else "", points[-1][1])


def _name(axes: Axes, ends: Sequence[End]) -> None:
    """Write each name beside the end of its line, apart from the one below."""
    low, high = (mpl.scale.LogTransform(10).transform(edge) for edge in axes.get_ylim())
    apart, lowest = 0.055 * (high - low), low
    for engine, why, last in sorted(ends, key=lambda end: end.last):
        at = max(mpl.scale.LogTransform(10).transform(last), lowest)
        lowest = at + apart
        axes.annotate(
            engine + why,
            (1.01, (at - low) / (high - low)),
            xycoords="axes fraction",
            color=_COLOURS[engine],
            weight="bold" if engine == OURS else "normal",
            va="center",
        )
