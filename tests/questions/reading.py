"""The threads that the labelled questions are about."""

from pathlib import Path

from bot.knowledge import Thread, read_thread

FOLDER = Path(__file__).parent


def find_thread(file: Path, name: str) -> Thread:
    """Read the thread of a file of questions: one beside it, or else one that is shipped."""
    own = FOLDER / "threads" / f"{name}.yaml"
    return read_thread(own if own.is_file() else FOLDER.parents[1] / "knowledge" / own.name)
