"""Knowledge files, whatever is in them."""

from pathlib import Path

import pytest
from hypothesis import example, given

from bot.errors import KnowledgeError
from bot.knowledge import Thread, read_thread, write_thread
from tests.fuzz.damage import files

GOOD = b"""\
title: On bread  # a comment
author: "@baker"
source: https://example.org/bread
language: en
glossary: {EU: European Union}
posts:
- number: 1
  label: /1
  date: 2022-01-25
  text: |-
    Flour and water
    make a dough.
- number: 2
  text: 'Salt slows the yeast down.'
  media:
  - url: https://example.org/salt.png
    description: Salt
"""
SIGNS = (
    *("title", "posts", "number", "text", "label", "date", "glossary", "language", "id"),
    *("media", "url", "description"),
    *(": ", ":", "- ", "-", "? ", "\n", "\n  ", "\n- ", "\t", " #", "#", "|", "|-", ">", ">+2"),
    *("[", "]", "{", "}", "&a ", "*a", "!!int ", "!", "'", '"', "\\x00", "\\ud800", "%YAML 1.1\n"),
    *("---\n", "...\n", "\r", "\x85", "\u2028", "\ufeff", "\x00", "\x7f", "1", "0", "-1"),
    *("99999999999", ",", "~", "null", "no", "12:30", "<<: *a", "2022-99-99"),
    *("@", "`", "https://", "字", "🍞"),
)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "thread.yaml"


@given(files(SIGNS, GOOD))
@example(b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c,*%c]\n" % (n, n, n - 1, n - 1) for n in b"bcdef"))
@example(b"[" * 5000)
@example(b"- " * 5000)
@example(b"{a: " * 5000)
@example(b"\xff\xfet\x00")
def test_any_file_is_a_thread_or_has_errors_with_their_place(file: Path, content: bytes) -> None:
    """Whatever is in a file, the bot serves it or says in which line and column what is wrong."""
    file.write_bytes(content)
    try:
        thread = read_thread(file)
    except KnowledgeError as error:
        diagnostics = error.diagnostics
    else:
        assert write_and_read(thread, file) == thread
        return
    text = content.decode("utf-8-sig", "replace")
    assert diagnostics
    for one in diagnostics:
        assert 1 <= one.line <= len(text.splitlines()) + 1
        assert 1 <= one.column <= max(map(len, text.split("\n"))) + 1


def write_and_read(thread: Thread, file: Path) -> Thread:
    write_thread(thread, file)
    return read_thread(file)
