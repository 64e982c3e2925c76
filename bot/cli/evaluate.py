"""Score the search on labelled questions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot import evaluation
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.cli.progress import load
from bot.evaluation import Figures


def evaluate(
    questions: Annotated[
        Path, typer.Argument(help="A folder of a question set, or a YAML file of questions.")
    ],
    knowledge: Knowledge = None,
    settings_file: SettingsFile = None,
) -> None:
    """Score the search on labelled questions."""
    settings = settings_in_force(knowledge, settings_file)
    labelled = evaluation.read(questions, lambda name: load(settings).library.thread(name))
    watched = Console(stderr=True)
    with Progress(console=watched, transient=True, disable=not watched.is_terminal) as bar:
        task = bar.add_task("asking", total=None)
        figures = evaluation.evaluate(
            labelled, lambda done, total: bar.update(task, completed=done, total=total)
        )
    table = Table("measure", "value", box=SIMPLE)
    for measure, value in _measures(figures):
        table.add_row(measure, value)
    Console(highlight=False).print(table)


def _measures(figures: Figures) -> Iterator[tuple[str, str]]:
    """What the figures are called, and how they are written: shares in percent."""
    yield "questions", f"{figures.answerable + figures.unanswerable:,}"
    yield "of which without an answer", f"{figures.unanswerable:,}"
    yield "nDCG@10", f"{figures.ndcg:.1%}"
    yield "hit@1", f"{figures.hit_1:.1%}"
    yield "hit@3", f"{figures.hit_3:.1%}"
    if figures.auc is not None:
        yield "refusal AUC", f"{figures.auc:.3f}"
    yield f"rightly answered or refused, at {figures.threshold}", f"{figures.accuracy:.1%}"
    yield (
        f"the same at the best threshold, {figures.best_threshold:.2f}",
        (f"{figures.best_accuracy:.1%}"),
    )
