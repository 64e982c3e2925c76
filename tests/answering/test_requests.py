"""What a typed line means, wherever it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.requests import Ask, Help, List, Reload, Show, after_command, parse


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("", Help()),
        ("help", Help()),
        ("HELP", Help()),
        ("list", List()),
        (" list ", List()),
        ("reload", Reload()),
        ("7", Show(7, 7)),
        ("#7", Show(7, 7)),
        ("/7", Show(7, 7)),
        ("post 7", Show(7, 7)),
        ("Posts 7-9", Show(7, 9)),
        ("007", Show(7, 7)),
        ("7-9", Show(7, 9)),
        ("7 – 9", Show(7, 9)),
        ("#7 - #9", Show(7, 9)),
        ("9-7", Show(7, 9)),
        ("bread: 7", Show(7, 7, "bread")),
        ("BREAD: what rises", Ask("what rises", "BREAD")),
    ],
)
def test_a_command_is_the_whole_line(line: str, request_: object) -> None:
    """Commands are read in any case, numbers with or without #, ranges either way round."""
    assert parse(line, {"bread"}) == request_


@pytest.mark.parametrize(
    "line",
    [
        "reload rates of the ECB",
        "list of allies",
        "help for refugees",
        "7 dwarfs",
        "7-9 percent",
        "24/7",
        "7.",
        "-7",
        "1234567890",
        "٧",
        "cake: what rises",
        "why: because",
        "list\nof allies",
        "???",
    ],
)
def test_everything_else_is_a_question(line: str) -> None:
    """A line that only begins like a command, and a thread that is not there, are a question."""
    assert parse(line, {"bread"}) == Ask(line)


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
def test_the_command_stands_first_and_alone(line: str, rest: str | None) -> None:
    """Only a line that begins with the prefix and the whole word is a command."""
    assert after_command(line, "!") == rest


def test_a_prefix_is_taken_literally() -> None:
    """A prefix of signs that mean something in patterns is just these signs."""
    assert after_command(".*thread 7", ".*") == "7"
    assert after_command("xxthread 7", ".*") is None
