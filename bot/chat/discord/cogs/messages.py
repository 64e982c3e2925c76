"""Questions asked in messages; their answers follow the edits and the deletion of the message."""

import logging
from dataclasses import replace

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.requests import Ask, Request
from bot.chat.discord.command_sync import CommandSync
from bot.chat.discord.delivery import SEND_ERRORS
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.message_reply import MessageReply
from bot.chat.discord.recent_answers import AnsweredMessage, RecentAnswers
from bot.chat.discord.triggers import Trigger, extract_question
from bot.i18n import sentence

_log = logging.getLogger(__name__)

SYNC = "sync"
"""The line by which the bot's owner registers its commands."""


class Messages(commands.Cog):
    """Answer messages that ask the bot."""

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        dispatcher: Dispatcher,
        guard: Guard,
        command_sync: CommandSync,
        recent_answers: RecentAnswers,
        prefix: str,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._guard = guard
        self._command_sync = command_sync
        self._recent_answers = recent_answers
        self._prefix = prefix

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to a message that asks the bot, where it may write."""
        if trigger := self._trigger(message):
            incoming = Incoming.of_message(message)
            if missing := _missing_permission(message, incoming):
                channel = incoming.channel_id
                _log.warning("not answering in channel %s: %s is missing", channel, missing)
                return
            answered = self._recent_answers.begin(message.id, message.content)
            async with answered.lock:
                await self._answer(message, incoming, trigger, answered)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer the edited question in place of the one before."""
        message = payload.message
        answered = self._recent_answers.get(message.id)
        if answered is None or hash(message.content) == answered.content_hash:
            return
        async with answered.lock:
            answered.content_hash = hash(message.content)
            if trigger := self._trigger(message):
                await self._answer(message, Incoming.of_message(message), trigger, answered)
            else:
                await self._remove_answers(answered)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the answer with its question."""
        await self._remove(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the answers with their questions."""
        for message_id in payload.message_ids:
            await self._remove(message_id)

    def _trigger(self, message: discord.Message) -> Trigger | None:
        assert self._bot.user is not None
        return extract_question(message, self._bot.user, self._prefix)

    async def _answer(
        self,
        message: discord.Message,
        incoming: Incoming,
        trigger: Trigger,
        answered: AnsweredMessage,
    ) -> None:
        reply = MessageReply(message, incoming, answered, trigger.question)
        if trigger.line.casefold() == SYNC and await self._guard.is_owner(incoming.person):
            with self._dispatcher.track_request(incoming, trigger.line):
                await reply.deliver(await self._sync())
        else:
            request = self._request(trigger)
            await self._dispatcher.dispatch(incoming, request, reply, trigger.line)

    def _request(self, trigger: Trigger) -> Request:
        request = self._dispatcher.parse(trigger.line)
        return replace(request, before=trigger.before) if isinstance(request, Ask) else request

    async def _sync(self) -> Answer:
        try:
            return Answer.info(await self._command_sync.register())
        except discord.HTTPException:
            _log.exception("the commands were not registered")
            return Answer.refused(sentence("failed"))

    async def _remove(self, message_id: int) -> None:
        if answered := self._recent_answers.end(message_id):
            async with answered.lock:
                await self._remove_answers(answered)

    async def _remove_answers(self, answered: AnsweredMessage) -> None:
        for answer in answered.answers:
            try:
                await answer.delete()
            except discord.NotFound:
                continue  # someone else removed it
            except SEND_ERRORS as error:
                _log.warning("answer %s was not removed: %s", answer.id, error)
        answered.answers = []


def _missing_permission(message: discord.Message, incoming: Incoming) -> str | None:
    """Return the permission that the bot lacks to answer, as Discord's settings name it."""
    permissions, in_thread = incoming.permissions, isinstance(message.channel, discord.Thread)
    needed = {
        "View Channel": permissions.view_channel,
        "Send Messages in Threads": permissions.send_messages_in_threads or not in_thread,
        "Send Messages": permissions.send_messages or in_thread,
    }
    return next((name for name, granted in needed.items() if not granted), None)
