"""``/thread agenda``: what stayed open since the last meeting, and what settles it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import discord
from discord import app_commands

from bot.answering.answer import Answer, Choice, cut
from bot.chat.discord.command_sync import localized
from bot.chat.discord.components import Settle
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.question_words import QuestionWords
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.server_actions import ServerActions
from bot.i18n import Sentence, sentence
from bot.reading.agenda import Agenda, Item, items

MAX_ITEMS = 20
"""The most items that are listed, each with a button that settles it."""


class AgendaDesk:
    """Show the agenda of a channel's readings, and settle its items."""

    def __init__(self, agenda: Agenda, words: QuestionWords, scopes: Scopes) -> None:
        self._agenda = agenda
        self._words = words
        self._scopes = scopes

    async def show(self, incoming: Incoming, server_id: int) -> Answer:
        """Return the open questions, by post."""
        found = await self._items(incoming, server_id)
        if not found:
            return Answer.info(sentence("agenda_empty"))
        shown = found[:MAX_ITEMS]
        return replace(
            Answer.info(sentence("agenda"), *_lines(shown)),
            choices=tuple(
                Choice(
                    sentence("button_settle", number=number),
                    Settle(item.questions[0].message_id).custom_id,
                )
                for number, item in enumerate(shown, 1)
            ),
        )

    async def settle(self, incoming: Incoming, server_id: int, message_id: int) -> Answer:
        """Settle a question and those that ask nearly the same."""
        for item in await self._items(incoming, server_id):
            ids = [one.message_id for one in item.questions]
            if message_id in ids:
                await self._agenda.settle(server_id, ids)
        return await self.show(incoming, server_id)

    async def _items(self, incoming: Incoming, server_id: int) -> list[Item]:
        """Return the items; questions whose messages were deleted are gone for good.

        What was asked where those who read the answer may not read is left out.
        """
        questions = await self._agenda.unsettled(server_id, incoming.channel_ids)
        read = await self._words.read(questions, incoming.settings.prefix)
        if gone := [id for id, words in read.items() if words is None]:
            await self._agenda.remove(server_id, gone)
        channels = {one.channel_id for one in questions}
        readable = {
            id for id in channels if await self._scopes.is_readable(incoming, server_id, id)
        }
        visible = [one for one in questions if one.channel_id in readable]
        words = {id: text for id, text in read.items() if text is not None}
        return items(visible, words, incoming.language)


def agenda_command(
    actions: ServerActions, desk: AgendaDesk
) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    @app_commands.command(name="agenda", description=localized("command_agenda"))
    @app_commands.describe(private=localized("option_private"))
    async def agenda(interaction: discord.Interaction, private: bool = False) -> None:
        await actions.act(interaction, desk.show, private=private)

    return agenda


def _lines(found: Sequence[Item]) -> Iterator[Sentence]:
    numbered = enumerate(found, 1)
    for number, group in groupby(numbered, key=lambda one: one[1].number):
        yield sentence("agenda_post", number=number) if number else sentence("agenda_no_post")
        for at, item in group:
            yield _line(at, item)


def _line(at: int, item: Item) -> Sentence:
    count, first = len(item.questions), item.questions[0]
    times = sentence("agenda_times", count=count) if count > 1 else ""
    url = f"https://discord.com/channels/{first.server_id}/{first.channel_id}/{first.message_id}"
    if not item.words:
        return sentence("agenda_talk", at=at, times=times, url=url)
    return sentence("agenda_item", at=at, words=cut(item.words), times=times, url=url)
