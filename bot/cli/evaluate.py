"""Score the search and the answers on labelled questions."""

import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot import evaluation
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Typed
from bot.cli.options import add_knowledge, add_settings_file, settings_in_force
from bot.cli.progress import load
from bot.errors import BotError
from bot.evaluation import (
    Bin,
    Dataset,
    Figures,
    Group,
    LabelledThread,
    Question,
    Quoted,
    Ranking,
    Response,
)
from bot.knowledge import Thread
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.meaning.post_vectors import PostVectors

THREADS = "threads"
"""The folder beside questions that holds threads of their own."""

_GROUPINGS: Mapping[str, Callable[[Sequence[Response]], list[Group]]] = {
    "certainty": evaluation.by_certainty,
    "kind": evaluation.by_kind,
    "language": evaluation.by_language,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "questions",
        nargs="*",
        type=Path,
        metavar="QUESTIONS",
        help="YAML files of questions, folders of such files, or folders of question sets",
    )
    parser.add_argument(
        "--votes",
        action="store_true",
        help="the questions that members voted on, read from Discord and the database",
    )
    add_knowledge(parser)
    add_settings_file(parser)


def evaluate(
    questions: Sequence[Path], votes: bool, knowledge: Path | None, settings_file: Path | None
) -> None:
    """Score the search and the answers on labelled questions."""
    settings = settings_in_force(knowledge, settings_file)
    engines = _Engines(settings)
    console, watched = Console(highlight=False), Console(stderr=True)
    datasets = list(evaluation.read(questions, engines.thread))
    if votes:
        datasets.append(_voted(settings))
    if not datasets:
        raise NoQuestionsError("There is nothing to score; name files of questions, or --votes")
    for dataset in datasets:
        responses = list(
            track(
                evaluation.respond(dataset.threads, engines.asker),
                "asking",
                sum(len(thread.questions) for thread in dataset.threads),
                console=watched,
                transient=True,
                disable=not watched.is_terminal,
            )
        )
        console.print(dataset.name, style="bold")
        console.print(_table(("measure", "value"), _measures(evaluation.measure(responses))))
        rankings = evaluation.compare(dataset.threads, engines.vectors)
        console.print(_table(("search", "nDCG@10", "hit@1"), map(_ranking, rankings)))
        for name, group in _GROUPINGS.items():
            if groups := group(responses):
                columns = (name, "questions", "right", "sure", "sure and right")
                console.print(_table(columns, map(_group, groups)))
        bins = map(_bin, evaluation.reliability(responses))
        console.print(_table(("confidence", "questions", "mean", "right first"), bins))


class NoQuestionsError(BotError):
    """There is nothing to score; says what to do."""


def _voted(settings: Settings) -> Dataset:
    """Return the questions that members voted on."""
    from bot.chat.discord import read_votes  # takes a second to load

    if not (threads := read_votes(settings, load(settings))):
        raise NoQuestionsError("Nobody has voted on a question that can still be read; ask again")
    return Dataset("votes", threads)


class _Engines:
    """The engines that answer, one a folder of threads, each read when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._load: Callable[[Path], AnswerEngine] = cache(
            lambda folder: load(replace(settings, knowledge=folder))
        )

    def thread(self, questions: Path, id: str) -> Thread | None:
        """Find a thread beside a file of questions, or else in the knowledge folder."""
        return self._engine(questions, id).library.thread(id)

    def asker(self, thread: LabelledThread) -> Callable[[Question], Quoted]:
        """Answer questions of a file as people are answered."""
        assert thread.file is not None
        assert thread.id is not None
        id, engine = thread.id, self._engine(thread.file, thread.id)

        def ask(question: Question) -> Quoted:
            engine.vectors()
            answer = engine.answer(Typed(question.text, id, question.before))
            if answer.certainty is None:
                return Quoted()
            return Quoted(answer.quotes[0].post.number, answer.certainty.value)

        return ask

    def vectors(self, thread: LabelledThread) -> "PostVectors | None":
        """Return the encoder's vectors, of the folder's posts where the thread is of a folder."""
        if thread.file is not None and thread.id is not None:
            return self._engine(thread.file, thread.id).vectors()
        return self._vectors_of_sets

    @cached_property
    def _vectors_of_sets(self) -> "PostVectors | None":
        if self._settings.encoder == "none":
            return None
        from bot.meaning.encoder import E5
        from bot.meaning.post_vectors import PostVectors

        return PostVectors(E5())

    def _engine(self, questions: Path, id: str) -> AnswerEngine:
        beside = questions.parent / THREADS
        there = os.path.isfile(beside / f"{id}.yaml")
        return self._load(beside if there else self._settings.knowledge)


def _table(columns: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Table:
    table = Table(box=SIMPLE)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _measures(figures: Figures) -> Iterator[tuple[str, str]]:
    """What the figures are called, and how they are written: shares in percent."""
    yield "questions", f"{figures.answerable + figures.unanswerable:,}"
    yield "of which without an answer", f"{figures.unanswerable:,}"
    yield "nDCG@10", _share(figures.ndcg)
    yield "hit@1", _share(figures.hit_1)
    yield "hit@3", _share(figures.hit_3)
    if figures.auc is not None:
        yield "refusal AUC", f"{figures.auc:.3f}"
    yield f"rightly answered or refused, at {figures.threshold}", _share(figures.accuracy)
    yield (
        f"the same at the best threshold, {figures.best_threshold:.2f}",
        _share(figures.best_accuracy),
    )
    yield "answers called sure", f"{figures.sure:,}"
    yield "of these, the first post right", _share(figures.sure_right)
    yield "answerable, answered right first", _share(figures.right_first)
    yield "answerable, refused", _share(figures.refused)
    yield "unanswerable, a sure quote", _share(figures.unanswerable_sure)
    yield "unanswerable, any quote", _share(figures.unanswerable_quoted)


def _group(group: Group) -> tuple[str, ...]:
    sure_right = _share(group.sure_right)
    return group.name, f"{group.count:,}", _share(group.right), f"{group.sure:,}", sure_right


def _ranking(ranking: Ranking) -> tuple[str, ...]:
    return ranking.name, _share(ranking.ndcg), _share(ranking.hit_1)


def _bin(bin: Bin) -> tuple[str, ...]:
    span = f"{bin.low:.1f} to {bin.high:.1f}"
    return span, f"{bin.count:,}", f"{bin.confidence:.2f}", _share(bin.right)


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
