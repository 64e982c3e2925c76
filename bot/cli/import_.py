"""Importing a thread from what people have in hand."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.chat.control_characters import visible
from bot.errors import BotError
from bot.i18n import plural
from bot.importing import (
    FORMATS,
    Imported,
    ImportOptions,
    Metadata,
    Update,
    documents,
    import_thread,
    standard_input,
    write_update,
)
from bot.importing import update as updated
from bot.importing.documents import Documents
from bot.importing.limits import OutOfTimeError, memory_limited, time_limited
from bot.knowledge import format_thread, read_thread, write_thread
from bot.knowledge.folder import may_be_thread

_MOST_MEMORY = 2**30
"""Bytes that a source may take while it is read."""

_MOST_SECONDS = 120
"""Seconds of computing that it may take; an export of 1 GB takes 14."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="FILE",
        help="files, folders or zip archives of one export; - is standard input",
    )
    parser.add_argument(
        *("--output", "-o"), type=Path, metavar="FILE", help="the knowledge file to write"
    )
    parser.add_argument(
        "--format", default="auto", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}"
    )
    parser.add_argument(
        "--root", metavar="POST", help="the post to begin with, by id or link; ? lists them"
    )
    parser.add_argument("--only-author", action="store_true", help="leave out what others answered")
    parser.add_argument(
        "--update", action="store_true", help="add what is new to the file that is there"
    )
    parser.add_argument("--title", help="what the thread is called")
    parser.add_argument("--author", help="who wrote it")
    parser.add_argument("--url", help="where it can be read")
    parser.add_argument("--language", help='its language, such as "en"')


def import_(
    sources: Sequence[str],
    output: Path | None,
    format: str,
    root: str | None,
    *,
    only_author: bool,
    update: bool,
    title: str | None,
    author: str | None,
    url: str | None,
    language: str | None,
) -> None:
    """Turn what you have of a thread into a knowledge file."""
    if output is not None and not may_be_thread(output.name):
        what = "give it a name that ends in .yaml and begins with no dot"
        raise BotError(f"{output} would not be read; {what}")
    id = output.stem if output else Path(sources[-1]).stem
    metadata = Metadata(title=title, author=author, source=url, language=language)
    too_large, too_slow = (
        BotError(f"{sources[0]}: it takes more than {what} to read; give a shorter part of it")
        for what in (f"{_MOST_MEMORY >> 20} MB of memory", f"{_MOST_SECONDS} s of computing")
    )
    watched, before = Console(stderr=True), _most_memory_used()
    with Progress(console=watched, transient=True, disable=not watched.is_terminal) as bar:
        task = bar.add_task("reading", total=None)

        def progress(done: int, total: int) -> None:
            if _most_memory_used() - before > _MOST_MEMORY:
                raise too_large
            bar.update(task, completed=done, total=total)

        options = ImportOptions(root=root, only_author=only_author, progress=progress)
        try:
            with memory_limited(_MOST_MEMORY), time_limited(_MOST_SECONDS):
                taken = _documents(sources)
                imported = import_thread(
                    taken, id, format=format, options=options, metadata=metadata
                )
                found = _compared(imported, output)
        except MemoryError:
            raise too_large from None
        except OutOfTimeError:
            raise too_slow from None
    for line in imported.report.lines():
        _inform(line)
    if output is None:
        print(format_thread(imported.thread), end="")
    elif found is not None:
        _update(found, output, without_asking=update)
    else:
        write_thread(imported.thread, output)
        _inform(f"written to {output}")


def _documents(sources: Sequence[str]) -> Documents:
    if sources == ["-"]:
        return standard_input(sys.stdin.buffer)
    return documents([Path(source) for source in sources])


def _most_memory_used() -> int:
    """Return the most bytes that the process has had in memory; Windows does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _compared(imported: Imported, output: Path | None) -> Update | None:
    """Return how the source differs from the file that is there; None where none is there."""
    if output is None or not os.path.exists(output):  # or where that is unknown; writing tells why
        return None
    return updated(read_thread(output), imported.thread)


def _update(found: Update, output: Path, *, without_asking: bool) -> None:
    """Show how the source differs from the file that is there, and add what is new if wanted."""
    for line in found.lines():
        _inform(line)
    new = plural(len(found.added), "post")
    if not found.added:
        _inform(f"{output} has all posts of the source; it stays as it is")
    elif without_asking or (sys.stdin.isatty() and _confirmed(f"Add {new} to {output}?")):
        write_update(found, output)
        _inform(f"{new} added to {output}")
    else:
        raise BotError(f"{output} stays as it is; to add {new}, say so with --update")


def _confirmed(question: str) -> bool:
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def _inform(line: str) -> None:
    print(visible(line), file=sys.stderr)
