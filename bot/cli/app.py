"""The program: its commands, and how an error that a person can fix ends it."""

import io
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import TextIO

import typer

from bot.errors import BotError

COMMANDS = (
    *("run", "ask", "check", "import", "evaluate", "page"),
    *("schema", "settings", "sync", "health"),
)
"""The commands; each has a module and a function of its name, or of its name and an underscore."""


def program(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the program with some of its commands; only their modules are imported."""
    app = typer.Typer(
        help="Answers questions about a thread by quoting its posts word for word.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(lambda: None)  # so that a single command is still called by its name
    for name in names:
        function = f"{name}_" if name == "import" else name
        app.command(name)(getattr(import_module(f"bot.cli.{function}"), function))
    return app


def main() -> None:
    """Run a command; an error that a person can fix is one message and its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # so no byte ends the chat
    try:
        program(sys.argv[1:2] if sys.argv[1:2] and sys.argv[1] in COMMANDS else COMMANDS)()
    except BotError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    finally:
        _flush(sys.stdout)
        _flush(sys.stderr)


def _flush(stream: TextIO) -> None:
    """Write what is left; where that cannot be (a full disk), give it up without an error."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
