"""Questions asked in messages, and the replies to them, which follow their edits and deletion."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import discord
from discord.ext import commands

from bot.answers import Answer, declined, told
from bot.chat.discord.buttons import Remove
from bot.chat.discord.desk import Desk, Person
from bot.chat.discord.exchanges import Exchange, Exchanges
from bot.chat.discord.hearing import Heard, hear
from bot.chat.discord.registration import Registration
from bot.chat.discord.sending import UNSENT, Call, Manner, deliver, deliver_instead
from bot.grammar import Ask, Help
from bot.upkeep.journal import note_failure
from bot.wording import DEFAULT_LANGUAGE, language_of, say

_log = logging.getLogger(__name__)

SYNC = "sync"
"""The line by which the bot's owner registers its commands."""


class Messages(commands.Cog):
    """Answers messages that say something to the bot."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        desk: Desk,
        exchanges: Exchanges,
        registration: Registration,
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._exchanges = exchanges
        self._registration = registration

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to what is said to the bot, where it may."""
        heard = self._heard(message)
        if heard is None or self._desk.refusal(message.author, message.channel):
            return
        if missing := _missing_permission(message):
            _log.warning("not answering in channel %s: %s is missing", message.channel.id, missing)
            return
        with self._desk.at_work(message, heard.line):
            if wait := self._desk.wait(message.author, message.channel.id):
                if wait.first:
                    await _reply(message, self._desk.slow_down(wait))
                return
            exchange = self._exchanges.begin(message.id, message.content)
            async with exchange.lock:
                exchange.keep(await self._answer(message, heard))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Say the answer to the edited question in the place of the answer before."""
        exchange = self._exchanges.get(payload.message_id)
        if exchange is None or hash(payload.message.content) == exchange.content:
            return
        with self._desk.at_work(payload.message, payload.message.content):
            async with exchange.lock:
                await self._follow_edit(exchange, payload.message)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the answer with its question."""
        await self._remove(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the answers with their questions."""
        for message_id in payload.message_ids:
            await self._remove(message_id)

    def _heard(self, message: discord.Message) -> Heard | None:
        assert self._bot.user is not None
        return hear(message, self._bot.user, self._desk.settings.prefix)

    async def _answer(self, message: discord.Message, heard: Heard) -> list[discord.Message]:
        if heard.line.casefold() == SYNC and await self._is_owner(message.author):
            return await _reply(message, await self._synced())
        return await _reply(message, await self._said(message, heard), _question(heard))

    async def _is_owner(self, person: Person) -> bool:
        try:
            return await self._desk.is_owner(person)
        except UNSENT as error:
            _log.warning("Discord does not say who owns the bot: %s", error)
            return False

    async def _synced(self) -> Answer:
        try:
            return told(await self._registration.register(self._desk.librarian.answer(Help())))
        except discord.HTTPException:
            _log.exception("the commands were not registered")
            return declined(say("failed"))

    async def _said(self, message: discord.Message, heard: Heard) -> Answer:
        request = self._desk.librarian.parse(heard.line)
        if isinstance(request, Ask):
            request = replace(request, before=heard.before)
        return await self._desk.answer(request, message.author)

    async def _follow_edit(self, exchange: Exchange, message: discord.Message) -> None:
        exchange.content = hash(message.content)
        heard = self._heard(message)
        if heard is None:
            await self._remove_answers(exchange)
        elif not self._desk.wait(message.author, message.channel.id):
            answer = await self._said(message, heard)
            manner = _manner(message, _question(heard))
            try:
                exchange.keep(
                    await deliver_instead(exchange.answers, _replies(message), answer, manner)
                )
            except UNSENT as error:
                _log.warning("the answer to message %s was not updated: %s", message.id, error)

    async def _remove(self, message_id: int) -> None:
        if exchange := self._exchanges.end(message_id):
            async with exchange.lock:
                await self._remove_answers(exchange)

    async def _remove_answers(self, exchange: Exchange) -> None:
        for answer in exchange.answers:
            try:
                await answer.delete()
            except discord.NotFound:
                continue  # someone was faster
            except UNSENT as error:
                _log.warning("answer %s was not removed: %s", answer.id, error)
        exchange.answers = []


async def _reply(
    message: discord.Message, answer: Answer, question: str = ""
) -> list[discord.Message]:
    try:
        return await deliver(_replies(message), answer, _manner(message, question))
    except discord.Forbidden as error:
        _log.warning("not answering in channel %s: %s", message.channel.id, error.text)
    except UNSENT as error:
        _log.error("the answer to message %s was not sent: %s", message.id, error)
        note_failure()
    return []


def _replies(message: discord.Message) -> Iterator[Call]:
    """Calls that reply to a message; where it was deleted meanwhile, the answer still stands there.

    Each has a nonce of its own, by which Discord knows a message that it took already.
    """
    fields: dict[str, Any] = {"reference": message.to_reference(fail_if_not_exists=False)}
    permissions = _permissions(message)
    if permissions is not None and not permissions.read_message_history:
        fields = {}  # Discord lets nobody reply to what they cannot read
    edited = int(message.edited_at.timestamp()) if message.edited_at else 0
    for number in count():
        nonce = f"{message.id:x}{number:x}{edited % 2**24:06x}"
        yield Call(partial(message.channel.send, nonce=nonce, **fields))


def _manner(message: discord.Message, question: str) -> Manner:
    permissions = _permissions(message)
    locale = str(message.guild.preferred_locale) if message.guild else DEFAULT_LANGUAGE
    return Manner(
        language_of(locale),
        cards=permissions is None or permissions.embed_links,
        remove=Remove(message.author.id, question),
    )


def _question(heard: Heard) -> str:
    return f"{heard.line} {heard.before}".strip()


def _permissions(message: discord.Message) -> discord.Permissions | None:
    """What the bot may do where the message stands; None where nothing is known to hinder it."""
    if message.guild is None or isinstance(message.channel, discord.PartialMessageable):
        return None
    return message.channel.permissions_for(message.guild.me)


def _missing_permission(message: discord.Message) -> str | None:
    """The permission that the bot lacks to answer, as Discord's settings call it."""
    permissions = _permissions(message)
    if permissions is None:
        return None
    in_thread = isinstance(message.channel, discord.Thread)
    needed = {
        "View Channel": permissions.view_channel,
        "Send Messages in Threads": permissions.send_messages_in_threads or not in_thread,
        "Send Messages": permissions.send_messages or in_thread,
    }
    return next((name for name, granted in needed.items() if not granted), None)
