"""How well the search answers labelled questions: a folder of a question set, or one YAML file.

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
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import yaml

from bot.errors import BotError
from bot.search import ANSWER_THRESHOLD, Index, Post

DEPTH = 10  #: hits looked at for nDCG


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


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a search on labelled questions: shares 0..1, means over the questions.

    `ndcg`, `hit_1` and `hit_3` are of the `answerable` questions.  `auc` is the chance that an
    answerable question scores above an unanswerable one, None where there is only one kind.
    `accuracy` is the share of all questions that are rightly answered or rightly refused at
    `threshold`, whichever post is quoted; `best_accuracy` that at `best_threshold`.
    """

    answerable: int
    unanswerable: int
    ndcg: float
    hit_1: float
    hit_3: float
    auc: float | None
    accuracy: float
    threshold: float
    best_accuracy: float
    best_threshold: float


def read(path: Path, find_thread: Callable[[str], Searchable | None]) -> list[LabelledThread]:
    """The questions of a set folder, or of a YAML file on a thread that `find_thread` knows.

    Raises QuestionsError.
    """
    return read_set(path) if path.is_dir() else [read_questions(path, find_thread)]


def evaluate(
    threads: Sequence[LabelledThread],
    progress: Callable[[int, int], object] = lambda done, total: None,
    threshold: float = ANSWER_THRESHOLD,
) -> Figures:
    """Ask every question of its thread; `progress` is told how many of how many are done."""
    total = sum(len(thread.questions) for thread in threads)
    ndcg, hit_1, hit_3 = [], [], []
    yes: list[float] = []  # the best hit's confidence for each answerable question
    no: list[float] = []
    for thread in threads:
        index = Index(thread.posts, language=thread.language, glossary=thread.glossary)
        for question in thread.questions:
            hits = index.search(question.text, limit=DEPTH)
            (yes if question.answerable else no).append(hits[0].score if hits else 0.0)
            if question.answerable:
                gains = [question.relevance.get(hit.post.number, 0) for hit in hits]
                ndcg.append(_dcg(gains) / _dcg(sorted(question.relevance.values(), reverse=True)))
                hit_1.append(any(gains[:1]))
                hit_3.append(any(gains[:3]))
            progress(len(yes) + len(no), total)
    best_accuracy, best_threshold = _best_accuracy(yes, no)
    return Figures(
        answerable=len(yes),
        unanswerable=len(no),
        ndcg=_mean(ndcg),
        hit_1=_mean(hit_1),
        hit_3=_mean(hit_3),
        auc=_auc(yes, no),
        accuracy=_mean([s >= threshold for s in yes] + [s < threshold for s in no]),
        threshold=threshold,
        best_accuracy=best_accuracy,
        best_threshold=best_threshold,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _dcg(gains: Sequence[int]) -> float:
    """Discounted cumulative gain of the first DEPTH ranks (Järvelin and Kekäläinen 2002)."""
    return sum(gain / math.log2(rank) for rank, gain in enumerate(gains[:DEPTH], 2))


def _auc(yes: Sequence[float], no: Sequence[float]) -> float | None:
    """The area under the ROC curve: ties count half."""
    if not yes or not no:
        return None
    low = sorted(no)
    above = sum(bisect_left(low, score) + bisect_right(low, score) for score in yes)
    return above / 2 / (len(yes) * len(no))


def _best_accuracy(yes: Sequence[float], no: Sequence[float]) -> tuple[float, float]:
    """The greatest share of right decisions that one threshold reaches, and the least such one."""
    high, low = sorted(yes), sorted(no)
    right = (
        (len(high) - bisect_left(high, at) + bisect_left(low, at), -at)
        for at in {*high, *low, math.inf}
    )
    most, at = max(right)
    return most / max(len(high) + len(low), 1), -at


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
