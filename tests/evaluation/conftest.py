"""A small question set, and a thread that files of questions can name."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TypeAlias

import pytest

from bot.evaluation import NumberedPost

Find: TypeAlias = Callable[[Path, str], SimpleNamespace | None]

POSTS: list[dict[str, object]] = [
    {"id": "a1", "text": "The dragonbear keeps others out.", "thread": "a", "lang": "en"},
    {"id": "a2", "text": "Winter came early.", "thread": "a", "lang": "en"},
    {"id": "b1", "text": "Der Winter kam früh.", "thread": "b", "lang": "de"},
]
QUERIES: list[dict[str, object]] = [
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


@pytest.fixture
def find() -> Find:
    posts = [NumberedPost(1, "The dragonbear keeps others out."), NumberedPost(2, "Winter came.")]
    thread = SimpleNamespace(posts=posts, language="en", glossary={})
    return lambda file, name: thread if name == "a" else None
