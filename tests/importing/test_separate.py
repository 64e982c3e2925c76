"""Importing in a process of its own: the same thread, and limits that are met with a sentence."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bot.importing import SourceError, separate, separate_process
from bot.importing.separate import Limits, SeparateImporter, SourceFile
from bot.knowledge import Post, Thread, format_thread

pytestmark = pytest.mark.system

PASTE = SourceFile("paste.txt", b"1/ Water boils.\n\n2/ Tea waits.")


async def test_a_paste_becomes_a_thread() -> None:
    """The thread and the report come back as the importer made them."""
    read = await SeparateImporter().read([PASTE], "tea", "On tea")
    assert read.thread == Thread(
        "tea",
        "On tea",
        (Post(1, "Water boils.", label="1/"), Post(2, "Tea waits.", label="2/")),
    )
    assert read.report[0].endswith("2 posts; posts are divided by their printed labels")


async def test_a_thread_file_is_taken_as_it_is() -> None:
    """A file of this bot keeps all that it has, but not the servers that it was for."""
    thread = Thread("tea", "On tea", (Post(7, "It boils."),), glossary={"GT": "green tea"})
    file = format_thread(thread) + "servers:\n- 42\n"
    read = await SeparateImporter().read([SourceFile("tea.yaml", file.encode())], "tea")
    assert read.thread == thread


@pytest.mark.parametrize(
    ("limits", "name", "content", "reason"),
    [
        (
            Limits(memory=2**20),
            "long.txt",
            b"Tea waits for water.\n\n" * 200_000,
            "long.txt: it takes more than 1 MB of memory to read",
        ),
        (
            Limits(seconds=1),
            "long.txt",
            b"Tea waits for water.\n\n" * 240_000,
            "long.txt: it takes more than 1 s of computing to read",
        ),
        (
            Limits(answer=2**20),
            "long.yaml",
            b"title: T\nposts:\n- number: 1\n  text: " + b"tea " * 300_000,
            "long.yaml: it makes a thread of more than 1 MB",
        ),
        (
            Limits(),
            "nul.yaml",
            b'title: T\nposts:\n- number: 1\n  text: "a\\0b"\n',
            "nul.yaml: it has NUL characters",
        ),
        (Limits(), "a.bin", b"\0\1", "a.bin:1: this is not text"),
    ],
)
async def test_what_a_file_costs_is_limited(
    limits: Limits, name: str, content: bytes, reason: str
) -> None:
    """A source that takes too much, or cannot be read, is refused with what to do instead."""
    with pytest.raises(SourceError) as raised:
        await SeparateImporter(limits).read([SourceFile(name, content)], "x")
    assert str(raised.value).startswith(reason)


def _importer() -> str | None:
    """The child of this process that Linux is to end first."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    for child in children.split():
        with suppress(FileNotFoundError):  # it has just ended
            if Path(f"/proc/{child}/oom_score_adj").read_text().strip() == "1000":
                return child
    return None


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the processes of this one")
async def test_where_memory_runs_short_the_import_ends_and_not_the_bot() -> None:
    """Linux ends the process with the highest score; the one who added the file reads why."""
    long = SourceFile("long.txt", b"Tea waits for water.\n\n" * 240_000)
    reading = asyncio.create_task(SeparateImporter().read([long], "x"))
    while (importer := await asyncio.to_thread(_importer)) is None:
        assert not reading.done()
        await asyncio.sleep(0.01)
    os.kill(int(importer), signal.SIGKILL)
    with pytest.raises(SourceError, match="it takes more memory to read than is left here"):
        await reading


def test_a_long_thread_comes_back_in_parts() -> None:
    """Nobody waits while the bot decodes it: each part is decoded in a moment."""
    posts = "".join(f"- number: {number}\n  text: words\n" for number in range(1, 2001))
    content = f"title: T\nposts:\n{posts}".encode()
    answered = separate_process.answer([("a.yaml", content)], "a", None, Limits())
    assert max(map(len, answered.splitlines())) < 100_000
    thread = separate._unpacked(answered.encode(), Limits()).thread
    assert [post.number for post in thread.posts] == list(range(1, 2001))


async def test_a_page_of_many_small_blocks_takes_seconds() -> None:
    """Its blocks are not compared with one another, which takes minutes of computing."""
    page = "<html><body>" + "<div class=tweet>a</div>" * 20_000
    with pytest.raises(SourceError, match="posts run together"):
        await SeparateImporter(Limits(seconds=40)).read([SourceFile("a.html", page.encode())], "a")
