"""The buttons under an answer. A custom id says all that a press needs, so none is remembered."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import discord

from bot.answering.answer import ELLIPSIS, Link
from bot.answering.requests import Open
from bot.chat.discord.escaping import cut, length, well_formed

CUSTOM_ID_LENGTH = 100
"""The most a custom id holds
(https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id)."""

_OPEN = re.compile(r"(posts|page):([\w.,-]+)")
_REMOVE = re.compile(r"remove:(\d+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remove:
    """The press that takes an answer away, for the one who asked it."""

    asker: int
    question: str

    @property
    def custom_id(self) -> str:
        """As much of the question as there is room for, so that a later one can follow it up."""
        return cut(f"remove:{self.asker}:{well_formed(self.question)}", CUSTOM_ID_LENGTH)


Press = Open | Remove


def read(custom_id: str) -> Press | None:
    """What a press of the button with this custom id asks for; None where it is no button's."""
    if match := _OPEN.fullmatch(custom_id):
        return Open(tuple(match[2].split(",")), page=match[1] == "page")
    if match := _REMOVE.fullmatch(custom_id):
        return Remove(int(match[1]), match[2])
    return None


def question_under(message: discord.Message) -> str | None:
    """The question that this answer of the bot's own was given to; None where it is no answer."""
    for row in message.components:
        for button in row.children if isinstance(row, discord.ActionRow) else ():
            if isinstance(press := read(button.custom_id or ""), Remove):
                return _without_half_word(press.question)
    return None


def _without_half_word(question: str) -> str:
    """A question that was cut, up to its last whole word, and the sign of the cut."""
    if not question.endswith(ELLIPSIS):
        return question
    return f"{question.removesuffix(ELLIPSIS).rpartition(' ')[0]} {ELLIPSIS}".strip()


def view(ways: Iterable[Link], remove: Remove | None, language: str) -> discord.ui.View | None:
    """The buttons of an answer; None where it has none."""
    buttons = discord.ui.View(timeout=None)
    for button in _buttons(ways, remove, language):
        buttons.add_item(button)
    buttons.stop()  # presses are read from their custom ids; the client need not keep the view
    return buttons if buttons.children else None


def _buttons(
    ways: Iterable[Link], remove: Remove | None, language: str
) -> Iterator[discord.ui.Button[discord.ui.View]]:
    taken = set()
    for way in ways:
        if (custom_id := _custom_id(way)) not in taken:  # Discord refuses two that are the same
            taken.add(custom_id)
            yield discord.ui.Button(label=way.label.plain(language), custom_id=custom_id)
    if remove is not None:
        yield discord.ui.Button(emoji="🗑️", custom_id=remove.custom_id)


def _custom_id(way: Link) -> str:
    """All the posts that the way opens, or as many as there is room for."""
    kind = "page" if way.page else "posts"
    for count in range(len(way.references), 0, -1):
        custom_id = f"{kind}:{','.join(way.references[:count])}"
        if length(custom_id) <= CUSTOM_ID_LENGTH:
            break
    return custom_id
