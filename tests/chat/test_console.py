"""What people get who chat in the terminal."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.chat import console as terminal
from bot.librarian import Librarian
from bot.settings import Settings


@pytest.fixture
def librarian(tmp_path: Path) -> Librarian:
    (tmp_path / "bread.yaml").write_text(
        "title: On bread\nauthor: '@baker'\nsource: https://example.org/bread\nposts:\n"
        "- number: 1\n  text: Flour and water make a dough.\n"
        '- number: 2\n  text: "A sourdough\\nrests. \\e[2J\\x9b[bold]"\n'
        f"- number: 3\n  text: {'Salt and patience. ' * 8}\n"
    )
    return Librarian(Settings(knowledge=tmp_path))


def said(librarian: Librarian, *lines: str, watched: bool = False) -> str:
    """What the chat prints for these lines, to a person who watches or into a pipe."""
    out = StringIO()
    console = Console(
        file=out, force_terminal=watched, color_system="standard" if watched else None, width=60
    )
    terminal.chat(librarian, lines, console, "!")
    return out.getvalue()


def test_a_question_needs_no_prefix(librarian: Librarian) -> None:
    """In the terminal `!thread` may be left out: there is nobody else to talk to."""
    assert said(librarian, "flour?") == said(librarian, "!thread flour?")


def test_an_answer_is_a_heading_and_the_post(librarian: Librarian) -> None:
    """Piped, an answer is plain text: number, title, author and address, then the post."""
    assert said(librarian, "!thread 1") == (
        "1 · On bread, by @baker · https://example.org/bread\n  Flour and water make a dough.\n\n"
    )


def test_matched_words_are_bold_where_someone_watches(librarian: Librarian) -> None:
    """A terminal shows the matched words in bold."""
    assert "\x1b[1mFlour\x1b[0m" in said(librarian, "flour", watched=True)


def test_a_long_post_keeps_its_margin(librarian: Librarian) -> None:
    """Every line of a quote that a terminal wraps stands behind the same margin."""
    quoted = said(librarian, "!thread 3", watched=True).splitlines()[1:-1]
    assert len(quoted) > 1
    assert all(line.startswith("  │ ") and len(line) <= 60 for line in quoted)


def test_a_post_cannot_steer_the_terminal(librarian: Librarian) -> None:
    """Control characters of a post show as signs, and brackets are no markup."""
    assert said(librarian, "2") == (
        "2 · On bread, by @baker · https://example.org/bread\n"
        "  A sourdough\n  rests. ␛[2J�[bold]\n\n"
    )


def test_a_word_to_leave_ends_the_chat(librarian: Librarian) -> None:
    """`quit` and `exit` leave, and blank lines say nothing."""
    assert said(librarian, "", "  ", "quit", "!thread list") == ""


def test_the_first_lines_tell_how_to_get_to_discord() -> None:
    """Who starts it without a token learns that it is a terminal chat, and what is missing."""
    first, second = terminal.welcome("?").lead
    assert "DISCORD_TOKEN" in first.plain()
    assert "?thread help" in second.plain()
