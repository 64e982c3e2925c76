"""What the figures mean to people who measure the search and the answers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation import (
    Question,
    Quoted,
    Response,
    by_certainty,
    by_kind,
    by_language,
    compare,
    measure,
    read,
    reliability,
    respond,
)
from bot.knowledge import read_thread

from .conftest import POSTS, Find, write

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests/questions"


def test_a_set_folder_is_scored(folder: Path, find: Find) -> None:
    """Each question is asked of its own thread, and every figure of the search is there."""
    [dataset] = read([folder], find)
    figures = measure(list(respond(dataset.threads)))
    assert (figures.answerable, figures.unanswerable) == (3, 1)
    assert (figures.ndcg, figures.hit_1, figures.hit_3, figures.auc) == (1, 1, 1, 1)
    assert figures.best_accuracy == 1


def test_the_accuracy_is_that_of_the_threshold(folder: Path, find: Find) -> None:
    """A threshold that refuses all is right on the unanswerable questions only."""
    [dataset] = read([folder], find)
    responses = list(respond(dataset.threads))
    assert measure(responses, threshold=1.1).accuracy == 0.25
    assert measure(responses, threshold=-1).accuracy == 0.75


def test_a_wrong_first_hit_costs_rank(folder: Path, find: Find) -> None:
    """nDCG of an answer at rank 2 is 1/log2(3), and it is no first hit."""
    (folder / "qrels.tsv").write_text("q1\ta2\t1\n")
    write(folder / "queries.jsonl", [{"id": "q1", "text": "dragonbear in winter", "thread": "a"}])
    write(folder / "corpus.jsonl", [POSTS[0] | {"text": "Dragonbear"}, POSTS[1]])
    [dataset] = read([folder], find)
    figures = measure(list(respond(dataset.threads)))
    assert figures.ndcg == pytest.approx(0.63093, abs=1e-5)
    assert (figures.hit_1, figures.hit_3, figures.auc) == (0, 1, None)


def response(
    right: int | None,
    first: int | None,
    certainty: str | None,
    confidence: float = 0.0,
    kind: str = "words",
    language: str = "en",
) -> Response:
    question = Question("?", {right: 1} if right else {}, kind)
    ranked = (first,) if first else ()
    return Response(question, language, ranked, confidence, Quoted(first, certainty))


SEEN = [
    response(1, 1, "sure", 0.95),
    response(2, 3, "sure", 0.91, kind="slips"),
    response(2, 2, "near", 0.42, kind="slips"),
    response(4, None, None, 0.12),
    response(None, 5, "sure", 0.85, kind="world", language="th"),
    response(None, 5, "maybe", 0.55, kind="world"),
    response(None, None, None, 0.05, kind="world"),
]


def test_trust_is_measured_on_what_people_see() -> None:
    """Of sure answers the share right; of the unanswerable questions the shares quoted for."""
    figures = measure(SEEN)
    assert (figures.sure, figures.sure_right) == (3, pytest.approx(1 / 3))
    assert (figures.right_first, figures.refused) == (0.5, 0.25)
    assert figures.unanswerable_sure == pytest.approx(1 / 3)
    assert figures.unanswerable_quoted == pytest.approx(2 / 3)


def test_no_share_is_made_of_no_question() -> None:
    """A figure without questions is left open rather than called perfect."""
    figures = measure([response(1, None, None)])
    assert (figures.sure_right, figures.unanswerable_sure, figures.auc) == (None, None, None)


@pytest.mark.parametrize(
    ("group", "rows"),
    [
        (by_kind, [("words", 2, 1), ("slips", 2, 1), ("world", 3, 1)]),
        (by_language, [("en", 6, 2), ("th", 1, 1)]),
        (by_certainty, [("sure", 3, 3), ("maybe", 1, 0), ("only near", 1, 0), ("refused", 2, 0)]),
    ],
)
def test_figures_are_given_by_group(
    group: Callable[[list[Response]], list[object]], rows: list[tuple[str, int, int]]
) -> None:
    """Each kind, language and certainty has its questions counted, and the sure among them."""
    assert [(one.name, one.count, one.sure) for one in group(SEEN)] == rows  # type: ignore[attr-defined]


def test_a_right_refusal_counts_as_right() -> None:
    """A question that the thread does not answer is right when nothing is quoted."""
    [words, slips, world] = by_kind(SEEN)
    assert (words.right, slips.right, world.right) == (0.5, 0.5, pytest.approx(1 / 3))


def test_the_reliability_table_sets_confidence_beside_truth() -> None:
    """Each tenth of the confidence has its questions, their mean and the share right first."""
    bins = {bin.low: (bin.count, bin.confidence, bin.right) for bin in reliability(SEEN)}
    assert bins[0.9] == (2, pytest.approx(0.93), 0.5)
    assert bins[0.4] == (1, 0.42, 1)
    assert sum(count for count, _, _ in bins.values()) == len(SEEN)


def test_questions_of_yaml_files_are_asked_of_the_engine(tmp_path: Path, find: Find) -> None:
    """What people see is what the engine that is handed in answers, follow-ups included."""
    path = tmp_path / "own.yaml"
    path.write_text(
        "thread: a\nquestions:\n- {ask: and winter?, before: who keeps others out, posts: [2]}\n"
    )
    [dataset] = read([path], find)
    [response] = respond(
        dataset.threads, lambda thread: lambda question: Quoted(2, f"after {question.before}")
    )
    assert response.right
    assert response.quoted.certainty == "after who keeps others out"


def test_the_dragonbear_questions_are_answered() -> None:
    """Nine of ten first hits are right; what is called sure is right, and nothing else is."""
    dragonbear = read_thread(ROOT / "knowledge/dragonbear.yaml")
    [dataset] = read([QUESTIONS / "dragonbear.yaml"], lambda file, name: dragonbear)
    figures = measure(list(respond(dataset.threads)))
    assert figures.answerable >= 60
    assert figures.unanswerable >= 20
    assert (figures.hit_1 or 0) >= 0.90
    assert (figures.hit_3 or 0) >= 0.96
    assert figures.sure >= 30
    assert (figures.sure_right or 0) >= 0.97
    assert figures.unanswerable_sure == 0
    assert (figures.accuracy or 0) >= 0.85


def test_the_search_is_compared_with_plain_bm25(folder: Path, find: Find) -> None:
    """Both rank the same questions; plain BM25 finds no word that is written otherwise."""
    [dataset] = read([folder], find)
    plain, by_words = compare(dataset.threads)
    assert (by_words.name, by_words.ndcg, by_words.hit_1) == ("by words", 1, 1)
    assert plain.name == "rank-bm25 on words between blanks"
    assert (plain.ndcg or 0) < 1
