"""What is left when Ctrl-C or SIGTERM ends a command at any moment."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ENDED = {signal.SIGTERM: -signal.SIGTERM, signal.SIGINT: 130}

COMMAND = """
import os, signal, sys
from bot.cli import main

moment, number = sys.argv.pop(1), int(sys.argv.pop(1))

class Collected:
    def __del__(self):
        signal.raise_signal(number)

def before(*arguments, **named):
    os.rmdir = rmdir  # one signal is enough
    if moment == "just before it is deleted":
        signal.raise_signal(number)
    elif moment == "in a destructor":
        Collected()
    return rmdir(*arguments, **named)

def after(*arguments, **named):
    mkdir(*arguments, **named)
    if moment == "just after it is made":
        signal.raise_signal(number)

rmdir, mkdir = os.rmdir, os.mkdir
os.rmdir, os.mkdir = before, after
main()
"""


@pytest.mark.parametrize(
    "moment", ["just after it is made", "in a destructor", "just before it is deleted"]
)
@pytest.mark.parametrize("number", ENDED)
@pytest.mark.parametrize("command", ["page", "import"])
def test_a_signal_ends_a_command_and_leaves_nothing(
    tmp_path: Path, command: str, number: signal.Signals, moment: str
) -> None:
    """Whenever Ctrl-C or SIGTERM comes, the command ends by it without a word, and what it was
    writing is there whole or not at all."""
    thread = tmp_path / "knowledge" / "tea.yaml"
    thread.parent.mkdir()
    thread.write_text("title: On tea\nposts:\n- number: 1\n  text: Water has to boil.\n")
    (tmp_path / "site").mkdir()
    target = "site" if command == "page" else "site/more.yaml"
    words = [command, *([str(thread)] if command == "import" else []), "--output", target]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, moment, str(int(number)), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ENDED[number]
    assert "Traceback" not in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(".")] == []
