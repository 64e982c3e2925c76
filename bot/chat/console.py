"""The chat in the terminal: the lines and answers of Discord, with bold where the terminal can."""

from collections.abc import Iterable
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.parsing import after_command
from bot.i18n import Line, sentence

_STYLES = {"plain": "", "strong": "bold", "code": "cyan"}
_MARGIN = "  │ "
_LEAVING = {"exit", "quit"}
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def chat(engine: AnswerEngine, lines: Iterable[str], console: Console, prefix: str) -> None:
    """Answer each line until they end or one says to leave; ``!thread`` may be left out."""
    for line in lines:
        line = line.strip()
        if line.casefold() in _LEAVING:
            return
        if not line:
            continue
        command = after_command(line, prefix)
        show(engine.answer_line(line if command is None else command), console)


def welcome(prefix: str) -> Answer:
    """What stands first in the terminal: that this is not Discord, and how to get there."""
    return Answer.info(sentence("terminal"), sentence("terminal_leave", prefix=prefix))


def show(answer: Answer, console: Console) -> None:
    """Print an answer; lines are wrapped only where someone watches."""
    for line in answer.lead:
        _print(_styled(line.line()), console)
    for quote in answer.quotes:
        _print(_styled(quote.heading.line()), console)
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
    """The text with control characters as visible signs, so that no post steers the terminal."""
    return text.translate(_CONTROLS)


def _styled(line: Line) -> Text:
    return Text.assemble(*((visible(run.text), _STYLES[run.style]) for run in line))


def _print(text: Text, console: Console) -> None:
    console.print(text, soft_wrap=not console.is_terminal, highlight=False)


def typed_lines(console: Console) -> Iterable[str]:
    """What a person types, line by line, with a prompt; ends with Ctrl-D or Ctrl-C."""
    with suppress(ImportError):  # not everywhere
        import readline  # noqa: F401  gives input its history and arrow keys
    while True:
        try:
            yield console.input("> ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
