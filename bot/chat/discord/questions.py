"""Questions in messages: who asks what, in every place where people write."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

import discord

from bot.chat.discord.answer_threads import AnswerThreads
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.proxied_members import ProxiedMembers
from bot.chat.discord.triggers import Trigger, TriggerReader, is_from_person

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A message that asks the bot something."""

    incoming: Incoming
    trigger: Trigger


class QuestionReader:
    """Read questions from messages, and from the webhook copies of a proxied member's messages."""

    def __init__(
        self,
        triggers: TriggerReader,
        answer_threads: AnswerThreads | None,
        clock: Callable[[], float],
    ) -> None:
        self._triggers = triggers
        self._answer_threads = answer_threads
        self._proxied_members = ProxiedMembers(clock)
        self._logged_channels: set[int] = set()

    async def read(self, message: discord.Message) -> Question | None:
        """Return what a message asks, and who asks it; None where the bot is not asked."""
        if is_from_person(message):
            self._proxied_members.note(message)
        elif message.webhook_id is None or message.application_id is not None:
            return None
        followed = await self._answer_threads.question(message) if self._answer_threads else None
        trigger = self._triggers.read(message, followed)
        if trigger is None or self._is_announcement(message.channel):
            return None
        incoming = Incoming.of_message(message)
        if message.webhook_id is not None:
            author = self._proxied_members.author_of(message)
            return Question(replace(incoming, person=author), trigger) if author else None
        return Question(incoming, trigger)

    def copy_of_deleted(self, channel_id: int, message_id: int) -> discord.Message | None:
        """Return the webhook copy of a message that a proxy deleted; it can be read now."""
        return self._proxied_members.copy_of_deleted(channel_id, message_id)

    def _is_announcement(self, channel: object) -> bool:
        """Return whether all who follow the channel would get the answer; log it once."""
        if not isinstance(channel, discord.TextChannel) or not channel.is_news():
            return False
        if channel.id not in self._logged_channels:
            self._logged_channels.add(channel.id)
            _log.info("not answering in channel %s: it is an announcement channel", channel.id)
        return True
