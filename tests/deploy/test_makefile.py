"""What people get from the commands of the Makefile."""

import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"


@pytest.mark.parametrize("is_there", [True, False])
def test_an_environment_that_was_moved_is_made_again(tmp_path: Path, is_there: bool) -> None:
    """Who moves the folder, or updates Python, starts the bot by `make run` as before."""
    python, pip = tmp_path / "old" / "python", tmp_path / ".venv" / "bin" / "pip"
    if is_there:
        python.parent.mkdir()
        python.touch(0o755)
    pip.parent.mkdir(parents=True)
    pip.write_text(f"#!{python}\nimport pip\n")
    command = ["make", "--just-print", f"--file={MAKEFILE}", f"{pip.relative_to(tmp_path)}"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ("-m venv .venv" in printed.stdout) != is_there
    assert pip.exists() == is_there
