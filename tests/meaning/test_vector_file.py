"""The file of vectors is a cache: it is used where it fits, and may be deleted."""

from pathlib import Path

import numpy as np
import pytest

from bot.meaning.encoder_process import DIMENSIONS
from bot.meaning.vector_file import DIGEST_SIZE, VectorFile

VECTORS = {bytes([n]) * DIGEST_SIZE: np.full(DIMENSIONS, n / 8, np.float32) for n in range(1, 4)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.npz"
    VectorFile(path, "e5").write(VECTORS)
    return path


def test_what_was_written_is_read(path: Path) -> None:
    """Each vector is under its text's digest again."""
    read = VectorFile(path, "e5").read()
    assert read.keys() == VECTORS.keys()
    assert all(np.array_equal(read[digest], VECTORS[digest]) for digest in VECTORS)


def test_nothing_else_is_left_in_the_folder(path: Path) -> None:
    """The file is replaced whole."""
    VectorFile(path, "e5").write({})
    assert [*path.parent.iterdir()] == [path]
    assert VectorFile(path, "e5").read() == {}


def test_a_file_of_another_encoder_counts_as_missing(path: Path) -> None:
    """Vectors of two encoders are not mixed."""
    assert VectorFile(path, "another").read() == {}


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_broken_file_counts_as_missing(path: Path, content: bytes) -> None:
    """A file that was cut short or overwritten costs only the time to encode again."""
    path.write_bytes(content)
    assert VectorFile(path, "e5").read() == {}


def test_a_file_that_was_deleted_counts_as_missing(path: Path) -> None:
    """It may be deleted at any time."""
    path.unlink()
    assert VectorFile(path, "e5").read() == {}
