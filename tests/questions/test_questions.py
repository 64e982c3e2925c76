"""The labelled questions are what the figures say they are."""

from collections import Counter

import pytest

from bot.evaluation import Dataset, read
from tests.questions.reading import FOLDER, find_thread

UNANSWERED = {"related", "world", "everyday"}


@pytest.fixture(scope="module")
def datasets() -> dict[str, Dataset]:
    return {dataset.name: dataset for dataset in read([FOLDER], find_thread)}


def test_threads_are_apart_by_split(datasets: dict[str, Dataset]) -> None:
    """At least four threads in as many languages are reported on and never fitted to."""
    fit, report = datasets["questions, fit"], datasets["questions, report"]
    assert len(fit.threads) + len(report.threads) == len(list(FOLDER.glob("*.yaml")))
    assert len({thread.language for thread in report.threads}) >= 4
    for language in ("th", "vi"):
        assert language in {thread.language for thread in fit.threads}
        assert language in {thread.language for thread in report.threads}


def test_a_third_of_each_split_is_not_answered(datasets: dict[str, Dataset]) -> None:
    """What has no answer is of a kind that says so, and about a third of all."""
    for dataset in datasets.values():
        questions = [question for thread in dataset.threads for question in thread.questions]
        assert all(
            question.answerable != (question.kind in UNANSWERED) for question in questions
        ), dataset.name
        unanswered = sum(not question.answerable for question in questions)
        assert 0.3 <= unanswered / len(questions) <= 0.4, dataset.name


def test_no_question_is_asked_twice(datasets: dict[str, Dataset]) -> None:
    """A thread counts each question once."""
    for dataset in datasets.values():
        for thread in dataset.threads:
            asked = Counter((question.text, question.before) for question in thread.questions)
            assert max(asked.values()) == 1, thread.id
