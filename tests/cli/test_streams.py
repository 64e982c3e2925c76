"""What people get who run ``thread-bot`` with closed streams, a full disk, or a wrong line."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main

LIKE_A_TOKEN = "MTExMTExMTExMTExMTExMTEx.GAAAAA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """Run ``thread-bot`` here; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["thread-bot", *arguments])
    try:
        main()
    except SystemExit as end:
        return end.code
    return 0


def test_closed_streams_end_in_no_traceback() -> None:
    """A service may start the program without any standard stream."""
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-m", "bot", "schema"]
    assert subprocess.run(closed, check=False).returncode == 0


def test_a_full_disk_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed into a file is whole, or the exit code says that it is not."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(monkeypatch, "schema") == 1
    error = capsys.readouterr().err
    assert error == "The disk is full, and what was printed is cut short; make room\n"


def test_a_wrong_line_is_shown_without_tokens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was typed is shown in one short line that steers no terminal."""
    assert run(monkeypatch, "schema", LIKE_A_TOKEN, "\x1b[2J", "x" * 100_000) == 2
    error = capsys.readouterr().err
    assert LIKE_A_TOKEN[:10] not in error
    assert "\x1b" not in error
    assert len(error) < 2000


@pytest.mark.parametrize("command", [["import"], ["restore"], ["check", "--knowledge"]])
def test_a_token_in_place_of_a_file_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Who pastes the token where a file is wanted does not find it in the terminal's errors."""
    assert run(monkeypatch, *command, LIKE_A_TOKEN) > 0
    said = capsys.readouterr()
    assert LIKE_A_TOKEN[:10] not in said.out + said.err


@pytest.mark.parametrize("scheme", ["https", "postgresql+psycopg"])
@pytest.mark.parametrize("password", ["pass-word", "pass/word", "pass:word@me"])
@pytest.mark.parametrize("command", [["import"], ["restore"], ["check"], ["schema"]])
def test_an_address_in_place_of_a_file_is_shown_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    password: str,
    scheme: str,
) -> None:
    """Who gives an address where a file is wanted does not find its password in the errors."""
    assert run(monkeypatch, *command, f"{scheme}://me:{password}@example.org/1") > 0
    said = capsys.readouterr()
    assert "example.org" in said.err
    assert "word" not in said.out + said.err
