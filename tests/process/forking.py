"""``thread-bot`` in processes that are forked from one which has loaded its code.

To load the code takes four fifths of the computing until a bot is connected.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path

_forks = get_context("forkserver")
_forks.set_forkserver_preload(
    [
        *("bot.cli.run", "bot.cli.sync", "bot.cli.health", "bot.chat.discord.runner"),
        *("bot.storage.migrations", "bot.storage.schema", "sqlalchemy.dialects.sqlite"),
        "alembic.command",
    ]
)


class Fork:
    """A process of ``thread-bot``, with what tests use of `asyncio.subprocess.Process`."""

    def __init__(self, stdout: asyncio.StreamReader | None, *arguments: object) -> None:
        self.stdout = stdout
        self._process = _forks.Process(target=_run, args=arguments)
        self._process.start()

    @classmethod
    async def start(
        cls, words: Sequence[str], environment: Mapping[str, str], output: Path | None = None
    ) -> "Fork":
        """Start ``thread-bot`` with these words behind it, and this environment alone.

        What it prints goes to ``stdout``, or to the file ``output``.
        """
        if output:
            return cls(None, words, environment, output)
        ours, theirs = Pipe(duplex=False)
        reader = asyncio.StreamReader()
        fork = cls(reader, words, environment, theirs)
        theirs.close()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), ours
        )
        return fork

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, or the negative number of a signal; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        await asyncio.to_thread(self._process.join)
        assert self.returncode is not None
        return self.returncode


def _run(words: Sequence[str], environment: Mapping[str, str], output: Connection | Path) -> None:
    """Run ``thread-bot`` in the new process."""
    from bot.cli import main

    printed = output.open("wb") if isinstance(output, Path) else output
    for number in (1, 2):
        os.dup2(printed.fileno(), number)
    printed.close()
    sys.stdout = os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["thread-bot", *words]
    main()
