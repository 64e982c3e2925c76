"""A question set as a folder of JSON Lines.

`corpus.jsonl` has the posts in order (`id`, `text`, `thread` and, if known, `lang`),
`queries.jsonl` the questions (`id`, `text`, `thread`; `"answerable": false` where the thread has no
answer), `qrels.tsv` the answers (question id, post id, relevance).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.evaluation.questions import LabelledThread, NumberedPost, Question, QuestionsError
from bot.knowledge.rules import WHOLE_NUMBER

CORPUS = "corpus.jsonl"


def read_folder(folder: Path) -> list[LabelledThread]:
    """Read the threads of a set folder with their questions; raises QuestionsError."""
    corpus, queries, qrels = folder / CORPUS, folder / "queries.jsonl", folder / "qrels.tsv"
    posts: dict[str, list[NumberedPost]] = {}
    languages: dict[str, str | None] = {}
    place: dict[str, tuple[str, int]] = {}
    for line, row in _rows(corpus, "id", "text", "thread"):
        thread = posts.setdefault(row["thread"], [])
        if row["id"] in place:
            raise QuestionsError(corpus, line, f"the id {row['id']!r} is taken; give another")
        thread.append(NumberedPost(len(thread) + 1, row["text"]))
        place[row["id"]] = row["thread"], len(thread)
        if not isinstance(language := row.get("lang"), str | None):
            raise QuestionsError(corpus, line, 'write "lang" as a text, such as "en"')
        languages.setdefault(row["thread"], language)
    relevance = _relevance(qrels, place)
    questions: dict[str, list[Question]] = {thread: [] for thread in posts}
    for line, row in _rows(queries, "id", "text", "thread"):
        if row["thread"] not in posts:
            raise QuestionsError(
                queries, line, f"no post of {CORPUS} is in the thread {row['thread']!r}"
            )
        answerable = row.get("answerable") is not False
        answers = relevance.get(row["id"], {}) if answerable else {}
        if answerable and not answers:
            raise QuestionsError(
                queries, line, f'{qrels.name} has no answer to it; add one, or "answerable": false'
            )
        questions[row["thread"]].append(Question(row["text"], answers))
    return [
        LabelledThread(posts[thread], languages[thread], asked)
        for thread, asked in questions.items()
    ]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file that are not blank, with their numbers from 1."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read ({error.strerror}); name a folder that has it"
        raise QuestionsError(path, 1, message) from error
    except UnicodeDecodeError as error:
        raise QuestionsError(path, 1, "is not UTF-8; save it as UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _rows(path: Path, *keys: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file, each with a text under every key."""
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except (RecursionError, ValueError) as error:
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
        if len(columns) != 3 or not WHOLE_NUMBER.fullmatch(columns[2].strip()):
            raise QuestionsError(path, number, "write question id, post id and relevance, by tabs")
        question, post, grade = columns
        if post not in place:
            raise QuestionsError(path, number, f"{CORPUS} has no post {post!r}")
        if int(grade):
            relevance.setdefault(question, {})[place[post][1]] = int(grade)
    return relevance
