"""A thread that is cut at a gate answers as if the rest had never been written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
import yaml

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Mentions, Open, Typed
from bot.answering.scope import Scope
from bot.chat.discord.rendering import render
from bot.i18n import LANGUAGES
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
THREAD = yaml.load((ROOT / "knowledge/dragonbear.yaml").read_bytes(), yaml.CSafeLoader)
NUMBERS = [post["number"] for post in THREAD["posts"]]
GATES = [
    *(pytest.param(n) for n in NUMBERS[::16]),
    *(pytest.param(n, marks=pytest.mark.slow) for n in NUMBERS[4:-1:4]),
    *(pytest.param(n, marks=pytest.mark.long) for n in NUMBERS if NUMBERS.index(n) % 4),
]
"""A thread can be cut behind each post; behind the first and the last it is tried in every run."""
QUESTIONS = [
    (one["ask"], one.get("before", ""))
    for one in yaml.load((ROOT / "tests/questions/dragonbear.yaml").read_bytes(), yaml.CSafeLoader)[
        "questions"
    ]
]
COMMANDS = [
    "", "help", "list", "summary", "first", "last", "last 3", "random", "random 2", "next",
    "previous", "how many posts", "who wrote it", "when was it written", "where is it from",
    "what language", *map(str, NUMBERS), "1-99", "3-", "7, 12, 16", "after 7", "before 12",
    "dragonbear 5", "dragonbear#17", "dragonbear: CSTO", "dragonbaer: CSTO", "post 9 on Kazakhstan",
    "what does CSTO mean", "what does OSCE stand for", "hlep", "search", "thanks", "asdfgh", "2022",
]  # fmt: skip
"""Every command, also with what is not there before some post."""
TERMS = ["the", "CSTO", "Kazakhstan", "dragonbear", "January", "zebra"]


@dataclass(frozen=True)
class Pair:
    """The whole thread behind a gate, and a file that ends there."""

    gated: AnswerEngine
    scope: Scope
    truncated: AnswerEngine
    whole: AnswerEngine


@pytest.fixture(scope="module", params=GATES)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shipped: Path
) -> Pair:
    last = request.param
    folder = tmp_path_factory.mktemp("truncated")
    posts = [post for post in THREAD["posts"] if post["number"] <= last]
    (folder / "dragonbear.yaml").write_text(
        yaml.safe_dump({**THREAD, "posts": posts}, allow_unicode=True), encoding="utf-8"
    )
    scope = Scope(frozenset({1}), gates=frozenset({("dragonbear", last)}))
    whole = Settings(knowledge=shipped)
    return Pair(
        AnswerEngine(whole, random=Random(1)),
        scope,
        AnswerEngine(Settings(knowledge=folder), random=Random(1)),
        AnswerEngine(whole),
    )


def written(answer: Answer) -> bytes:
    """Everything that anyone is shown of an answer, in all languages, with its buttons."""
    shown = [
        (message.content, [embed.to_dict() for embed in message.embeds])
        for language in LANGUAGES
        for embeds in (True, False)
        for message in render(answer, language, embeds=embeds)
    ]
    buttons = [
        (link.label.plain(), link.references, link.start, link.page) for link in answer.links
    ]
    return repr((answer.kind, shown, buttons)).encode()


def test_questions_and_commands(pair: Pair) -> None:
    """For each post, every question and every command: the same bytes."""
    for line, before in [*QUESTIONS, *((command, "") for command in COMMANDS)]:
        typed = Typed(line, before=before)
        gated = written(pair.gated.answer(typed, pair.scope))
        assert gated == written(pair.truncated.answer(typed)), line


def test_mentions_suggestions_and_names(pair: Pair) -> None:
    """Every list that is made while someone types or talks is the same."""
    for term in TERMS:
        request = Mentions(term)
        gated = written(pair.gated.answer(request, pair.scope))
        assert gated == written(pair.truncated.answer(request))
    gated, scope, truncated = pair.gated, pair.scope, pair.truncated
    for typed in ("", "1", "7", "the", "Kazakhstan", "dragon"):
        posts = gated.suggest_posts(typed, None, scope)
        assert posts == truncated.suggest_posts(typed, None)
        assert gated.suggest_threads(typed, scope) == truncated.suggest_threads(typed)
    for text in ("see [7-20]", "[dragonbear 17] and [3]"):
        named = gated.named_posts(text, None, True, scope)
        assert named == truncated.named_posts(text, None, True)


def test_buttons_made_before(pair: Pair) -> None:
    """A button from before the gate opens what a button of the cut thread would."""
    for request in _buttons(pair.whole):
        gated = written(pair.gated.answer(request, pair.scope))
        assert gated == written(pair.truncated.answer(request))


def _buttons(whole: AnswerEngine) -> Iterator[Open]:
    for line in map(str, NUMBERS):
        for link in whole.answer(Typed(line)).links:
            yield Open(link.references, link.page, link.start)


def test_a_word_that_comes_later_is_refused_as_one_that_never_comes(pair: Pair) -> None:
    """The refusal does not tell which of the two it is."""
    posts = pair.truncated.library.threads["dragonbear"].posts
    if not any("uranium" in post.text for post in posts):
        later = pair.gated.answer_line("uranium", pair.scope)
        never = pair.gated.answer_line("zymurgist", pair.scope)
        assert written(later) == written(never)
