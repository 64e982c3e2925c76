"""How long the worst texts hold the bot: each reader of text, each text, by its length.

``python -m tests.benchmarks.worst_cases`` prints the slowest text of each reader as a table.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

from bot.answering.answer import Answer, Kind, Quote
from bot.answering.library import TOPICS, Library, topics
from bot.answering.parsing import after_command, parse
from bot.answering.snippets import window
from bot.chat.discord.components import Remove, read
from bot.chat.discord.escaping import escape
from bot.chat.discord.rendering import render
from bot.errors import BotError
from bot.i18n import sentence
from bot.importing import import_thread, standard_input
from bot.knowledge import Post, Thread, read_thread
from bot.search import Index

LENGTHS = (4_000, 100_000)

PIECES = (
    *("a", "A", "1", " ", "\t", "\n", " \n", "\n ", ".", ",", ":", "-", "#", "/", "\\", "*", "<"),
    *("@", "`", "'", "(", "1.", "1,", "111,", "1/", "1/2 ", "1-", "(1) ", "A.", "aB", "a1", "a-"),
    *("a.", "a. ", "a ", ": a", ":a", "a: ", "- ", "# ", "**", "<@", "[a](", "http://"),
    *("… http://a ", "<!--", "<!-- ", "<p>", "<a href=", "&amp;", "{", "[", '{"text":', '"', "𝕏"),
    *("\u0301", "\u200b", "\u00a0", "字", "字。", "ไ", "한", "🇰", "🍞\u200d", "n't", "'s"),
    *("Aa ", "#1", "http://a.", "…"),
)  # fmt: skip
ENDS = ("", "!", "1", "\x00", "a\n")
"""A text is one of the pieces again and again, with one of the ends: a match that fails late."""


class Worst(NamedTuple):
    """The text that kept a reader the longest, and for how many milliseconds."""

    milliseconds: float
    text: str


def _ask(text: str) -> object:
    return _LIBRARY.search(text, 3)


def _index(text: str) -> object:
    return Index([Post(1, text), Post(2, "a bear")], "en").search("a bear 1")


def _topics(text: str) -> object:
    return topics(Thread("t", "T", (Post(1, text or "a"),)), TOPICS)


def _render(text: str) -> object:
    thread = Thread("t", "T", (Post(1, text),))
    quote = Quote.of(thread, thread.posts[0], 600, ((0, 1),), 0.9)
    answer = Answer(Kind.ANSWER, (sentence("asked", question=text[:4000]),), (quote,))
    return [render(answer, "en", embeds=embeds) for embeds in (True, False)]


def _import(format: str) -> Callable[[str], object]:
    return lambda text: import_thread(
        standard_input(BytesIO(text.encode())), "imported", format=format
    )


def _read_file(text: str) -> object:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "t.yaml"
        file.write_text(f"title: T\nposts:\n- number: 1\n  text: {text}", encoding="utf-8")
        return read_thread(file)


_LIBRARY = Library.of([read_thread(Path(__file__).parents[2] / "knowledge" / "dragonbear.yaml")])

READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "a line: grammar": lambda text: parse(after_command(f"!thread {text}", "!") or "", {"a"}),
        "a question: search": _ask,
        "a button: custom id": lambda text: read(Remove(1, text).custom_id),
        "a post: index and search": _index,
        "a post: topics": _topics,
        "a post: window": lambda text: window(text, ((0, 1),), 600),
        "a post: rendering": _render,
        "any text: escaping": escape,
        "a file: YAML": _read_file,
        "a paste: text": _import("text"),
        "a paste: any format": _import("auto"),
        "a page: HTML": lambda text: _import("html")(f"<html><body><p>{text}"),
    }
)


def worst(reader: Callable[[str], object], length: int) -> Worst:
    """The slowest of all texts of that length."""
    return max(
        Worst(_milliseconds(reader, piece * (length // len(piece)) + end), f"{piece!r} … {end!r}")
        for piece in PIECES
        for end in ENDS
    )


def _milliseconds(reader: Callable[[str], object], text: str) -> float:
    """The computing that it takes; of two runs the shorter, for the first one fills caches."""
    took = []
    for _ in range(2):
        began = time.thread_time()
        with suppress(BotError):
            reader(text)
        took.append(time.thread_time() - began)
    return min(took) * 1000


def _table() -> None:
    print("| what reads it | " + " | ".join(f"{n:,} characters" for n in LENGTHS) + " |")
    print("|---|" + "---|" * len(LENGTHS))
    for name, reader in READERS.items():
        cells = [worst(reader, length) for length in LENGTHS]
        shown = (f"{one.milliseconds:.1f} ms, `{one.text}`" for one in cells)
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    _table()
