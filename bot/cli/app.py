"""The program: its commands, and how an error that a person can fix ends it."""

import errno
import gc
import io
import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TextIO

from bot.chat.control_characters import visible
from bot.errors import BotError
from bot.unfinished import delete_unfinished

COMMANDS = (
    *("run", "ask", "check", "import", "evaluate", "page"),
    *("backup", "restore", "schema", "settings", "sync", "health"),
)
"""The commands; each has a module and a function of its name, or of its name and an underscore."""


_LONGEST_ERROR = 1000
_INTERRUPTED = 130
"""The exit code after Ctrl-C, as of programs that end by its signal."""

_BELOW_A_BAR = b"\x1b[?25h\n"
"""Shows the cursor, which a bar of progress hides, on a line of its own."""


class _Program(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, without secrets, and exit."""
        super().error(_shown(message)[:_LONGEST_ERROR])


def program(names: Iterable[str] = COMMANDS) -> ArgumentParser:
    """Return the program with some of its commands; only their modules are imported.

    A module's ``add_arguments`` says what its command takes, and its function takes the same.
    """
    parser = _Program(
        prog="thread-bot",
        description="Answers questions about a thread by quoting its posts word for word.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(metavar="COMMAND", title="commands", required=True)
    for name in names:
        function = f"{name}_" if name == "import" else name
        module = import_module(f"bot.cli.{function}")
        call = getattr(module, function)
        command = commands.add_parser(
            name, help=call.__doc__, description=call.__doc__, allow_abbrev=False
        )
        module.add_arguments(command)
        command.set_defaults(call=call)
    return parser


def main() -> None:
    """Run a command; an error that a person can fix is one message and its exit code."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is to be ignored
        signal.signal(signal.SIGINT, _end)
    _open_closed_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # so no byte ends the chat
    try:
        named = sys.argv[1:2] if sys.argv[1:2] and sys.argv[1] in COMMANDS else COMMANDS
        with _loading():
            arguments = vars(program(named).parse_args())
        arguments.pop("call")(**arguments)
        sys.stdout.flush()
    except BotError as error:
        print(_shown(str(error)), file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the other end of the pipe has read enough
        sys.exit(1)
    except KeyboardInterrupt:  # in the chat, which Ctrl-C ends in its own way
        sys.exit(_INTERRUPTED)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("The disk is full, and what was printed is cut short; make room", file=sys.stderr)
        sys.exit(1)
    finally:
        _flush(sys.stdout)
        _flush(sys.stderr)


def _shown(error: str) -> str:
    """Return an error as the terminal shows it, without a secret that was typed for a file."""
    from bot.settings import without_secrets  # most command lines are right

    return visible(without_secrets(error))


def _end(number: int, _: object) -> None:
    """End at a signal, and leave no half of anything.

    An exception would come anywhere, also where libraries take it for a fault or lose it.
    """
    delete_unfinished()
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), _BELOW_A_BAR)
    if number == signal.SIGINT:
        os._exit(_INTERRUPTED)
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)  # so that who waits for the program sees the signal


@contextmanager
def _loading() -> Iterator[None]:
    """Load modules, which are kept: the garbage collector has nothing to look for among them.

    Nor does NumPy need OS threads of its own, since the bot multiplies no large matrices.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _open_closed_streams() -> None:
    """Let standard streams that were closed lead to nothing; Python has None in their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _flush(stream: TextIO) -> None:
    """Write what is left; where that cannot be (a full disk), give it up without an error."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
