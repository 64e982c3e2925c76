"""What a knowledge file can take from the bot, however it is made: little memory, and a short list.

Each file is read in a process of its own, whose memory is measured.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import MOST_COUNTED, KnowledgeError
from bot.knowledge import read_thread

MOST_MEMORY = 150
"""Megabytes of the whole process."""

READ = """
import sys
from pathlib import Path
from bot.errors import KnowledgeError
from bot.knowledge import read_thread
try:
    read_thread(Path(sys.argv[1]))
except KnowledgeError as error:
    print(str(error).splitlines()[-1])
(peak,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(int(peak.split()[1]) // 1024)
"""
HEAD = "title: T\nposts:\n"
POST = "- number: 1\n  text: a\n"

AND_MORE = "more errors; fix these first"

FILES: dict[str, tuple[Callable[[], str], str]] = {
    "one list in brackets": (
        lambda: f"[{'a,' * 2_500_000}a]",
        "more than 20,000 items in brackets; write one a line, without brackets",
    ),
    "posts in brackets": (
        lambda: f"title: T\nposts: [{'a,' * 2_500_000}a]",
        AND_MORE,
    ),
    "posts that are lists in brackets": (
        lambda: HEAD + f"- [{'a,' * 19_000}a]\n" * 200,
        "the file has more than 500,000 keys and values; split it into files",
    ),
    "a list of letters": (
        lambda: "- a\n" * 1_500_000,
        "the file has more than 500,000 keys and values; split it into files",
    ),
    "posts of letters": (
        lambda: HEAD + "- a\n" * 1_500_000,
        AND_MORE,
    ),
    "unknown keys": (
        lambda: HEAD + POST + "".join(f"k{number}: v\n" for number in range(600_000)),
        "the file has more than 500,000 keys and values; split it into files",
    ),
    "unknown keys of a post": (
        lambda: HEAD + POST + "".join(f"  k{number}: v\n" for number in range(100_000)),
        AND_MORE,
    ),
    "long keys": (
        lambda: HEAD + POST + "".join(f"k{number}{'k' * 1000}: v\n" for number in range(6_000)),
        f"and 5,000 {AND_MORE}",
    ),
    "one long key": (
        lambda: f"{HEAD}{POST}? {'k' * 6_000_000}\n: v\n",
        "the keys here are title, posts, author, source, language, glossary, servers",
    ),
    "media": (
        lambda: HEAD + POST + "  media:\n" + "  - url: https://e.org\n" * 50_000,
        '"media" has 50,000 entries; keep 100 at most',
    ),
    "a language of many parts": (
        lambda: f"language: {'en-' * 2_000_000}\n{HEAD}{POST}",
        'is no language tag; write one as in BCP 47, such as "en" or "pt-BR"',
    ),
    "a long path of a picture": (
        lambda: f"{HEAD}{POST}  media:\n  - url: {'a/' * 3_000_000}\n",
        'write an address whole, beginning with "https://"',
    ),
    "prefixes of tags": (
        lambda: "".join(f"%TAG !{number}! tag:e.org\n" for number in range(200_000)) + HEAD + POST,
        'more than 100 lines begin with "%TAG"; remove them',
    ),
    "a long prefix of many tags": (
        lambda: f"%TAG !e! tag:{'e' * 5_000_000}\n---\n" + HEAD + "- !e!x a\n" * 100_000,
        'a line begins with "%TAG"; remove it',
    ),
    "200,000 wrong posts": (
        lambda: HEAD + "- txt: abc\n" * 200_000,
        AND_MORE,
    ),
    "9,000 wrong posts": (
        lambda: HEAD + "".join(f"- number: {number}\n" for number in range(1, 9_001)),
        f"and 8,000 {AND_MORE}",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_takes_little_memory(tmp_path: Path, name: str) -> None:
    """No file of some megabytes takes more than 150 MB to be refused, with the number of errors."""
    content, last = FILES[name]
    (file := tmp_path / "thread.yaml").write_text(content())
    read = subprocess.run(
        [sys.executable, "-c", READ, file], capture_output=True, text=True, check=True
    )
    error, memory = read.stdout.splitlines()
    assert error.endswith(last)
    assert int(memory) <= MOST_MEMORY


def test_the_name_of_a_directive_may_be_in_posts(tmp_path: Path) -> None:
    """Prefixes of tags are counted where a line begins, and a post may mention them."""
    (file := tmp_path / "thread.yaml").write_text(f"{HEAD}{POST}  label: x{' %TAG' * 200}\n")
    read_thread(file)
    file.write_text("\r".join(["%TAG"] * 101))
    with pytest.raises(KnowledgeError, match='more than 100 lines begin with "%TAG"'):
        read_thread(file)


def test_reading_stops_after_many_errors(tmp_path: Path) -> None:
    """A file with more errors than anyone can use is not read to its end, and says so."""
    (file := tmp_path / "thread.yaml").write_text(HEAD + "- a\n" * 2 * MOST_COUNTED)
    with pytest.raises(KnowledgeError) as raised:
        read_thread(file)
    assert raised.value.count == MOST_COUNTED
    assert str(raised.value).endswith("and at least 9,000 more errors; fix these first")


def test_only_the_first_errors_are_listed(tmp_path: Path) -> None:
    """A file with thousands of errors gives the first 1,000 and the number of the others."""
    (file := tmp_path / "thread.yaml").write_text(HEAD + "- a\n" * 3_000)
    with pytest.raises(KnowledgeError) as raised:
        read_thread(file)
    assert raised.value.count == 3_000
    assert [one.line for one in raised.value.diagnostics] == list(range(3, 1_003))
    assert str(raised.value).splitlines()[-1] == "and 2,000 more errors; fix these first"


def test_a_long_text_is_cut_in_an_error(tmp_path: Path) -> None:
    """An error is a line that can be read, however long and strange the text is that it quotes."""
    (file := tmp_path / "thread.yaml").write_text(HEAD + POST + f'"\\x1b[2J\\n{"k" * 500}": a\n')
    with pytest.raises(KnowledgeError) as raised:
        read_thread(file)
    (line,) = str(raised.value).splitlines()
    assert f'unknown key "\\x1b[2J\\n{"k" * 54}…"; the keys' in line
