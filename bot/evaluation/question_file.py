"""A YAML file of questions on one thread.

    thread: dragonbear
    split: report
    questions:
      - {ask: "what is the dragonbear", posts: [15], kind: definition}
      - {ask: "who won the world cup", posts: []}
      - {ask: "and China?", before: "what did Putin do in Kazakhstan", posts: [9, 14]}

`posts` holds the numbers of the posts that answer, none where the thread has no answer. `split`,
`kind` and `before` may be left out.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from bot.errors import BotError
from bot.evaluation.questions import LabelledThread, Question, QuestionsError, ThreadFinder
from bot.knowledge.rules import WHOLE_NUMBER
from bot.strict_yaml import Place, Tree, Value


def read_file(path: Path, find_thread: ThreadFinder) -> LabelledThread:
    """Read the questions of a file with the thread they are about.

    Raises QuestionsError, or KnowledgeError where the file is no YAML.
    """
    reader = _Reader(path)
    top = reader.mapping((), reader.tree.value, {"thread", "questions"}, {"split"})
    id = reader.text(("thread",), top["thread"])
    thread = find_thread(path, id)
    if thread is None:
        message = f'there is no thread "{id}"; write the id of one in the knowledge folder'
        raise reader.error(("thread",), message)
    numbers = {post.number for post in thread.posts}
    asked = reader.items(("questions",), top["questions"])
    if not asked:
        raise reader.error(("questions",), 'there is no question; write "- {ask: …, posts: […]}"')
    return LabelledThread(
        thread.posts,
        thread.language,
        [reader.question(("questions", at), value, numbers) for at, value in enumerate(asked)],
        thread.glossary,
        id,
        path,
        reader.text(("split",), top["split"]) if "split" in top else None,
    )


class _Reader:
    """Takes the values of a file one by one, and names the line of what is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.tree = Tree.of(path)
        if self.tree.diagnostics:
            raise self.tree.error()

    def error(self, place: Place, message: str) -> BotError:
        return QuestionsError(self._path, self.tree.at_value(place, message).line, message)

    def question(self, place: Place, value: Value, numbers: Collection[int]) -> Question:
        entry = self.mapping(place, value, {"ask", "posts"}, {"kind", "before"})
        texts = {key: self.text((*place, key), entry[key]) for key in entry.keys() - {"posts"}}
        answers = self.items((*place, "posts"), entry["posts"])
        relevance = {}
        for at, item in enumerate(answers):
            number = self.text((*place, "posts", at), item)
            if not WHOLE_NUMBER.fullmatch(number) or int(number) not in numbers:
                message = f"the thread has no post {number}; write the numbers of posts, or []"
                raise self.error((*place, "posts", at), message)
            relevance[int(number)] = 1
        return Question(texts["ask"], relevance, texts.get("kind"), texts.get("before", ""))

    def mapping(
        self, place: Place, value: Value, needed: Collection[str], allowed: Collection[str]
    ) -> dict[str, Value]:
        keys = value.keys() if isinstance(value, dict) else set[str]()
        if not isinstance(value, dict) or not set(needed) <= keys <= {*needed, *allowed}:
            wanted = " and ".join(f"{key}:" for key in sorted(needed))
            others = " or ".join(f"{key}:" for key in sorted(allowed))
            raise self.error(place, f"write {wanted} here, and no other key than {others}")
        return value

    def text(self, place: Place, value: Value) -> str:
        if not isinstance(value, str):
            raise self.error(place, "write a text here, in quotes")
        return value

    def items(self, place: Place, value: Value) -> list[Value]:
        if not isinstance(value, list):
            raise self.error(place, "write a list here, such as [15]")
        return value
