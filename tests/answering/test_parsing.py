"""What a typed line means, wherever it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.parsing import after_command, parse
from bot.answering.requests import Ask, Help, List, Pick, Reload, Show


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("", Help()),
        ("help", Help()),
        ("HELP", Help()),
        ("list", List()),
        (" list ", List()),
        ("reload", Reload()),
        ("7?", Show.post(7)),
        ("bread: 7", Show.post(7, "bread")),
        ("BREAD: what rises", Ask("what rises", "BREAD")),
    ],
)
def test_a_command_is_the_whole_line(line: str, request_: object) -> None:
    """Commands are read in any case, and a thread's id in front narrows a question or numbers."""
    assert parse(line, {"bread"}) == request_


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("die letzten funf Beiträge", Pick("last", 5)),
        ("LOS ÚLTIMOS CİNCO MENSAJES", Pick("last", 5)),
        ("post ſix", Show.post(6)),
        ("the ſıxth post", Show.post(6)),
        ("last 0 posts", Ask("last 0 posts")),
    ],
)
def test_a_number_in_words_is_read_with_any_letters(line: str, request_: object) -> None:
    """Words that pass for a number, without accents or with another I or S, have its value."""
    assert parse(line) == request_


@pytest.mark.parametrize(
    "line",
    [
        "reload rates of the ECB",
        "list of allies",
        "help for refugees",
        "7 dwarfs",
        "7-9 percent",
        "24/7",
        "cake: what rises",
        "why: because",
        "what happens at 9:30",
        "Luke 2:14",
        "the score was 3:1",
        "9:30",
        "list\nof allies",
        "???",
    ],
)
def test_everything_else_is_a_question(line: str) -> None:
    """A line that only begins like a command, and a thread that is not there, are a question."""
    assert parse(line, {"bread"}) == Ask(line)


def test_a_question_keeps_its_thread_and_the_question_before() -> None:
    """A place that knows the thread or the question before gives them with the line."""
    assert parse("why", {"bread"}, "bread", "what rises") == Ask("why", "bread", "what rises")
    assert parse("7", {"bread"}, "bread") == Show.post(7, "bread")


@given(st.text())
def test_any_line_means_something(line: str) -> None:
    """No text that anyone can type is an error, and no question loses a character inside."""
    request = parse(line, {"bread"})
    if isinstance(request, Ask) and request.thread is None:
        assert request.question == line.strip()


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("!thread what is it", "what is it"),
        ("  !THREAD\twhat", "what"),
        ("!thread", ""),
        ("!thread\nwhat\nis it", "what\nis it"),
        ("!threads", ""),
        ("!threads what", "what"),
        ("!thread?", ""),
        ("!thread: 3", "3"),
        ("!thread:3", "3"),
        ("!thread, what is it?", "what is it?"),
        ("!thread-7", None),
        ("!threading", None),
        ("!thread's end", None),
        ("what is !thread", None),
        ("thread what", None),
        ("", None),
    ],
)
def test_the_command_is_first_and_alone(line: str, rest: str | None) -> None:
    """Only a line that begins with the prefix and the whole word is a command."""
    assert after_command(line, "!") == rest


def test_a_prefix_is_taken_literally() -> None:
    """A prefix of signs that mean something in patterns is just these signs."""
    assert after_command(".*thread 7", ".*") == "7"
    assert after_command("xxthread 7", ".*") is None
