"""What people who write questions can rely on."""

import json
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.evaluation import read

from .conftest import POSTS, Find


def test_a_set_folder_is_read_with_its_labels(folder: Path, find: Find) -> None:
    """Each question belongs to its own thread and names the posts that answer it."""
    [dataset] = read([folder], find)
    first, second = dataset.threads
    assert [question.relevance for question in first.questions] == [{1: 1}, {2: 1}, {}]
    assert [question.answerable for question in first.questions] == [True, True, False]
    assert (second.language, second.questions[0].text) == ("de", "wann kam der Winter")


def test_a_file_of_questions_says_kind_and_the_question_before(tmp_path: Path, find: Find) -> None:
    """Follow-ups keep the question that they follow, and every question keeps its kind."""
    path = tmp_path / "own.yaml"
    path.write_text(
        "thread: a\nquestions:\n- {ask: and winter?, before: who keeps others out, posts: [2], "
        "kind: follow-up}\n- {ask: who won, posts: []}\n"
    )
    [dataset] = read([path], find)
    followed, plain = dataset.threads[0].questions
    assert (followed.kind, followed.before) == ("follow-up", "who keeps others out")
    assert (plain.kind, plain.before, plain.answerable) == (None, "", False)


def test_a_folder_of_files_is_a_dataset_for_each_split(tmp_path: Path, find: Find) -> None:
    """Threads to fit on and threads to report on are never measured together."""
    for name, split in (("one", "fit"), ("two", "report"), ("three", "fit")):
        (tmp_path / f"{name}.yaml").write_text(
            f"thread: a\nsplit: {split}\nquestions:\n- {{ask: {name}, posts: []}}\n"
        )
    datasets = {
        dataset.name: [thread.questions[0].text for thread in dataset.threads]
        for dataset in read([tmp_path], find)
    }
    assert datasets == {
        f"{tmp_path.name}, fit": ["one", "three"],
        f"{tmp_path.name}, report": ["two"],
    }


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
        (
            "corpus.jsonl",
            json.dumps(POSTS[0] | {"lang": 5}),
            'corpus.jsonl:1: write "lang" as a text, such as "en"',
        ),
        ("corpus.jsonl", "[" * 100_000, "corpus.jsonl:1: is not JSON; write one object a line"),
        (
            "qrels.tsv",
            f"q1\ta1\t{'9' * 5000}",
            "qrels.tsv:1: write question id, post id and relevance, by tabs",
        ),
        ("qrels.tsv", "q1\tzz\t1", "qrels.tsv:1: corpus.jsonl has no post 'zz'"),
        ("corpus.jsonl", json.dumps(POSTS[0]) + "\n" + json.dumps(POSTS[0]),
         "corpus.jsonl:2: the id 'a1' is taken; give another"),
    ],
)  # fmt: skip
def test_an_error_in_a_set_names_its_place(
    folder: Path, find: Find, file: str, text: str, sentence: str
) -> None:
    """People who write a set read which line is wrong and what to write."""
    (folder / file).write_text(text)
    with pytest.raises(BotError) as raised:
        list(read([folder], find))
    assert str(raised.value) == f"{folder}/{sentence}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thread: [", "2:1: "),
        ("questions: []", "1: write questions: and thread: here"),
        ("thread: z\nquestions: []", '1: there is no thread "z"; write the id of one in the '),
        ("thread: a\nquestions: 7", "2: write a list here, such as [15]"),
        ("thread: a\nquestions: []", '2: there is no question; write "- {ask'),
        ("thread: a\nquestions:\n- ask: x", "3: write ask: and posts: here"),
        ("thread: a\nquestions:\n- {ask: x, posts: [], sort: y}", "3: write ask: and posts: here"),
        (
            "thread: a\nquestions:\n- {ask: x, posts: [3]}",
            "3: the thread has no post 3; write the ",
        ),
        (
            f"thread: a\nquestions:\n- {{ask: x, posts: [{'9' * 5000}]}}",
            "3: the thread has no post 999",
        ),
        ("thread: a\nquestions:\n- {ask: [x], posts: []}", "3: write a text here, in quotes"),
        ("thread: a\nthread: a\nquestions:\n- {ask: x, posts: []}", '2:1: "thread" is given twice'),
    ],
)
def test_an_error_in_a_file_of_questions_names_its_place(
    tmp_path: Path, find: Find, text: str, sentence: str
) -> None:
    """People who write questions by hand read which line is wrong and what to write."""
    path = tmp_path / "questions.yaml"
    path.write_text(text + "\n")
    with pytest.raises(BotError) as raised:
        list(read([path], find))
    assert str(raised.value).startswith(f"{path}:{sentence}")


def test_a_path_without_questions_is_an_error(tmp_path: Path, find: Find) -> None:
    """A name mistyped on the command line, or a folder of something else, is no traceback."""
    for name in ("nothing.yaml", "a" * 300):
        with pytest.raises(BotError, match="cannot be read"):
            list(read([tmp_path / name], find))
    with pytest.raises(BotError, match=r"no corpus\.jsonl and no YAML file"):
        list(read([tmp_path], find))
