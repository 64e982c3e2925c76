"""How long the worst texts hold the bot: each reader of text, each text, by its length; and the
worst lines about large threads.

``python -m tests.benchmarks.worst_cases`` prints the slowest text of each reader as a table, and
the slowest line about each thread as another one.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

from bot.answering.answer import Answer, Kind, Quote
from bot.answering.engine import AnswerEngine
from bot.answering.library import TOPICS, Library, topics
from bot.answering.parsing import after_command, parse
from bot.answering.requests import Mentions, Typed
from bot.answering.snippets import window
from bot.chat.discord.components import Remove, read
from bot.chat.discord.escaping import escape
from bot.chat.discord.rendering import render
from bot.errors import BotError
from bot.i18n import sentence
from bot.importing import import_thread, standard_input
from bot.knowledge import Post, Thread, read_thread, write_thread
from bot.search import Index
from bot.settings import Settings

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


def _posts(count: int, text: Callable[[int], str] = str, gap: int = 1, title: str = "T") -> Thread:
    """A thread of posts, each with its number's text, of which only each ``gap``th is there."""
    numbers = range(1, count * gap + 1, gap)
    return Thread("t", title, tuple(Post(one, text(one)) for one in numbers), language="en")


def _one_long(piece: str) -> Thread:
    """A post of 1 MB between two short ones."""
    text = (piece * (1_000_000 // len(piece.encode()))).strip()
    return _posts(3, lambda number: text if number == 2 else "a river, and a dragon")


def _several_words(number: int) -> str:
    return f"the river {number} goes by {number % 997} bears, of which {number % 7} swim"


_LONG_LINE = " ".join(f"{_several_words(number)}" for number in range(80))[:4000]

THREADS: Mapping[str, tuple[Callable[[], Thread], Sequence[str]]] = MappingProxyType(
    {
        **{
            f"a post of 1 MB of `{piece.strip()}`": (
                partial(_one_long, piece),
                (piece.strip(), "what is the river", "2", "what is it about", f"mentions {piece}"),
            )
            for piece in ("river ", "Harbour Board ", "a ", "1 ", "a-", "aB", "河", "한글 ", "🐻")
        },
        "a post of 1 MB of different words": (
            lambda: _one_long(" ".join(map(_several_words, range(18_000)))),
            ("how many bears", "who is on the River", "2", "mentions the", _LONG_LINE),
        ),
        "25,000 posts": (
            lambda: _posts(25_000, _several_words),
            ("mentions zebra", "mentions riv", "mentions the", "how many bears swim", _LONG_LINE),
        ),
        "25,000 posts with accents": (
            lambda: _posts(25_000, lambda number: f"{_several_words(number)} à “São Paulo”"),
            ("mentions zebra", "mentions w", "mentions the", "mentions à", "mentions são"),
        ),
        "200,000 posts with gaps": (
            lambda: _posts(200_000, lambda number: "a bear", 3, "T" * 100_000),
            ("999999", "1-999999", "2, 5, 8, 11", "after 2", "w" * 200_000, "list"),
        ),
    }
)
"""What is asked about large threads."""

TYPED = ("9", "99999", "river 5", "b" * 100)
"""What is completed to a post of 100,000, as someone types it."""


def worst_line(reader: Callable[[str], object], lines: Sequence[str]) -> Worst:
    """The slowest of some lines."""
    return max(Worst(_milliseconds(reader, line), _shortened(line)) for line in lines)


def _shortened(line: str) -> str:
    return line if len(line) <= 30 else f"{line[:30]}… of {len(line):,}"


def worst(reader: Callable[[str], object], length: int) -> Worst:
    """The slowest of all texts of that length."""
    return max(
        Worst(_milliseconds(reader, piece * (length // len(piece)) + end), f"{piece!r} … {end!r}")
        for piece in PIECES
        for end in ENDS
    )


def _engine(thread: Thread) -> AnswerEngine:
    """An engine of one thread."""
    with TemporaryDirectory() as folder:
        write_thread(thread, Path(folder) / "t.yaml")
        engine = AnswerEngine(Settings(knowledge=Path(folder)))
    engine.prepare()
    return engine


def _answer(engine: AnswerEngine, line: str) -> None:
    term = line.removeprefix("mentions ")
    engine.answer(Typed(line) if term == line else Mentions(term))


def _milliseconds(reader: Callable[[str], object], text: str) -> float:
    """The computing that it takes; of several runs the shortest, for the first one fills caches."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        with suppress(BotError):
            reader(text)
        took.append(time.thread_time() - began)
    return min(took) * 1000


def _tables() -> None:
    print("| what reads it | " + " | ".join(f"{n:,} characters" for n in LENGTHS) + " |")
    print("|---|" + "---|" * len(LENGTHS))
    for name, reader in READERS.items():
        cells = [worst(reader, length) for length in LENGTHS]
        shown = (f"{one.milliseconds:.1f} ms, `{one.text}`" for one in cells)
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)
    print("\n| what is asked about | the slowest line |\n|---|---|")
    for name, (thread, lines) in THREADS.items():
        _show_line(name, worst_line(partial(_answer, _engine(thread())), lines))
    engine = _engine(_posts(100_000, _several_words))
    _show_line(
        "completing a post's number among 100,000",
        worst_line(lambda typed: engine.suggest_posts(typed, None), TYPED),
    )


def _show_line(name: str, slowest: Worst) -> None:
    print(f"| {name} | {slowest.milliseconds:.1f} ms, `{slowest.text}` |", flush=True)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    _tables()
