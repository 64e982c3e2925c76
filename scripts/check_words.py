"""Check that code and docs use plain words: print each line that has a word to avoid, and fail.

The words to avoid are archaic or ambiguous; each stands with a plain one to use in its place.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

INSTEAD = {
    "anew": "again",
    "as far as": "while, or up to",
    "at a glance": "fast",
    "gave": "contribution, or returned",
    "heard": "received, or the value's own name",
    "if that will do": "if that is enough",
    "in vain": "without success",
    "lately": "recently",
    "lent": "a weight of the neighbours",
    "lexicon": "n-gram index, or vocabulary",
    "librarian": "answer engine",
    "likest": "most similar",
    "meanwhile": "while …, or at the same time",
    "mend": "fix",
    "mended": "fixed",
    "mends": "fixes",
    "no more than these": "only these",
    "parted": "split",
    "so many": "that number of",
    "stands": "is",
    "thread of execution": "OS thread",
    "threads of execution": "OS threads",
    "told": "the value's own name",
    "upkeep": "ops, or maintenance",
    "whatever there is": "everything",
    "whoever": "who, or the person who",
}
"""A word to avoid, and what to write."""

PLACES = ["bot", "docs", "deploy", "findings", "scripts", "tests", ".github", "Makefile", "*.md"]
ENDINGS = {".c", ".h", ".md", ".py", ".sh", ".toml", ".yaml", ".yml", ""}
NOT_PROSE = ("tests/questions", "tests/importing/sources", "tests/importing/goldens")
"""People's own words: questions and posts."""

_WORDS = re.compile(rf"(?<![a-z])({'|'.join(INSTEAD)})(?![ _]for(?![a-z]))(?![a-z])", re.IGNORECASE)
"""A word, also inside a name with underscores; "stands for" means what it says."""


def found(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words to avoid in a text, each with its line number from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in _WORDS.finditer(line):
            yield number, match[0]


def main(arguments: list[str]) -> int:
    """Check the files that git tracks in the given places, or in all; return the exit code."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *(arguments or PLACES)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    count = 0
    for name in listed.stdout.splitlines():
        path = Path(name)
        if path.suffix not in ENDINGS or name.startswith(NOT_PROSE):
            continue
        if name == "scripts/check_words.py" or not path.is_file():
            continue
        for line, word in found(path.read_text(encoding="utf-8")):
            print(f'{name}:{line}: "{word}": write {INSTEAD[word.lower()]}')
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
