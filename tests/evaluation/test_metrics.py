"""What people get who measure the search on their own questions."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bot.evaluation import NumberedPost, QuestionsError, evaluate, read

ROOT = Path(__file__).parents[2]
POSTS = [
    {"id": "a1", "text": "The dragonbear keeps others out.", "thread": "a", "lang": "en"},
    {"id": "a2", "text": "Winter came early.", "thread": "a", "lang": "en"},
    {"id": "b1", "text": "Der Winter kam früh.", "thread": "b", "lang": "de"},
]
QUERIES = [
    {"id": "q1", "text": "what is the dragonbear", "thread": "a"},
    {"id": "q2", "text": "when did winter come", "thread": "a"},
    {"id": "q3", "text": "wann kam der Winter", "thread": "b"},
    {"id": "q4", "text": "who won the world cup", "thread": "a", "answerable": False},
]
QRELS = "q1\ta1\t1\nq2\ta2\t1\nq3\tb1\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "corpus.jsonl", POSTS)
    write(tmp_path / "queries.jsonl", QUERIES)
    (tmp_path / "qrels.tsv").write_text(QRELS)
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def find_thread(id: str) -> SimpleNamespace | None:
    posts = [NumberedPost(1, "The dragonbear keeps others out."), NumberedPost(2, "Winter came.")]
    return SimpleNamespace(posts=posts, language="en", glossary={}) if id == "a" else None


def test_a_set_folder_is_scored(folder: Path) -> None:
    """Each question is asked of its own thread, and every figure is there."""
    seen: list[tuple[int, int]] = []
    figures = evaluate(read(folder, find_thread), lambda done, total: seen.append((done, total)))
    assert (figures.answerable, figures.unanswerable) == (3, 1)
    assert (figures.ndcg, figures.hit_1, figures.hit_3, figures.auc) == (1, 1, 1, 1)
    assert figures.best_accuracy == 1
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_accuracy_is_that_of_the_threshold(folder: Path) -> None:
    """A threshold that refuses all is right on the unanswerable questions only."""
    assert evaluate(read(folder, find_thread), threshold=1.1).accuracy == 0.25
    assert evaluate(read(folder, find_thread), threshold=-1).accuracy == 0.75


def test_a_wrong_first_hit_costs_rank(folder: Path) -> None:
    """nDCG of an answer found second is 1/log2(3), and it is no first hit."""
    (folder / "qrels.tsv").write_text("q1\ta2\t1\n")
    write(folder / "queries.jsonl", [{"id": "q1", "text": "dragonbear in winter", "thread": "a"}])
    write(folder / "corpus.jsonl", [POSTS[0] | {"text": "The dragonbear"}, POSTS[1]])
    figures = evaluate(read(folder, find_thread))
    assert figures.ndcg == pytest.approx(0.63093, abs=1e-5)
    assert (figures.hit_1, figures.hit_3, figures.auc) == (0, 1, None)


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("corpus.jsonl", '{"id": "a1"}', 'corpus.jsonl:1: write {"text": "…"} with a text'),
        ("corpus.jsonl", "\nnope", "corpus.jsonl:2: is not JSON; write one object a line"),
        (
            "queries.jsonl",
            '{"id": "q", "text": "x", "thread": "z"}',
            "queries.jsonl:1: no post of corpus.jsonl is in the thread 'z'",
        ),
        (
            "queries.jsonl",
            '{"id": "q", "text": "x", "thread": "a"}',
            'queries.jsonl:1: qrels.tsv has no answer to it; add one, or "answerable": false',
        ),
        ("qrels.tsv", "q1 a1 1", "qrels.tsv:1: write question id, post id and relevance, by tabs"),
        ("qrels.tsv", "q1\tzz\t1", "qrels.tsv:1: corpus.jsonl has no post 'zz'"),
        ("corpus.jsonl", json.dumps(POSTS[0]) + "\n" + json.dumps(POSTS[0]),
         "corpus.jsonl:2: the id 'a1' is taken; give another"),
    ],
)  # fmt: skip
def test_a_fault_in_a_set_is_told_with_its_place(
    folder: Path, file: str, text: str, sentence: str
) -> None:
    """Whoever writes a set is told which line is wrong and what to write."""
    (folder / file).write_text(text)
    with pytest.raises(QuestionsError) as raised:
        read(folder, find_thread)
    assert str(raised.value) == f"{folder}/{sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thread: [", "2: is not YAML: "),
        ("questions: []", "1: write thread: and questions: here"),
        ("thread: z\nquestions: []", "1: there is no thread 'z'; write the id of one in the "),
        ("thread: a\nquestions: 7", "2: write a list here, such as [15]"),
        ("thread: a\nquestions:\n- ask: x", "3: write ask: and posts: here"),
        (
            "thread: a\nquestions:\n- {ask: x, posts: [3]}",
            "3: the thread has no post 3; write the ",
        ),
        ("thread: a\nquestions:\n- {ask: [x], posts: []}", "3: write a text here, in quotes"),
    ],
)
def test_a_fault_in_a_file_of_questions_is_told_with_its_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    """Whoever writes questions by hand is told which line is wrong and what to write."""
    path = tmp_path / "questions.yaml"
    path.write_text(text + "\n")
    with pytest.raises(QuestionsError) as raised:
        read(path, find_thread)
    assert str(raised.value).startswith(f"{path}:{sentence}")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A name mistyped on the command line is no traceback."""
    with pytest.raises(QuestionsError, match="cannot be read"):
        read(tmp_path / "nothing.yaml", find_thread)


@pytest.fixture
def dragonbear() -> Callable[[str], SimpleNamespace]:
    thread = yaml.safe_load((ROOT / "knowledge/dragonbear.yaml").read_text(encoding="utf-8"))
    posts = [NumberedPost(post["number"], post["text"]) for post in thread["posts"]]
    return lambda name: SimpleNamespace(
        posts=posts, language=thread["language"], glossary=thread["glossary"]
    )


def test_the_dragonbear_questions_are_answered(
    dragonbear: Callable[[str], SimpleNamespace],
) -> None:
    """Nine of ten first hits are right, and 16 of 17 questions are rightly answered or refused."""
    figures = evaluate(read(ROOT / "tests/questions/dragonbear.yaml", dragonbear))
    assert figures.answerable >= 60
    assert figures.unanswerable >= 20
    assert figures.hit_1 >= 0.90
    assert figures.hit_3 >= 0.96
    assert figures.accuracy >= 0.95
