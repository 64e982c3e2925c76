"""Answer one line."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer, Kind
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Typed
from bot.chat import console
from bot.chat.control_characters import visible
from bot.cli.options import add_knowledge, add_settings_file, settings_in_force
from bot.cli.progress import load
from bot.errors import BotError, quoted
from bot.knowledge.rules import WHOLE_NUMBER
from bot.trust import Judgement

MOST_POSTS = 50
"""The largest limit."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("question", help="the question, or any line of the chat")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")
    parser.add_argument(
        "--explain", action="store_true", help="show confidences, and which words matched what"
    )
    parser.add_argument("--thread", metavar="ID", help="search one thread")
    parser.add_argument(
        "--before",
        default="",
        metavar="QUESTION",
        help="the question that this one follows up, as in a reply",
    )
    parser.add_argument(
        "--limit", type=_limit, metavar="POSTS", help=f"the most posts, 1 to {MOST_POSTS}"
    )
    add_knowledge(parser)
    add_settings_file(parser)


def _limit(written: str) -> int:
    if not WHOLE_NUMBER.fullmatch(written) or not 1 <= int(written) <= MOST_POSTS:
        raise ArgumentTypeError(f"{quoted(written)} is no number from 1 to {MOST_POSTS}")
    return int(written)


def ask(
    question: str,
    *,
    as_json: bool,
    explain: bool,
    thread: str | None,
    before: str,
    limit: int | None,
    knowledge: Path | None,
    settings_file: Path | None,
) -> None:
    """Answer one line of the chat and exit."""
    settings = settings_in_force(knowledge, settings_file)
    if limit is not None:
        settings = replace(settings, quotes=limit)
    engine = load(settings)
    engine.vectors()  # an answer now, by meaning too
    answer = engine.answer(Typed(question, thread, before))
    if as_json:
        import json

        print(json.dumps(_as_json(question, answer), ensure_ascii=False, indent=2))
    if answer.kind is Kind.ERROR:
        raise BotError("\n".join(map(str, answer.lead)))
    if as_json:
        return
    console.shown_on(sys.stdout)(answer)
    if explain:
        _explain(engine, question, thread, settings.quotes)


def _explain(engine: AnswerEngine, question: str, thread: str | None, limit: int) -> None:
    """Print the best posts word by word, those of low confidence included."""
    from rich.box import SIMPLE  # nothing else here needs tables
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    printed = Console(highlight=False)
    library = engine.library
    narrowed = None if thread is None else library.thread(thread)
    for found in library.search(question, limit, narrowed):
        post, confidence = found.hit.post.number, found.hit.score
        printed.print(f"post {post} of {found.thread.id}, confidence {confidence:.2f}")
        table = Table("asked", "found", "as", "contribution", box=SIMPLE)
        for match in Judgement(found.hit).matches:
            row = (match.word, match.found, match.kind, f"{match.contribution:.2f}")
            table.add_row(*(Text(visible(cell)) for cell in row))
        printed.print(table)


def _as_json(question: str, answer: Answer) -> dict[str, Any]:
    return {
        "question": question,
        "answered": answer.kind in (Kind.ANSWER, Kind.DEFINITION),
        "kind": answer.kind.value,
        "certainty": answer.certainty and answer.certainty.value,
        "sentences": [str(sentence) for sentence in (*answer.lead, *answer.closing)],
        "posts": [
            {
                "thread": quote.thread.id,
                "number": quote.post.number,
                "score": quote.score,
                "text": quote.post.text,
                "quote": quote.text,
            }
            for quote in answer.quotes
        ],
    }
