"""Datasets: the threads with labelled questions that the paths on a command line name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bot.evaluation.question_file import read_file
from bot.evaluation.questions import LabelledThread, QuestionsError, ThreadFinder
from bot.evaluation.set_folder import CORPUS, read_folder


@dataclass(frozen=True, slots=True)
class Dataset:
    """Threads that are measured together."""

    name: str
    threads: Sequence[LabelledThread]


def read(paths: Iterable[Path], find_thread: ThreadFinder) -> Iterator[Dataset]:
    """Read set folders, YAML files of questions, and folders of such files.

    A folder of YAML files is one dataset for each split that its files name. Raises QuestionsError.
    """
    for path in paths:
        if os.path.exists(path / CORPUS):
            yield Dataset(path.name, read_folder(path))
        elif not os.path.isdir(path):
            yield Dataset(path.stem, [read_file(path, find_thread)])
        elif files := sorted(path.glob("*.yaml")):
            yield from _by_split(path.name, [read_file(file, find_thread) for file in files])
        else:
            message = f"the folder has no {CORPUS} and no YAML file; name one of questions"
            raise QuestionsError(path, 1, message)


def _by_split(name: str, threads: Sequence[LabelledThread]) -> Iterator[Dataset]:
    def split(thread: LabelledThread) -> str:
        return thread.split or ""

    for label, members in groupby(sorted(threads, key=split), split):
        yield Dataset(f"{name}, {label}" if label else name, list(members))
