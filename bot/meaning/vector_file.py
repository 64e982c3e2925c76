"""The cache of vectors: a file that may be deleted at any time.

A vector is kept under the digest of its text, so a text that has changed has none. The file names
its encoder; one of another encoder, or one that cannot be read, counts as missing.
"""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bot.meaning.encoder import Vector
from bot.meaning.encoder_process import DIMENSIONS

DIGEST_SIZE = 16


class VectorFile:
    """Vectors of one encoder in a file, by digest."""

    def __init__(self, path: Path, encoder: str) -> None:
        self._path, self._encoder = path, encoder

    def read(self) -> dict[bytes, Vector]:
        """Return the vectors of the file, or none where there is no such file."""
        try:
            with self._path.open("rb") as opened, np.load(opened) as file:
                encoder, digests, vectors = (file[key] for key in ("encoder", "digests", "vectors"))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        shapes = digests.shape[1:], vectors.shape[1:]
        if str(encoder) != self._encoder or shapes != ((DIGEST_SIZE,), (DIMENSIONS,)):
            return {}
        rows = vectors.astype(np.float32)
        return dict(zip(map(bytes, digests.astype(np.uint8)), rows, strict=False))

    def write(self, vectors: Mapping[bytes, Vector]) -> None:
        """Replace the file; raises OSError."""
        digests = np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, DIGEST_SIZE)
        rows = np.array([*vectors.values()], np.float16).reshape(-1, DIMENSIONS)
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                np.savez(file, encoder=np.array(self._encoder), digests=digests, vectors=rows)
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)
