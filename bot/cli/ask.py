"""Answer one question."""

import json
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answering.answer import Answer, Outcome
from bot.answering.library import Library
from bot.answering.requests import Ask
from bot.chat import console as terminal
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.cli.progress import load
from bot.errors import BotError


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show which words matched what, and what each gave.")
    ] = False,
    thread: Annotated[str | None, typer.Option(help="Search one thread, by its id.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=50, help="The most posts.")] = None,
    knowledge: Knowledge = None,
    settings_file: SettingsFile = None,
) -> None:
    """Answer one question and exit."""
    settings = settings_in_force(knowledge, settings_file)
    if limit is not None:
        settings = replace(settings, quotes=limit)
    engine = load(settings)
    answer = engine.answer(Ask(question, thread))
    if answer.outcome is Outcome.DECLINED:
        raise BotError("\n".join(map(str, answer.lead)))
    if as_json:
        print(json.dumps(_as_json(question, answer), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    terminal.show(answer, console)
    if explain:
        _explain(engine.library, question, thread, settings.quotes, console)


def _explain(
    library: Library, question: str, thread: str | None, most: int, console: Console
) -> None:
    """The best posts, also those that are not quoted for their low confidence, word by word."""
    narrowed = None if thread is None else library.thread(thread)
    for found in library.search(question, most, narrowed):
        post, confidence = found.hit.post.number, found.hit.score
        console.print(f"post {post} of {found.thread.id}, confidence {confidence:.2f}")
        table = Table("asked", "found", "as", "gave", box=SIMPLE)
        for match in found.hit.matches:
            row = (match.word, match.found, match.kind, f"{match.gave:.2f}")
            table.add_row(*(Text(terminal.visible(cell)) for cell in row))
        console.print(table)


def _as_json(question: str, answer: Answer) -> dict[str, Any]:
    return {
        "question": question,
        "answered": answer.outcome in (Outcome.ANSWERED, Outcome.CLOSEST),
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
