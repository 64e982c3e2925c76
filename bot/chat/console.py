"""The chat in the terminal: the lines and answers of Discord."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TextIO

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.parsing import after_command
from bot.answering.requests import Step, Typed
from bot.chat.control_characters import visible
from bot.i18n import plain, sentence

_LEAVING = {"exit", "quit"}


def chat(
    engine: AnswerEngine, lines: Iterable[str], show: Callable[[Answer], None], prefix: str
) -> None:
    """Answer each line, with or without ``!thread``, until they end or one asks to leave.

    "next" and "previous" go on from the posts that were shown before.
    """
    before = ""
    for line in lines:
        line = line.strip()
        if line.casefold() in _LEAVING:
            return
        if not line:
            continue
        command = after_command(line, prefix)
        request = engine.parse(Typed(line if command is None else command))
        if isinstance(request, Step):
            request = replace(request, before=before)
        answer = engine.answer(request)
        show(answer)
        before = _last_shown(answer) or before


def _last_shown(answer: Answer) -> str:
    """Name the post from which "next" goes on: the best one found, or the last one shown."""
    if not answer.quotes:
        return ""
    quote = answer.quotes[-1 if answer.certainty is None else 0]
    return f"{quote.thread.id}: {quote.post.number}"


def welcome(prefix: str) -> Answer:
    """Say first in the terminal that this is not Discord, and how to get there."""
    return Answer.info(sentence("terminal"), sentence("terminal_leave", prefix=prefix))


def shown_on(stream: TextIO) -> Callable[[Answer], None]:
    """Return a function that shows answers on a terminal, or writes them to a file or pipe."""
    if not stream.isatty():
        return lambda answer: print(as_text(answer), file=stream, flush=True)
    from rich.console import Console  # takes a while to load, for nothing in a pipe

    from bot.chat.terminal import Terminal

    return Terminal(Console(file=stream, highlight=False)).show


def as_text(answer: Answer) -> str:
    """Return an answer as plain text, which ends with an empty line."""
    return "".join(f"{visible(line)}\n" for line in _lines(answer))


def _lines(answer: Answer) -> Iterator[str]:
    yield from (sentence.plain() for sentence in answer.lead)
    for quote in answer.quotes:
        certainty = quote.certainty_label
        yield plain(quote.heading.line()) + (f" · {certainty}" if certainty is not None else "")
        yield from (f"  {line}" for line in plain(quote.line).split("\n"))
    yield from (sentence.plain() for sentence in answer.closing)


def typed_lines() -> Iterable[str]:
    """Yield the lines that a person types after a prompt, until Ctrl-D or Ctrl-C."""
    with suppress(ImportError):  # not everywhere
        import readline  # noqa: F401  gives input its history and arrow keys
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            print()  # noqa: T201  the prompt's line ends
            return
