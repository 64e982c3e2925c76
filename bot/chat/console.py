"""The chat in the terminal: the lines and answers of Discord, with bold text on a terminal."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.parsing import after_command
from bot.answering.requests import Step, Typed
from bot.i18n import Line, sentence

_STYLES = {"plain": "", "strong": "bold", "code": "cyan"}
_MARGIN = "  │ "
_LEAVING = {"exit", "quit"}
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def chat(engine: AnswerEngine, lines: Iterable[str], console: Console, prefix: str) -> None:
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
        show(answer, console)
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


def show(answer: Answer, console: Console) -> None:
    """Print an answer; its lines are wrapped only on a terminal."""
    for line in answer.lead:
        _print(_styled(line.line()), console)
    for quote in answer.quotes:
        heading = _styled(quote.heading.line())
        if (certainty := quote.certainty_label) is not None:
            heading.append(f" · {certainty}", "dim")
        _print(heading, console)
        for part in _styled(quote.line).split("\n", allow_blank=True):
            _print_quoted(part, console)
    for line in answer.closing:
        _print(_styled(line.line()), console)
    _print(Text(), console)


def _print_quoted(text: Text, console: Console) -> None:
    if not console.is_terminal:
        _print(Text("  ").append_text(text), console)
        return
    for line in text.wrap(console, max(20, console.width - len(_MARGIN))):
        line.rstrip()
        _print(Text(_MARGIN).append_text(line), console)


def visible(text: str) -> str:
    """Return the text with control characters as visible signs, so no post steers the terminal."""
    return text.translate(_CONTROLS)


def _styled(line: Line) -> Text:
    return Text.assemble(*((visible(run.text), _STYLES[run.style]) for run in line))


def _print(text: Text, console: Console) -> None:
    console.print(text, soft_wrap=not console.is_terminal, highlight=False)


def typed_lines(console: Console) -> Iterable[str]:
    """Yield the lines that a person types after a prompt, until Ctrl-D or Ctrl-C."""
    with suppress(ImportError):  # not everywhere
        import readline  # noqa: F401  gives input its history and arrow keys
    while True:
        try:
            yield console.input("> ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
