"""What people get who chat in the terminal."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.answering.engine import AnswerEngine
from bot.chat import console
from bot.chat.terminal import Terminal
from bot.settings import Settings


@pytest.fixture
def engine(tmp_path: Path) -> AnswerEngine:
    (tmp_path / "bread.yaml").write_text(
        "title: On bread\nauthor: '@baker'\nsource: https://example.org/bread\nposts:\n"
        "- number: 1\n  text: Flour and water make a dough.\n"
        '- number: 2\n  text: "A sourdough\\nrests. \\e[2J\\x9b[bold]"\n'
        f"- number: 3\n  text: {'Salt and patience. ' * 8}\n"
    )
    return AnswerEngine(Settings(knowledge=tmp_path))


def said(engine: AnswerEngine, *lines: str, watched: bool = False) -> str:
    """What the chat prints for these lines, to a person who watches or into a pipe."""
    out = StringIO()
    terminal = Terminal(Console(file=out, force_terminal=True, color_system="standard", width=60))
    console.chat(engine, lines, terminal.show if watched else console.shown_on(out), "!")
    return out.getvalue()


def test_a_question_needs_no_prefix(engine: AnswerEngine) -> None:
    """In the terminal `!thread` may be left out: there is nobody else to talk to."""
    assert said(engine, "flour?") == said(engine, "!thread flour?")


def test_an_answer_is_a_heading_and_the_post(engine: AnswerEngine) -> None:
    """Piped, an answer is plain text: number, title, author and address, then the post."""
    assert said(engine, "!thread 1") == (
        "1 · On bread, by @baker · https://example.org/bread\n  Flour and water make a dough.\n\n"
    )


def test_matched_words_are_bold_where_someone_watches(engine: AnswerEngine) -> None:
    """A terminal shows the matched words in bold."""
    assert "\x1b[1mFlour\x1b[0m" in said(engine, "flour", watched=True)


def test_a_long_post_keeps_its_margin(engine: AnswerEngine) -> None:
    """Every line of a quote that a terminal wraps has the same margin."""
    quoted = said(engine, "!thread 3", watched=True).splitlines()[1:-1]
    assert len(quoted) > 1
    assert all(line.startswith("  │ ") and len(line) <= 60 for line in quoted)


def test_a_post_cannot_steer_the_terminal(engine: AnswerEngine) -> None:
    """Control characters of a post show as signs, and brackets are no markup."""
    assert said(engine, "2") == (
        "2 · On bread, by @baker · https://example.org/bread\n"
        "  A sourdough\n  rests. ␛[2J�[bold]\n\n"
    )


def test_next_goes_on_from_what_was_shown(engine: AnswerEngine) -> None:
    """`next` shows the post after the last one, again and again."""
    shown = said(engine, "1", "next", "next")
    numbers = [line.partition(" · ")[0] for line in shown.splitlines() if " · On bread" in line]
    assert numbers == ["1", "2", "3"]


def test_a_found_post_is_shown_with_its_certainty(engine: AnswerEngine) -> None:
    """How far an answer is trusted is a word behind its heading, and no number."""
    heading = said(engine, "what makes a dough").splitlines()[0]
    assert heading.endswith(" · sure")
    assert "%" not in heading


def test_a_word_to_leave_ends_the_chat(engine: AnswerEngine) -> None:
    """`quit` and `exit` leave, and blank lines say nothing."""
    assert said(engine, "", "  ", "quit", "!thread list") == ""


def test_the_first_lines_tell_how_to_get_to_discord() -> None:
    """Who starts it without a token learns that it is a terminal chat, and what is missing."""
    first, second = console.welcome("?").lead
    assert "DISCORD_TOKEN" in first.plain()
    assert "?thread help" in second.plain()
