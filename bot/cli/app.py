"""The program: its commands, and how an error that a person can mend ends it."""

import io
import os
import sys
from typing import TextIO

import typer

from bot.cli.ask import ask
from bot.cli.check import check
from bot.cli.evaluate import evaluate
from bot.cli.health import health
from bot.cli.import_ import import_
from bot.cli.page import page
from bot.cli.run import run
from bot.cli.schema import schema
from bot.cli.settings import settings
from bot.cli.sync import sync
from bot.errors import BotError

app = typer.Typer(
    help="Answers questions about a thread by quoting its posts word for word.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run, ask, check, import_, evaluate, schema, settings, sync, health, page):
    app.command(command.__name__.rstrip("_"))(command)


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
    finally:
        _let_go_of(sys.stdout)
        _let_go_of(sys.stderr)


def _let_go_of(stream: TextIO) -> None:
    """Write what is left; where that cannot be (a full disk), give it up without an error."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
