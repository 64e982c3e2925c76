"""What people get who measure the bot again."""

import subprocess
import sys

import pytest

from tests.process.running import ROOT


@pytest.mark.long
@pytest.mark.parametrize("subject", ["replying", "starting", "readings"])
def test_what_needs_no_peers_is_measured(subject: str) -> None:
    """A benchmark of the bot alone comes to its end, and prints its table."""
    program = f"from tests.benchmarks import {subject}; {subject}.show()"
    command = [sys.executable, "-c", program]
    measured = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
    )
    assert measured.stdout.count("\n| ") >= 3
