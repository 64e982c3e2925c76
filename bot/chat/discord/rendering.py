"""An Answer as Discord messages: escaped, marked, and within Discord's limits."""

import re
from collections.abc import Iterable, Iterator

from bot.answers import ELLIPSIS, Answer, Quote
from bot.wording import Line, Run

MESSAGE_LENGTH = 2000
"""The most a message holds (https://discord.com/developers/docs/resources/message#create-message),
counted in UTF-16 units, the strictest way of counting."""

_URL = re.compile(r"https?://[^\s<>]+")
_MARKUP = re.compile(r"[\\*_~|`<@\[]")
_LINE_START = re.compile(r"^([^\S\n]*)(?:(\d+)(?=[.)])|(?=[#>+-]))", re.MULTILINE)
_MARKS = {"plain": "", "strong": "**", "code": "`"}


def render(answer: Answer) -> list[str]:
    """The contents of the messages that say the answer, in order; a quote is never parted."""
    lead, closing = ([_fitting(line) for line in lines] for lines in (answer.lead, answer.closing))
    return list(_packed([*lead, *map(_quote, answer.quotes), *closing]))


def escape(text: str) -> str:
    """The text such that Discord shows it as it is: no markup, mention, timestamp or emoji.

    Addresses are left alone, because a backslash inside one would become part of the link.
    """
    at, parts = 0, []
    for url in _URL.finditer(text):
        parts += [_escape_words(text[at : url.start()]), url[0]]
        at = url.end()
    return "".join([*parts, _escape_words(text[at:])])


def length(text: str) -> int:
    """The text's length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _escape_words(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    return _LINE_START.sub(lambda start: f"{start[1]}{start[2] or ''}\\", escaped)


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    if run.style == "code":
        return "`" + run.text.replace("`", "'") + "`"
    mark = _MARKS[run.style]
    return f"{mark}{escape(run.text)}{mark}"


def _quote(quote: Quote) -> str:
    """The heading and the quoted text, which is shortened until the whole fits one message."""
    while length(block := f"{_line(quote.heading)}\n{_quoted(quote)}") > MESSAGE_LENGTH:
        quote = quote.shortened((quote.end - quote.start) * 2 // 3)
    return block


def _quoted(quote: Quote) -> str:
    return "> " + _line(quote.line).replace("\n", "\n> ")


def _fitting(line: Line) -> str:
    """The line, cut where one message could not hold it."""
    rendered = _line(line)
    if length(rendered) <= MESSAGE_LENGTH:
        return rendered
    text = "".join(run.text for run in line)
    return escape(text[: MESSAGE_LENGTH // 4]) + ELLIPSIS


def _packed(blocks: Iterable[str]) -> Iterator[str]:
    """As many blocks in each message as it holds."""
    message = ""
    for block in blocks:
        joined = f"{message}\n{block}" if message else block
        if length(joined) > MESSAGE_LENGTH:
            yield message
            joined = block
        message = joined
    if message:
        yield message
