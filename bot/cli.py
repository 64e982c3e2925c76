"""The commands of ``thread-bot``."""

import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.answers import Answer, Outcome
from bot.chat import console as terminal
from bot.errors import BotError
from bot.grammar import Ask
from bot.knowledge import format_thread, json_schema, read_folder, write_thread
from bot.knowledge.importers import (
    FORMATS,
    Document,
    Facts,
    Imported,
    documents,
    import_thread,
)
from bot.librarian import Librarian
from bot.settings import Settings
from bot.wording import counted

app = typer.Typer(
    help="Answers questions about a thread by quoting its posts word for word.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", help="The folder of threads.", metavar="DIR")
]


@app.command()
def run(knowledge: Knowledge = None) -> None:
    """Serve Discord if a token is set; otherwise chat in the terminal."""
    settings = _settings(knowledge)
    librarian = Librarian(settings)
    if settings.token is not None:
        from bot.chat.discord import serve  # takes a second to load, for nothing in a terminal

        serve(settings, librarian)
        return
    console = Console(highlight=False)
    terminal.show(terminal.welcome(settings.prefix), console)
    lines = terminal.typed_lines(console) if sys.stdin.isatty() else sys.stdin
    terminal.chat(librarian, lines, console, settings.prefix)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    thread: Annotated[str | None, typer.Option(help="Search one thread, by its id.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=50, help="The most posts.")] = None,
    knowledge: Knowledge = None,
) -> None:
    """Answer one question and exit."""
    settings = _settings(knowledge)
    if limit is not None:
        settings = replace(settings, quotes=limit)
    answer = Librarian(settings).answer(Ask(question, thread))
    if as_json:
        print(json.dumps(_as_json(question, answer), ensure_ascii=False, indent=2))
    else:
        terminal.show(answer, Console(highlight=False))


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="The folder of threads.")] = Path("knowledge"),
) -> None:
    """Read the knowledge and print every fault at its file, line and column."""
    threads = read_folder(folder)
    posts = sum(len(thread.posts) for thread in threads)
    print(f"{folder}: {counted(posts, 'post')} in {counted(len(threads), 'thread')}, no faults")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help="The file to import, or - for standard input.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The knowledge file to write.")
    ] = None,
    format: Annotated[str, typer.Option(help=f"One of {', '.join(FORMATS)}.")] = "auto",
    title: Annotated[str | None, typer.Option(help="What the thread is called.")] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it can be read.")] = None,
    language: Annotated[str | None, typer.Option(help='Its language, such as "en".')] = None,
) -> None:
    """Turn what you have of a thread into a knowledge file."""
    if source == "-":
        taken = [Document.from_bytes("standard input", sys.stdin.buffer.read())]
    else:
        taken = list(documents([Path(source)]))
    id = output.stem if output else Path(source).stem
    facts = Facts(title=title, author=author, source=url, language=language)
    imported = import_thread(taken, id, format=format, facts=facts)
    if output is None:
        print(format_thread(imported.thread), end="")
    else:
        write_thread(imported.thread, output)
    _report(imported, output)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a knowledge file, for an editor."""
    print(json.dumps(json_schema(), indent=2))


def main() -> None:
    """Run a command; an error that a person can mend is one message and its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # no byte that is typed or piped in ends the chat
    try:
        app()
    except BotError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


def _report(imported: Imported, output: Path | None) -> None:
    """Tell on standard error what was recognised, found, dropped and doubted."""
    posts = counted(len(imported.thread.posts), "post")
    written = f", written to {output}" if output else ""
    print(f"{imported.format}: {posts}{written}", file=sys.stderr)
    for dropped in imported.dropped:
        print(f"dropped {dropped}", file=sys.stderr)
    for warning in imported.warnings:
        print(f"note: {warning}", file=sys.stderr)


def _settings(knowledge: Path | None) -> Settings:
    settings = Settings.from_environment(os.environ)
    return settings if knowledge is None else replace(settings, knowledge=knowledge)


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
