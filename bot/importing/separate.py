"""Importing in a process of its own, with limits, so that a hostile source costs one request only.

The process gets the files and gives the thread back through pipes. It sees none of the bot's
environment, in which secrets may be.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

import bot
from bot.importing.documents import SourceError
from bot.knowledge.thread import Medium, Post, Thread

_ROOT = str(Path(bot.__file__).parents[1])
_BROKEN = "it cannot be read: the importer stopped on it; give another format"
_NO_MEMORY = (
    "it takes more memory to read than is left here; give a shorter part of it, or another format"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that an import may take.

    ``seconds`` are of computing; by the clock it may be twice that. ``memory`` are the bytes that
    the source takes beside the program itself, and ``answer`` those of the thread and its report,
    which the bot reads.
    """

    seconds: int = 20
    memory: int = 512 * 2**20
    answer: int = 64 * 2**20

    @property
    def too_long(self) -> str:
        """What a source needs that takes too long."""
        return (
            f"it takes more than {self.seconds} s of computing to read; "
            "give a shorter part of it, or another format"
        )

    @property
    def too_large(self) -> str:
        """What a source needs that takes too much memory."""
        return (
            f"it takes more than {self.memory >> 20} MB of memory to read; "
            "give a shorter part of it, or another format"
        )

    @property
    def too_long_thread(self) -> str:
        """What a source needs whose thread is too large."""
        return f"it makes a thread of more than {self.answer >> 20} MB; give a shorter part of it"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, by its name, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ImportedApart:
    """A thread that was made of a source, and the report in sentences."""

    thread: Thread
    report: tuple[str, ...]


class SeparateImporter:
    """Imports sources, each in a process of its own."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits

    async def read(
        self, files: Sequence[SourceFile], id: str, title: str | None = None
    ) -> ImportedApart:
        """Return the thread that the files hold; a knowledge file is taken as it is.

        Raises SourceError with what is wrong and what to do, also where a limit is met.
        """
        sizes = [(file.name, len(file.content)) for file in files]
        limits = asdict(self._limits)
        head = json.dumps({"id": id, "title": title, "files": sizes, "limits": limits}).encode()
        job = b"".join((head, b"\n", *(file.content for file in files)))
        answer = await _run(files[0].name, job, self._limits)
        return await asyncio.to_thread(_unpacked, answer, self._limits)


async def _run(name: str, job: bytes, limits: Limits) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "bot.importing.separate_process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": _ROOT, "PYTHONUTF8": "1"},
    )
    try:
        async with asyncio.timeout(2 * limits.seconds):
            answer, _ = await process.communicate(job)
    except TimeoutError:
        raise SourceError(f"{name}: {limits.too_long}") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if answer:
        return answer
    raise SourceError(f"{name}: {_reason(process.returncode, limits)}")


def _reason(returncode: int | None, limits: Limits) -> str:
    """Say why there is no answer: the system ends what used up its time, or all of the memory."""
    if sys.platform != "win32":
        import signal

        if returncode == -signal.SIGXCPU:
            return limits.too_long
        if returncode == -signal.SIGKILL:
            return _NO_MEMORY
    return _BROKEN


def _unpacked(answer: bytes, limits: Limits) -> ImportedApart:
    head, *parts = answer.splitlines()
    values: dict[str, Any] = json.loads(head)
    if "too_large" in values:
        raise SourceError(f"{values['too_large']}: {limits.too_large}")
    if "error" in values:
        raise SourceError(values["error"])
    posts = tuple(
        Post._make([*own, tuple(starmap(Medium, media))])
        for part in parts
        for *own, media in json.loads(part)
    )
    return ImportedApart(Thread(posts=posts, **values["thread"]), tuple(values["report"]))
