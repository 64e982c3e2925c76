"""Presses about a group's reading: the agenda, bookmarks, and whether answers are right."""

import logging
from dataclasses import replace
from functools import partial

import discord
from discord.ext import commands

from bot.answering.answer import Answer, Choice
from bot.chat.discord.agenda_command import AgendaDesk
from bot.chat.discord.bookmarks import keep
from bot.chat.discord.components import (
    Bookmark,
    Label,
    Meeting,
    Settle,
    Unmark,
    Vote,
    link_under,
    read,
)
from bot.chat.discord.delivery import SEND_ERRORS, acknowledge, remove
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.server_actions import ServerActions
from bot.errors import UnavailableError
from bot.i18n import sentence
from bot.reading.agenda import Agenda, Asked
from bot.reading.readings import ReadingError
from bot.reading.votes import Votes

_log = logging.getLogger(__name__)

MAX_CHOICES = 3
"""The most posts that are offered where an answer is not right."""


class GroupPresses(commands.Cog):
    """Answer presses by the button's custom id and its message alone."""

    def __init__(
        self,
        actions: ServerActions,
        dispatcher: Dispatcher,
        scopes: Scopes,
        agenda: Agenda,
        desk: AgendaDesk,
        votes: Votes,
    ) -> None:
        self._actions = actions
        self._dispatcher = dispatcher
        self._scopes = scopes
        self._agenda = agenda
        self._desk = desk
        self._votes = votes

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a press of one of these buttons."""
        if interaction.type is not discord.InteractionType.component or interaction.data is None:
            return
        press = read(str(interaction.data.get("custom_id", "")))
        if (message := interaction.message) is None:
            return
        match press:
            case Meeting():
                take = partial(self._take, press=press, message=message)
                await self._actions.act(interaction, take)
            case Settle():
                settle = partial(self._desk.settle, message_id=press.message_id)
                await self._actions.act(interaction, settle, managing=True)
            case Bookmark():
                mark = partial(self._keep, reference=press.reference)
                await self._actions.act(interaction, mark, anywhere=True)
            case Unmark():
                await _remove(interaction, message)
            case Vote():
                await self._actions.act(
                    interaction, partial(self._vote, press=press, message=message)
                )
            case Label():
                await self._actions.act(interaction, partial(self._label, press=press))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Keep nothing about a question that was deleted."""
        await self._forget(payload.guild_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Keep nothing about questions that were deleted."""
        await self._forget(payload.guild_id, payload.message_ids)

    async def _forget(self, server_id: int | None, message_ids: set[int]) -> None:
        if server_id is None:
            return
        try:
            await self._agenda.remove(server_id, message_ids)
            await self._votes.remove(server_id, message_ids)
        except ReadingError:
            return  # nothing is kept
        except UnavailableError as error:
            _log.warning("what is kept about deleted messages stays for now: %s", error)

    async def _take(
        self, incoming: Incoming, server_id: int, press: Meeting, message: discord.Message
    ) -> Answer:
        """Put a post on the agenda."""
        quote = await self._dispatcher.quote(incoming, press.reference)
        if quote is None:
            return Answer.refused(sentence("changed"))
        asked = _asked(incoming, server_id, message.id)
        await self._agenda.add(asked, quote.thread.id, quote.post.number)
        return Answer.info(sentence("agenda_taken", number=quote.post.number))

    async def _keep(self, incoming: Incoming, _: int, reference: str) -> Answer:
        quote = await self._dispatcher.quote(incoming, reference)
        if quote is None:
            return Answer.refused(sentence("changed"))
        return await keep(incoming, quote, self._scopes)

    async def _vote(
        self, incoming: Incoming, server_id: int, press: Vote, message: discord.Message
    ) -> Answer:
        """Note that an answer is right; or put it on the agenda, and ask which post is."""
        question_id = _question_of(message)
        quote = await self._dispatcher.quote(incoming, press.reference)
        if quote is None:
            return Answer.refused(sentence("changed"))
        asked = _asked(incoming, server_id, question_id)
        if press.right:
            await self._votes.add(asked, quote.thread, quote.post.number)
            return Answer.info(sentence("vote_right"))
        self._votes.count(quote.thread, right=False)
        await self._agenda.add_where_read(asked, quote.thread.id, quote.post.number)
        return await self._offer(incoming, press, message)

    async def _offer(self, incoming: Incoming, press: Vote, message: discord.Message) -> Answer:
        """Ask which of the posts that come next in an answer's order is right, or none."""
        question_id, further = _question_of(message), link_under(message, "button_further")
        references = further.references[:MAX_CHOICES] if further else ()
        near, choices = [], []
        for reference in references:
            if (quote := await self._dispatcher.quote(incoming, reference)) is not None:
                near.append(quote)
                label = Label(question_id, reference)
                choices.append(Choice(sentence("post", number=quote.post.number), label.custom_id))
        none = Label(question_id, press.reference, none=True)
        choices.append(Choice(sentence("button_none"), none.custom_id))
        lead = sentence("vote_which" if near else "vote_none_near")
        return replace(Answer.info(lead), quotes=tuple(near), choices=tuple(choices))

    async def _label(self, incoming: Incoming, server_id: int, press: Label) -> Answer:
        """Note which post answers a question, or that none does."""
        quote = await self._dispatcher.quote(incoming, press.reference)
        if quote is None:
            return Answer.refused(sentence("changed"))
        asked = _asked(incoming, server_id, press.message_id)
        await self._votes.add(asked, quote.thread, 0 if press.none else quote.post.number)
        return Answer.info(sentence("vote_noted"))


def _question_of(message: discord.Message) -> int:
    """Return the message of the question that a message answers: its own, if it repeats it."""
    reference = message.reference
    return message.id if reference is None else reference.message_id or message.id


def _asked(incoming: Incoming, server_id: int, message_id: int) -> Asked:
    return Asked(server_id, incoming.channel_id, incoming.channel_ids, message_id)


async def _remove(interaction: discord.Interaction, message: discord.Message) -> None:
    try:
        await acknowledge(interaction.response.defer)
        await remove(message.delete)
    except SEND_ERRORS as error:
        _log.warning("a bookmark was not removed: %s", error)
