"""Questions asked in messages; their answers follow the edits and the deletion of the message."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.chat.discord.command_sync import CommandSync
from bot.chat.discord.delivery import SEND_ERRORS, remove
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.escaping import typed_words
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.message_reply import MessageReply
from bot.chat.discord.questions import Question, QuestionReader
from bot.chat.discord.recent_answers import (
    AnsweredMessage,
    RecentAnswers,
    answers_question,
    edited_in_time,
)
from bot.chat.discord.thread_additions import ThreadAdditions
from bot.chat.discord.turns import ChannelTurns
from bot.chat.discord.typing_indicator import TypingIndicator
from bot.chat.discord.windows import TITLE_LENGTH
from bot.i18n import sentence

_log = logging.getLogger(__name__)

SYNC = "sync"
"""The line by which the bot's owner registers its commands."""

_ADD = re.compile(r"add(?:\s+(?P<title>.+))?", re.IGNORECASE | re.DOTALL)
"""The line by which those who run a server add the files of the message as a thread."""


class Messages(commands.Cog):
    """Answer messages that ask the bot."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        guard: Guard,
        command_sync: CommandSync,
        questions: QuestionReader,
        recent_answers: RecentAnswers,
        typing: TypingIndicator,
        additions: ThreadAdditions,
        now: Callable[[], float],
    ) -> None:
        self._dispatcher = dispatcher
        self._guard = guard
        self._command_sync = command_sync
        self._questions = questions
        self._recent_answers = recent_answers
        self._typing = typing
        self._additions = additions
        self._now = now
        self._turns = ChannelTurns()
        self._in_order = WeakValueDictionary[int, asyncio.Lock]()
        """Of each message: its events are read one after the other, as they came."""

    async def on_message(self, message: discord.Message) -> None:
        """Reply to a message that asks the bot, unless an edit of it came first."""
        async with self._in_order.setdefault(message.id, asyncio.Lock()):
            if self._recent_answers.get(message.id) is not None:
                return
            if not (question := await self._questions.read(message)):
                return
            answered = self._recent_answers.begin(message.id, message.content)
        await self._answer(message, question, answered)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer the edited question in place of the one before, or for the first time."""
        message = payload.message
        async with self._in_order.setdefault(message.id, asyncio.Lock()):
            answered = self._recent_answers.get(message.id)
            if answered is None and not edited_in_time(message, self._now()):
                return
            if answered is not None and hash(message.content) == answered.content_hash:
                return
            question = await self._questions.read(message)
            answered = answered or await self._begin_late(message, question)
            if answered is None:
                return
            answered.content_hash = hash(message.content)
        if question is not None:
            await self._answer(message, question, answered)
        else:
            await self._remove_answers(message.channel.id, answered, message.author.id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the answer with its question."""
        await self._follow_deletion(payload.channel_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the answers with their questions."""
        for message_id in payload.message_ids:
            await self._follow_deletion(payload.channel_id, message_id)

    async def _answer(
        self, message: discord.Message, question: Question, answered: AnsweredMessage
    ) -> None:
        incoming = question.incoming
        if missing := _missing_permission(message, incoming):
            channel = incoming.channel_id
            _log.warning("not answering in channel %s: %s is missing", channel, missing)
            return
        added = _ADD.fullmatch(question.line) if message.attachments else None
        if added is not None:
            await self._add(message, question, answered, added["title"])
            return
        with self._turns.join(incoming.channel_id, incoming.person.id) as turn:
            reply = MessageReply(
                message, incoming, answered, turn, question.words, quiet=question.quiet
            )
            async with self._typing.shown_while_answering(message):
                if question.line.casefold() == SYNC and await self._guard.is_owner(incoming.person):
                    with self._dispatcher.track_request(incoming, question.line):
                        await self._sync(reply)
                    return
                answer = await self._dispatcher.answer(
                    incoming, question.request, reply, question.line
                )
        await self._dispatcher.note(incoming, reply, answer)  # the next answer need not wait

    async def _add(
        self,
        message: discord.Message,
        question: Question,
        answered: AnsweredMessage,
        title: str | None,
    ) -> None:
        """Report the files of a message; that takes long, so no other answer waits for it."""
        turn = asyncio.Event()
        turn.set()
        incoming = question.incoming
        reply = MessageReply(message, incoming, answered, turn, question.words)
        title = typed_words(title or "")[:TITLE_LENGTH] or None

        async def add() -> Answer:
            if not incoming.permissions.attach_files:
                return Answer.refused(sentence("report_not_here"))
            return await self._additions.from_files(incoming, message.attachments, title)

        async with self._typing.shown_while_answering(message):
            await self._dispatcher.manage(incoming, reply, add, question.line)

    async def _sync(self, reply: MessageReply) -> None:
        try:
            answer = Answer.info(await self._command_sync.register())
        except SEND_ERRORS:
            _log.exception("the commands were not registered")
            answer = Answer.refused(sentence("failed"))
        try:
            await reply.deliver(answer)
        except SEND_ERRORS as error:
            reply.log_failure(error)

    async def _begin_late(
        self, message: discord.Message, question: Question | None
    ) -> AnsweredMessage | None:
        """Record a message that this run of the bot has not answered; None if it need not."""
        earlier = await self._recent_answers.find_earlier(message.channel, message.id)
        if question is None and not earlier:
            return None
        answered = self._recent_answers.begin(message.id, message.content)
        answered.set_answers(earlier)
        unchanged = question and answers_question(earlier, question.words)
        return None if unchanged else answered

    async def _follow_deletion(self, channel_id: int, message_id: int) -> None:
        async with self._in_order.setdefault(message_id, asyncio.Lock()):
            answered = await self._recent_answers.end(channel_id, message_id)
        if answered is not None:
            await self._remove_answers(channel_id, answered)
        if copy := self._questions.copy_of_deleted(channel_id, message_id):
            await self.on_message(copy)

    async def _remove_answers(
        self, channel_id: int, answered: AnsweredMessage, asker_id: int = 0
    ) -> None:
        with self._turns.join(channel_id, asker_id) as turn:
            await turn.wait()
            await _delete(answered.answers)
            answered.answers = []


async def _delete(answers: Iterable[discord.PartialMessage]) -> None:
    for answer in answers:
        try:
            await remove(answer.delete)
        except SEND_ERRORS as error:
            _log.warning("answer %s was not removed: %s", answer.id, error)


def _missing_permission(message: discord.Message, incoming: Incoming) -> str | None:
    """Return the permission that the bot lacks to answer, as Discord's settings name it."""
    permissions, in_thread = incoming.permissions, isinstance(message.channel, discord.Thread)
    needed = {
        "View Channel": permissions.view_channel,
        "Send Messages in Threads": permissions.send_messages_in_threads or not in_thread,
        "Send Messages": permissions.send_messages or in_thread,
    }
    return next((name for name, granted in needed.items() if not granted), None)
