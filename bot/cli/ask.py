"""Answer one line."""

import json
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answering.answer import Answer, Kind
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Typed
from bot.chat import console as terminal
from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.cli.progress import load
from bot.errors import BotError


def ask(
    question: Annotated[str, typer.Argument(help="The question, or any line of the chat.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show confidences, and which words matched what.")
    ] = False,
    thread: Annotated[str | None, typer.Option(help="Search one thread, by its id.")] = None,
    before: Annotated[
        str, typer.Option(help="The question that this one follows up, as in a reply.")
    ] = "",
    limit: Annotated[int | None, typer.Option(min=1, max=50, help="The most posts.")] = None,
    knowledge: Knowledge = None,
    settings_file: SettingsFile = None,
) -> None:
    """Answer one line of the chat and exit."""
    settings = settings_in_force(knowledge, settings_file)
    if limit is not None:
        settings = replace(settings, quotes=limit)
    engine = load(settings)
    answer = engine.answer(Typed(question, thread, before))
    if as_json:
        print(json.dumps(_as_json(question, answer), ensure_ascii=False, indent=2))
    if answer.kind is Kind.ERROR:
        raise BotError("\n".join(map(str, answer.lead)))
    if as_json:
        return
    console = Console(highlight=False)
    terminal.show(answer, console)
    if explain:
        _explain(engine, question, thread, settings.quotes, console)


def _explain(
    engine: AnswerEngine, question: str, thread: str | None, limit: int, console: Console
) -> None:
    """Print the best posts word by word, those of low confidence included."""
    library = engine.library
    narrowed = None if thread is None else library.thread(thread)
    for found in library.search(question, limit, narrowed):
        post, confidence = found.hit.post.number, found.hit.score
        console.print(f"post {post} of {found.thread.id}, confidence {confidence:.2f}")
        table = Table("asked", "found", "as", "contribution", box=SIMPLE)
        for match in found.hit.matches:
            row = (match.word, match.found, match.kind, f"{match.contribution:.2f}")
            table.add_row(*(Text(terminal.visible(cell)) for cell in row))
        console.print(table)


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
