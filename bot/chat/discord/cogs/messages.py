"""Questions asked in messages, and the replies to them, which follow their edits and deletion."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.requests import Ask, Help
from bot.chat.discord.command_sync import CommandSync
from bot.chat.discord.components import Remove
from bot.chat.discord.delivery import SEND_ERRORS, Call, ReplyOptions, deliver, deliver_instead
from bot.chat.discord.dispatcher import Dispatcher, Person
from bot.chat.discord.recent_answers import AnsweredMessage, RecentAnswers
from bot.chat.discord.triggers import Trigger, hear
from bot.i18n import DEFAULT_LANGUAGE, language_of, sentence
from bot.ops.request_log import note_failure

_log = logging.getLogger(__name__)

SYNC = "sync"
"""The line by which the bot's owner registers its commands."""


class Messages(commands.Cog):
    """Answers messages that say something to the bot."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        dispatcher: Dispatcher,
        recent_answers: RecentAnswers,
        registration: CommandSync,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._recent_answers = recent_answers
        self._registration = registration

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to what is said to the bot, where it may."""
        heard = self._heard(message)
        if heard is None or self._dispatcher.refusal(message.author, message.channel):
            return
        if missing := _missing_permission(message):
            _log.warning("not answering in channel %s: %s is missing", message.channel.id, missing)
            return
        with self._dispatcher.track_request(message, heard.line):
            if wait := self._dispatcher.wait(message.author, message.channel.id):
                if wait.first:
                    await _reply(message, self._dispatcher.slow_down(wait))
                return
            answered = self._recent_answers.begin(message.id, message.content)
            async with answered.lock:
                answered.keep(await self._answer(message, heard))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Say the answer to the edited question in the place of the answer before."""
        answered = self._recent_answers.get(payload.message_id)
        if answered is None or hash(payload.message.content) == answered.content:
            return
        with self._dispatcher.track_request(payload.message, payload.message.content):
            async with answered.lock:
                await self._follow_edit(answered, payload.message)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the answer with its question."""
        await self._remove(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the answers with their questions."""
        for message_id in payload.message_ids:
            await self._remove(message_id)

    def _heard(self, message: discord.Message) -> Trigger | None:
        assert self._bot.user is not None
        return hear(message, self._bot.user, self._dispatcher.settings.prefix)

    async def _answer(self, message: discord.Message, heard: Trigger) -> list[discord.Message]:
        if heard.line.casefold() == SYNC and await self._is_owner(message.author):
            return await _reply(message, await self._synced())
        return await _reply(message, await self._said(message, heard), _question(heard))

    async def _is_owner(self, person: Person) -> bool:
        try:
            return await self._dispatcher.is_owner(person)
        except SEND_ERRORS as error:
            _log.warning("Discord does not say who owns the bot: %s", error)
            return False

    async def _synced(self) -> Answer:
        try:
            return Answer.info(
                await self._registration.register(self._dispatcher.engine.answer(Help()))
            )
        except discord.HTTPException:
            _log.exception("the commands were not registered")
            return Answer.refused(sentence("failed"))

    async def _said(self, message: discord.Message, heard: Trigger) -> Answer:
        request = self._dispatcher.engine.parse(heard.line)
        if isinstance(request, Ask):
            request = replace(request, before=heard.before)
        return await self._dispatcher.answer(request, message.author)

    async def _follow_edit(self, answered: AnsweredMessage, message: discord.Message) -> None:
        answered.content = hash(message.content)
        heard = self._heard(message)
        if heard is None:
            await self._remove_answers(answered)
        elif not self._dispatcher.wait(message.author, message.channel.id):
            answer = await self._said(message, heard)
            manner = _manner(message, _question(heard))
            try:
                answered.keep(
                    await deliver_instead(answered.answers, _replies(message), answer, manner)
                )
            except SEND_ERRORS as error:
                _log.warning("the answer to message %s was not updated: %s", message.id, error)

    async def _remove(self, message_id: int) -> None:
        if answered := self._recent_answers.end(message_id):
            async with answered.lock:
                await self._remove_answers(answered)

    async def _remove_answers(self, answered: AnsweredMessage) -> None:
        for answer in answered.answers:
            try:
                await answer.delete()
            except discord.NotFound:
                continue  # someone was faster
            except SEND_ERRORS as error:
                _log.warning("answer %s was not removed: %s", answer.id, error)
        answered.answers = []


async def _reply(
    message: discord.Message, answer: Answer, question: str = ""
) -> list[discord.Message]:
    try:
        return await deliver(_replies(message), answer, _manner(message, question))
    except discord.Forbidden as error:
        _log.warning("not answering in channel %s: %s", message.channel.id, error.text)
    except SEND_ERRORS as error:
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


def _manner(message: discord.Message, question: str) -> ReplyOptions:
    permissions = _permissions(message)
    locale = str(message.guild.preferred_locale) if message.guild else DEFAULT_LANGUAGE
    return ReplyOptions(
        language_of(locale),
        cards=permissions is None or permissions.embed_links,
        remove=Remove(message.author.id, question),
    )


def _question(heard: Trigger) -> str:
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
