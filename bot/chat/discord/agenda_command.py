"""``/thread agenda``: what stayed open since the last meeting, and what settles it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.answering.answer import Answer, Choice, cut
from bot.chat.discord.command_sync import localized
from bot.chat.discord.components import Settle
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.message_links import MessageLink
from bot.chat.discord.question_words import QuestionWords
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.server_actions import ServerActions
from bot.chat.discord.turns import HeavyTurns
from bot.i18n import Sentence, SentenceError, sentence
from bot.reading.agenda import Agenda, Item, items

if TYPE_CHECKING:
    from bot.reading.agenda_table import OpenQuestion

MAX_ITEMS = 20
"""The most items that are listed, each with a button that settles it."""

AGENDAS_AT_ONCE = 4
"""Agendas of different people that are read from Discord, which gives a few messages a second."""


class AgendaDesk:
    """Show the agenda of a channel's readings, and settle its items."""

    def __init__(self, agenda: Agenda, words: QuestionWords, scopes: Scopes) -> None:
        self._agenda = agenda
        self._words = words
        self._scopes = scopes
        self._turns = HeavyTurns(AGENDAS_AT_ONCE)

    async def show(self, incoming: Incoming, server_id: int) -> Answer:
        """Return the open questions, by post, and those that were answered last."""
        found = await self._items(incoming, server_id)
        answered = await self._answered(incoming, server_id)
        lines = [*_lines(found[:MAX_ITEMS])] if found else [sentence("agenda_empty")]
        return replace(
            Answer.info(*([sentence("agenda")] if found else ()), *lines, *answered),
            choices=tuple(
                Choice(
                    sentence("button_settle", number=number),
                    Settle(item.questions[0].message_id).custom_id,
                )
                for number, item in enumerate(found[:MAX_ITEMS], 1)
            ),
        )

    async def before(
        self, incoming: Incoming, server_id: int, event: str | Sentence, begin: int
    ) -> Answer | None:
        """Return the agenda before an event that begins then; None where nothing is open."""
        agenda = await self.show(incoming, server_id)
        if not agenda.choices:
            return None
        lead = sentence("agenda_before", event=event, moment=begin)
        return replace(agenda, lead=(lead, *agenda.lead))

    async def settle(self, incoming: Incoming, server_id: int, message_id: int) -> Answer:
        """Settle a question and those that ask nearly the same."""
        for item in await self._items(incoming, server_id):
            if any(message_id == one.message_id for one in item.questions):
                return await self._settle(incoming, server_id, item)
        return await self.show(incoming, server_id)

    async def settle_item(
        self,
        incoming: Incoming,
        server_id: int,
        number: int | None,
        answer: str | None,
        private: bool,
    ) -> Answer:
        """Settle an item by its number, with a link to the message that answers it.

        The number is that of the ``private`` list, or of the one that all in the channel read.
        """
        incoming = replace(incoming, private=private)
        message = _linked(answer, server_id) if answer is not None else None
        found = await self._items(incoming, server_id)
        if number is None or number > len(found):
            raise SentenceError(sentence("agenda_no_item"))
        return await self._settle(incoming, server_id, found[number - 1], message)

    async def _settle(
        self,
        incoming: Incoming,
        server_id: int,
        item: Item,
        answer: tuple[int, int] | None = None,
    ) -> Answer:
        """Settle an item, name it, for the numbers may have moved, and show what is left."""
        ids = [one.message_id for one in item.questions]
        await self._agenda.settle(server_id, ids, answer)
        left = await self.show(incoming, server_id)
        return replace(left, lead=(_settled(item), *left.lead))

    async def _items(self, incoming: Incoming, server_id: int) -> list[Item]:
        questions = await self._agenda.newest(server_id, incoming.channel_ids)
        words = await self._words_of(incoming, server_id, questions)
        return await asyncio.to_thread(items, questions, words)

    async def _answered(self, incoming: Incoming, server_id: int) -> list[Sentence]:
        """Say which message answers each of the questions that were answered last."""
        questions = await self._agenda.newest(server_id, incoming.channel_ids, answered=True)
        words = await self._words_of(incoming, server_id, questions)
        lines = [
            sentence(
                "agenda_answer",
                words=cut(words[one.message_id]),
                url=_url(server_id, one.channel_id, one.message_id),
                answer=_url(server_id, *one.answer),
            )
            for one in questions
            if one.answer and words.get(one.message_id)
        ]
        return [sentence("agenda_answered"), *lines] if lines else []

    async def _words_of(
        self, incoming: Incoming, server_id: int, questions: Sequence[OpenQuestion]
    ) -> dict[int, str]:
        """Return the words of questions; those whose messages were deleted are gone for good.

        What was asked where those who read the answer may not read is left out. Agendas that come
        before events are the bot's own: they take turns by server.
        """
        is_own = incoming.id == 0
        async with self._turns.take(server_id if is_own else incoming.person.id):
            read = await self._words.read(questions, incoming.settings.prefix)
        if gone := [id for id, words in read.items() if words is None]:
            await self._agenda.remove(server_id, gone)
        channels = {one.channel_id for one in questions}
        readable = {
            id for id in channels if await self._scopes.is_readable(incoming, server_id, id)
        }
        visible = {one.message_id for one in questions if one.channel_id in readable}
        return {id: text for id, text in read.items() if text is not None and id in visible}


def agenda_command(
    actions: ServerActions, desk: AgendaDesk
) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    @app_commands.command(name="agenda", description=localized("command_agenda"))
    @app_commands.describe(
        private=localized("option_private"),
        settle=localized("option_settle"),
        answer=localized("option_answer"),
    )
    async def agenda(
        interaction: discord.Interaction,
        private: bool = False,
        settle: app_commands.Range[int, 1, MAX_ITEMS] | None = None,
        answer: str | None = None,
    ) -> None:
        if settle is None and answer is None:
            await actions.act(interaction, desk.show, private=private)
        else:
            work = partial(desk.settle_item, number=settle, answer=answer, private=private)
            await actions.act(interaction, work, managing=True)

    return agenda


def _linked(written: str, server_id: int) -> tuple[int, int]:
    """Return the channel and the message of a link; raise SentenceError where it is none."""
    link = MessageLink.read(written)
    if link is None or link.channel_id is None or link.server_id != server_id:
        raise SentenceError(sentence("no_link", written=cut(written)))
    return link.channel_id, link.message_id


def _url(server_id: int, channel_id: int, message_id: int) -> str:
    return f"https://discord.com/channels/{server_id}/{channel_id}/{message_id}"


def _url_of(item: Item) -> str:
    first = item.questions[0]
    return _url(first.server_id, first.channel_id, first.message_id)


def _settled(item: Item) -> Sentence:
    url = _url_of(item)
    if not item.words:
        return sentence("agenda_settled_talk", number=item.number, url=url)
    return sentence("agenda_settled", words=cut(item.words), url=url)


def _lines(found: Sequence[Item]) -> Iterator[Sentence]:
    numbered = enumerate(found, 1)
    for number, group in groupby(numbered, key=lambda one: one[1].number):
        yield sentence("agenda_post", number=number) if number else sentence("agenda_no_post")
        for at, item in group:
            yield _line(at, item)


def _line(at: int, item: Item) -> Sentence:
    count, url = len(item.questions), _url_of(item)
    times = sentence("agenda_times", count=count) if count > 1 else ""
    if not item.words:
        return sentence("agenda_talk", at=at, times=times, url=url)
    return sentence("agenda_item", at=at, words=cut(item.words), times=times, url=url)
