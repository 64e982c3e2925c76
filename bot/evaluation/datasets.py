"""Datasets of labelled questions: a folder of a question set, or one YAML file.

A folder holds `corpus.jsonl` (posts in order: `id`, `text`, `thread` and, if known, `lang`),
`queries.jsonl` (`id`, `text`, `thread`; `"answerable": false` where the thread has no answer) and
`qrels.tsv` (question id, post id, relevance).  A YAML file holds the id of a thread and questions
with the numbers of the posts that answer, none where the thread has no answer:

    thread: dragonbear
    questions:
      - {ask: "what is the dragonbear", posts: [15]}
      - {ask: "who won the world cup", posts: []}
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import yaml

from bot.errors import BotError
from bot.search import Post


class QuestionsError(BotError):
    """A file of questions that cannot be used; says which, at which line, and what to write."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class Searchable(Protocol):
    """A thread, as far as it is searched."""

    @property
    def posts(self) -> Sequence[Post]:
        """The posts in order."""

    @property
    def language(self) -> str | None:
        """A BCP 47 tag, if known."""

    @property
    def glossary(self) -> Mapping[str, str]:
        """Abbreviations and what they stand for."""


class NumberedPost(NamedTuple):
    """A post of a question set."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the relevance (above 0) of the posts that answer it, by their numbers."""

    text: str
    relevance: Mapping[int, int]
    answerable: bool


@dataclass(frozen=True, slots=True)
class LabelledThread:
    """A thread and questions about it."""

    posts: Sequence[Post]
    language: str | None
    glossary: Mapping[str, str]
    questions: Sequence[Question]


def read(path: Path, find_thread: Callable[[str], Searchable | None]) -> list[LabelledThread]:
    """The questions of a set folder, or of a YAML file on a thread that `find_thread` knows.

    Raises QuestionsError.
    """
    return read_set(path) if path.is_dir() else [read_questions(path, find_thread)]


def read_set(folder: Path) -> list[LabelledThread]:
    """The threads of a set folder with their questions; raises QuestionsError."""
    corpus, queries, qrels = (
        folder / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
    )
    posts: dict[str, list[NumberedPost]] = {}
    languages: dict[str, str | None] = {}
    place: dict[str, tuple[str, int]] = {}
    for line, row in _rows(corpus, "id", "text", "thread"):
        thread = posts.setdefault(row["thread"], [])
        if row["id"] in place:
            raise QuestionsError(corpus, line, f"the id {row['id']!r} is taken; give another")
        thread.append(NumberedPost(len(thread) + 1, row["text"]))
        place[row["id"]] = row["thread"], len(thread)
        languages.setdefault(row["thread"], row.get("lang"))
    relevance = _relevance(qrels, place)
    questions: dict[str, list[Question]] = {thread: [] for thread in posts}
    for line, row in _rows(queries, "id", "text", "thread"):
        if row["thread"] not in posts:
            raise QuestionsError(
                queries, line, f"no post of {corpus.name} is in the thread {row['thread']!r}"
            )
        answers = relevance.get(row["id"], {})
        answerable = row.get("answerable") is not False
        if answerable and not answers:
            raise QuestionsError(
                queries, line, f'{qrels.name} has no answer to it; add one, or "answerable": false'
            )
        questions[row["thread"]].append(Question(row["text"], answers, answerable))
    return [
        LabelledThread(posts[thread], languages[thread], {}, asked)
        for thread, asked in questions.items()
    ]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read ({error.strerror}); name a set folder or a file of questions"
        raise QuestionsError(path, 1, message) from error
    except UnicodeDecodeError as error:
        raise QuestionsError(path, 1, "is not UTF-8; save it as UTF-8") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file that are not blank, with their numbers from 1."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            yield number, line


def _rows(path: Path, *keys: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with a text under every key."""
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise QuestionsError(path, number, "is not JSON; write one object a line") from error
        for key in keys:
            if not isinstance(row, dict) or not isinstance(row.get(key), str):
                raise QuestionsError(path, number, f'write {{"{key}": "…"}} with a text')
        yield number, row


def _relevance(path: Path, place: Mapping[str, tuple[str, int]]) -> dict[str, dict[int, int]]:
    """The relevance of posts by question id and post number."""
    relevance: dict[str, dict[int, int]] = {}
    for number, line in _lines(path):
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().isdecimal():
            raise QuestionsError(path, number, "write question id, post id and relevance, by tabs")
        question, post, grade = columns
        if post not in place:
            raise QuestionsError(path, number, f"corpus.jsonl has no post {post!r}")
        if int(grade):
            relevance.setdefault(question, {})[place[post][1]] = int(grade)
    return relevance


def read_questions(path: Path, find_thread: Callable[[str], Searchable | None]) -> LabelledThread:
    """The questions of a YAML file with the thread they are about; raises QuestionsError."""
    try:
        root = yaml.compose(_text(path), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QuestionsError(path, line, f"is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise QuestionsError(path, 1, f"is not YAML: {error}".splitlines()[0]) from error
    top = _mapping(path, root, "thread", "questions")
    thread_id = _scalar(path, top["thread"])
    thread = find_thread(thread_id)
    if thread is None:
        message = f"there is no thread {thread_id!r}; write the id of one in the knowledge folder"
        raise QuestionsError(path, _line(top["thread"]), message)
    numbers = {post.number for post in thread.posts}
    questions = []
    for node in _sequence(path, top["questions"]):
        asked = _mapping(path, node, "ask", "posts")
        relevance = {}
        for item in _sequence(path, asked["posts"]):
            number = _scalar(path, item)
            if not number.isdecimal() or int(number) not in numbers:
                message = f"the thread has no post {number}; write the numbers of posts, or []"
                raise QuestionsError(path, _line(item), message)
            relevance[int(number)] = 1
        questions.append(Question(_scalar(path, asked["ask"]), relevance, bool(relevance)))
    if not questions:
        raise QuestionsError(
            path, _line(top["questions"]), 'there is no question; write "- ask: ..."'
        )
    return LabelledThread(thread.posts, thread.language, thread.glossary, questions)


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node else 1


def _scalar(path: Path, node: yaml.Node) -> str:
    """A scalar's text as it was typed, whatever YAML would make of it."""
    if not isinstance(node, yaml.ScalarNode):
        raise QuestionsError(path, _line(node), "write a text here, in quotes")
    return str(node.value)


def _sequence(path: Path, node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise QuestionsError(path, _line(node), "write a list here, such as [15]")
    return list(node.value)


def _mapping(path: Path, node: yaml.Node | None, *keys: str) -> dict[str, yaml.Node]:
    """The values of a mapping that has just these keys."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    values = {str(key.value): value for key, value in pairs}
    if len(pairs) != len(keys) or set(values) != set(keys):
        raise QuestionsError(path, _line(node), f"write {' and '.join(f'{k}:' for k in keys)} here")
    return values
