"""Questions in messages: who asks what, in every place where people write."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import discord

from bot.answering.requests import Request, Typed
from bot.chat.discord.answer_threads import AnswerThreads
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.proxied_members import ProxiedMembers
from bot.chat.discord.triggers import TriggerReader, asked_uncalled, is_from_person
from bot.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A message that is answered.

    ``words`` are kept with the answer, for later follow-ups. Where a message only names posts, it
    has no ``line``. Where it did not call the bot, the answer is ``quiet``: it notifies nobody and
    never reports a refusal.
    """

    incoming: Incoming
    request: Request | Typed
    line: str = ""
    words: str = ""
    quiet: bool = False


class QuestionReader:
    """Read questions from messages, and from the webhook copies of a proxied member's messages."""

    def __init__(
        self,
        incoming: IncomingReader,
        dispatcher: Dispatcher,
        triggers: TriggerReader,
        answer_threads: AnswerThreads,
        clock: Callable[[], float],
    ) -> None:
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._triggers = triggers
        self._answer_threads = answer_threads
        self._proxied_members = ProxiedMembers(clock)
        self._logged_channels: set[int] = set()

    async def read(self, message: discord.Message) -> Question | None:
        """Return what a message asks, and who asks it; None where the bot is not asked."""
        if is_from_person(message):
            self._proxied_members.note(message)
        elif message.webhook_id in (None, message.application_id):  # of a bot, or of its command
            return None
        settings = await self._incoming.settings_at(message)
        before = await self._followed_question(message, settings)
        trigger = self._triggers.read(message, settings.prefix, before)
        called = trigger is not None
        if trigger is None and settings.without_call and is_from_person(message):
            trigger = asked_uncalled(message)
        if trigger is None:
            return await self._named_posts(message, settings)
        if self._is_announcement(message.channel):
            return None
        author = None
        if message.webhook_id is not None:
            author = self._proxied_members.author_of(message)
            if author is None:
                return None
        incoming = await self._incoming.of_message(message, author)
        request = trigger.opened or Typed(trigger.line, before=trigger.before)
        return Question(incoming, request, trigger.line, trigger.question, quiet=not called)

    def copy_of_deleted(self, channel_id: int, message_id: int) -> discord.Message | None:
        """Return the webhook copy of a message that a proxy deleted; it can be read now."""
        return self._proxied_members.copy_of_deleted(channel_id, message_id)

    async def _followed_question(self, message: discord.Message, settings: Settings) -> str | None:
        if not settings.thread_follow_ups:
            return None
        question = await self._answer_threads.question(message)
        return None if question is None else self._triggers.strip(question, settings.prefix)

    async def _named_posts(self, message: discord.Message, settings: Settings) -> Question | None:
        """Return the posts that a message names, in the channels whose owners want them shown."""
        if not settings.reference_channels or not is_from_person(message):
            return None
        incoming = await self._incoming.of_message(message)
        settings, threads = incoming.settings, incoming.settings.reference_threads
        channel_id = next((id for id in threads if id in incoming.channel_ids), None)
        if channel_id is None or not settings.references:
            return None
        if not incoming.ids.isdisjoint(settings.reference_opt_outs):
            return None
        quoted = incoming.guild_id in settings.reference_quotes
        request = await self._dispatcher.named_posts(
            incoming, message.content, threads[channel_id], quoted=quoted
        )
        if request is None or self._is_announcement(message.channel):
            return None
        return Question(incoming, request, quiet=True)

    def _is_announcement(self, channel: object) -> bool:
        """Return whether all who follow the channel would get the answer; log it once."""
        if not isinstance(channel, discord.TextChannel) or not channel.is_news():
            return False
        if channel.id not in self._logged_channels:
            self._logged_channels.add(channel.id)
            _log.info("not answering in channel %s: it is an announcement channel", channel.id)
        return True
