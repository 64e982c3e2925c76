"""Answers on a terminal: bold where words match, and wrapped, with a margin beside quotes."""

from rich.console import Console
from rich.text import Text

from bot.answering.answer import Answer
from bot.chat.control_characters import visible
from bot.i18n import Line

_STYLES = {"plain": "", "strong": "bold", "code": "cyan", "moment": ""}
_MARGIN = "  │ "
_NARROWEST = 20


class Terminal:
    """Shows answers on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, answer: Answer) -> None:
        """Print an answer, and an empty line."""
        for line in answer.lead:
            self._print(_styled(line.line()))
        for quote in answer.quotes:
            heading = _styled(quote.heading.line())
            if (certainty := quote.certainty_label) is not None:
                heading.append(f" · {certainty}", "dim")
            self._print(heading)
            for part in _styled(quote.line).split("\n", allow_blank=True):
                self._print_quoted(part)
        for line in answer.closing:
            self._print(_styled(line.line()))
        self._print(Text())

    def _print_quoted(self, text: Text) -> None:
        width = max(_NARROWEST, self._console.width - len(_MARGIN))
        for line in text.wrap(self._console, width):
            line.rstrip()
            self._print(Text(_MARGIN).append_text(line))

    def _print(self, text: Text) -> None:
        self._console.print(text, highlight=False)


def _styled(line: Line) -> Text:
    return Text.assemble(*((visible(run.text), _STYLES[run.style]) for run in line))
