"""Importing a thread from what people have in hand."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.errors import BotError
from bot.i18n import plural
from bot.importing import (
    FORMATS,
    Imported,
    ImportOptions,
    Metadata,
    documents,
    import_thread,
    standard_input,
    write_update,
)
from bot.importing import update as updated
from bot.knowledge import format_thread, read_thread, write_thread
from bot.knowledge.folder import ENDINGS


def import_(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files, folders or zip archives of one export; - is standard input.",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The knowledge file to write.")
    ] = None,
    format: Annotated[str, typer.Option(help=f"One of {', '.join(FORMATS)}.")] = "auto",
    root: Annotated[
        str | None, typer.Option(help="The post to begin with, by id or link; ? lists them.")
    ] = None,
    only_author: Annotated[
        bool, typer.Option("--only-author", help="Leave out what others answered.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Add what is new to the file that is there.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="What the thread is called.")] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it can be read.")] = None,
    language: Annotated[str | None, typer.Option(help='Its language, such as "en".')] = None,
) -> None:
    """Turn what you have of a thread into a knowledge file."""
    if output is not None and output.suffix not in ENDINGS:
        raise BotError(f"{output} would not be read; give it a name that ends in .yaml")
    if sources == ["-"]:
        taken = standard_input(sys.stdin.buffer)
    else:
        taken = documents([Path(source) for source in sources])
    id = output.stem if output else Path(sources[-1]).stem
    metadata = Metadata(title=title, author=author, source=url, language=language)
    watched = Console(stderr=True)
    with Progress(console=watched, transient=True, disable=not watched.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        options = ImportOptions(
            root=root,
            only_author=only_author,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        imported = import_thread(taken, id, format=format, options=options, metadata=metadata)
    for line in imported.report.lines():
        _inform(line)
    if output is None:
        print(format_thread(imported.thread), end="")
    elif output.exists():
        _update(imported, output, without_asking=update)
    else:
        write_thread(imported.thread, output)
        _inform(f"written to {output}")


def _update(imported: Imported, output: Path, *, without_asking: bool) -> None:
    """Show how the source differs from the file that is there, and add what is new if wanted."""
    found = updated(read_thread(output), imported.thread)
    for line in found.lines():
        _inform(line)
    new = plural(len(found.added), "post")
    if not found.added:
        _inform(f"{output} has all posts of the source; it stays as it is")
    elif without_asking or (sys.stdin.isatty() and typer.confirm(f"Add {new} to {output}?")):
        write_update(found, output)
        _inform(f"{new} added to {output}")
    else:
        raise BotError(f"{output} stays as it is; to add {new}, say so with --update")


def _inform(line: str) -> None:
    print(line, file=sys.stderr)
