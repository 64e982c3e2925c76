"""Asking the search: one question, or all of a question set."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from bot import evaluation
from bot.answers import Answer, Outcome
from bot.chat import console as terminal
from bot.cli.loading import load
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.errors import BotError
from bot.evaluation import Figures
from bot.grammar import Ask
from bot.library import Library


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show which words matched what, and what each gave.")
    ] = False,
    thread: Annotated[str | None, typer.Option(help="Search one thread, by its id.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=50, help="The most posts.")] = None,
    knowledge: Knowledge = None,
    settings_file: SettingsFile = None,
) -> None:
    """Answer one question and exit."""
    settings = settings_in_force(knowledge, settings_file)
    if limit is not None:
        settings = replace(settings, quotes=limit)
    librarian = load(settings)
    answer = librarian.answer(Ask(question, thread))
    if answer.outcome is Outcome.DECLINED:
        raise BotError("\n".join(map(str, answer.lead)))
    if as_json:
        print(json.dumps(_as_json(question, answer), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    terminal.show(answer, console)
    if explain:
        _explain(librarian.library, question, thread, settings.quotes, console)


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


def _explain(
    library: Library, question: str, thread: str | None, most: int, console: Console
) -> None:
    """The best posts, also those that are not quoted for their low confidence, word by word."""
    narrowed = None if thread is None else library.thread(thread)
    for found in library.search(question, most, narrowed):
        post, confidence = found.hit.post.number, found.hit.score
        console.print(f"post {post} of {found.thread.id}, confidence {confidence:.2f}")
        table = Table("asked", "found", "as", "gave", box=SIMPLE)
        for match in found.hit.matches:
            row = (match.word, match.found, match.kind, f"{match.gave:.2f}")
            table.add_row(*(Text(terminal.visible(cell)) for cell in row))
        console.print(table)


def _as_json(question: str, answer: Answer) -> dict[str, Any]:
    return {
        "question": question,
        "answered": answer.outcome in (Outcome.ANSWERED, Outcome.CLOSEST),
        "posts": [
            {
                "thread": quote.thread.id,
                "number": quote.post.number,
                "score": quote.score,
                "text": quote.post.text,
                "quote": quote.text,
            }
            for quote in answer.quotes
        ],
    }
