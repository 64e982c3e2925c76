"""The vectors of posts are encoded once, in the background."""

import logging
from pathlib import Path

import numpy as np
import pytest

from bot.meaning.encoder import EncoderStopped, Vector
from bot.meaning.encoder_process import DIMENSIONS
from bot.meaning.post_vectors import PART, PostVectors
from bot.meaning.vector_file import VectorFile


class Letters:
    """An encoder by the first letters of a text, which lists the passages that it encoded."""

    name = "letters"

    def __init__(self, stops_at: str | None = None) -> None:
        self.encoded: list[str] = []
        self._stops_at = stops_at

    def question(self, text: str) -> Vector:
        vector = np.zeros(DIMENSIONS, np.float32)
        vector[[ord(letter) % DIMENSIONS for letter in text[:3].lower()]] = 1
        return vector / np.linalg.norm(vector)

    def close(self) -> None:
        pass

    def passage(self, text: str) -> Vector:
        if text == self._stops_at:
            raise EncoderStopped("exit code -4")
        self.encoded.append(text)
        return self.question(text)


@pytest.fixture
def file(tmp_path: Path) -> VectorFile:
    return VectorFile(tmp_path / "vectors.npz", "letters")


def encode(encoder: Letters, file: VectorFile, *texts: str) -> PostVectors:
    vectors = PostVectors(encoder, file)
    vectors.set_folder(texts)
    vectors.wait()
    return vectors


def test_a_question_is_nearest_to_the_post_that_is_like_it(file: VectorFile) -> None:
    """The nearness of each post is in the posts' order."""
    posts = ("gate", "dogs", "tomatoes")
    vectors = encode(Letters(), file, *posts)
    known, encoded = vectors.of("garden", posts), vectors.question("dogs?")
    assert known is not None
    assert encoded is not None
    assert int(known.nearness(*encoded).argmax()) == 1


def test_after_a_restart_only_new_texts_are_encoded(file: VectorFile) -> None:
    """The others are read from the file."""
    encode(Letters(), file, "gate", "dogs")
    restarted = Letters()
    encode(restarted, file, "gate", "tomatoes")
    assert restarted.encoded == ["tomatoes"]


def test_after_a_restart_posts_are_as_near_as_before(file: VectorFile) -> None:
    """Whether a vector was encoded or read from the file changes no confidence."""
    posts = ("gate", "dogs", "tomatoes")
    nearness = []
    for _ in ("before", "after"):
        vectors = encode(Letters(), file, *posts)
        known, encoded = vectors.of("garden", posts), vectors.question("gods?")
        assert known is not None
        assert encoded is not None
        nearness.append(known.nearness(*encoded).tolist())
    assert nearness[0] == nearness[1]


def test_vectors_of_posts_that_are_gone_leave_the_file(file: VectorFile) -> None:
    """The file holds the folder's posts and no more."""
    vectors = encode(Letters(), file, "gate", "dogs")
    vectors.set_folder(["dogs"])
    vectors.wait()
    assert len(file.read()) == 1


def test_posts_that_are_not_of_the_folder_are_kept_in_memory_alone(file: VectorFile) -> None:
    """What a server adds is encoded when someone asks, and is not written."""
    vectors = encode(Letters(), file, "gate")
    assert vectors.of("own", ["dogs"]) is None
    vectors.wait()
    assert vectors.of("own", ["dogs"]) is not None
    assert len(file.read()) == 1


def test_a_long_post_is_as_near_as_its_nearest_part(file: VectorFile) -> None:
    """What one part says is not blurred by the others."""
    long = "dogs " + "and " * PART
    vectors = encode(Letters(), file, "gate", long)
    known, encoded = vectors.of("garden", ["gate", long]), vectors.question("dogs?")
    assert known is not None
    assert encoded is not None
    assert int(known.nearness(*encoded).argmax()) == 1


def test_a_folder_that_cannot_be_written_costs_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The posts are found by meaning all the same."""
    caplog.set_level(logging.WARNING)
    vectors = encode(Letters(), VectorFile(tmp_path / "missing/vectors.npz", "letters"), "gate")
    assert vectors.of("garden", ["gate"]) is not None
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_an_encoder_that_stops_is_logged_once(
    file: VectorFile, caplog: pytest.LogCaptureFixture
) -> None:
    """Questions are then answered by words alone."""
    caplog.set_level(logging.WARNING)
    vectors = encode(Letters(stops_at="dogs"), file, "gate", "dogs")
    assert vectors.of("garden", ["gate", "dogs"]) is None
    vectors.set_folder(["dogs"])
    vectors.wait()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_vectors_of_posts_outside_the_folder_are_bounded(
    file: VectorFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What many servers add fills no memory; the folder's vectors and the last ones stay."""
    monkeypatch.setattr("bot.meaning.post_vectors.VECTORS_KEPT", 2)
    encoder = Letters()
    vectors = encode(encoder, file, "gate")
    for text in ("dogs", "tomatoes", "rain", "dogs"):
        assert vectors.of(text, ["gate", text]) is None
        vectors.wait()
        assert vectors.of(text, ["gate", text]) is not None
    assert encoder.encoded == ["gate", "dogs", "tomatoes", "rain", "dogs"]
