"""What people see who wait for the knowledge to be read."""

import json
from collections.abc import Callable
from io import StringIO
from itertools import count
from pathlib import Path

import pytest

from bot.cli.progress import load
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _no_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")


class Terminal(StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def seen(folder: Path, clock: Callable[[], float], *, terminal: bool) -> str:
    """What is written while three threads of two posts are read, by this clock."""
    for id in "abc":
        (folder / f"{id}.yaml").write_text(
            f"title: {id}\nposts: [{{number: 1, text: Flour.}}, {{number: 2, text: Water.}}]\n"
        )
    watched = Terminal() if terminal else StringIO()
    settings = Settings(knowledge=folder, log_format="json")
    assert load(settings, watched, clock).library.post_count == 6
    return watched.getvalue()


def test_a_terminal_shows_a_bar_that_is_gone_afterwards(tmp_path: Path) -> None:
    """Who waits at a terminal sees how far it is; then the line is empty again."""
    shown = seen(tmp_path, count().__next__, terminal=True)
    assert "loading the threads: 0 of 3 files" in shown
    assert shown.endswith("\x1b[1A\x1b[2K"), "the cursor is back, and the line erased"


def test_a_log_gets_a_line_now_and_then(tmp_path: Path) -> None:
    """Where nobody watches, lines in the log's own form tell how far it is, ten seconds apart."""
    clock = count(step=4).__next__
    lines = [json.loads(line) for line in seen(tmp_path, clock, terminal=False).splitlines()]
    assert [line["message"] for line in lines] == [
        "loading the threads: 0 of 3 files",
        "loading the threads: 6 of 6 posts",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_quick_reading_is_silent(tmp_path: Path, terminal: bool) -> None:
    """Nothing flickers, and no line is written, where nobody has to wait."""
    assert seen(tmp_path, lambda: 0.0, terminal=terminal) == ""
