"""The answers of the last ten minutes, which follow their questions' edits and deletion."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

import discord
from cachetools import TTLCache

from bot.chat.discord.components import question_under
from bot.chat.discord.delivery import SEND_ERRORS, repeated

FOLLOWED_SECONDS = 600.0
MAX_FOLLOWED = 10_000
"""How long an answer follows its question, and how many answers do at most: about 5 MB."""

_SEARCHED = 50
"""Messages after a question in which its answer is looked for."""

_CLOCK_DIFFERENCE = timedelta(minutes=1)
"""How far this machine's clock may be behind Discord's."""


@dataclass(slots=True)
class AnsweredMessage:
    """A question and the messages that answer it.

    No words are kept. The question's hash tells an edit from a preview that Discord adds. A
    question that was deleted is ``withdrawn``, and gets no answer any more.
    """

    content_hash: int
    answers: list[discord.PartialMessage] = field(default_factory=list)
    withdrawn: bool = False

    def set_answers(self, answers: Iterable[discord.Message]) -> None:
        """Make these messages the answers."""
        self.answers = [_partial(answer) for answer in answers]


class RecentAnswers:
    """Answered questions by message id; those from before the start are found on Discord."""

    def __init__(
        self, client: discord.Client, clock: Callable[[], float], started_at: datetime
    ) -> None:
        self._client = client
        self._answered = TTLCache[int, AnsweredMessage](MAX_FOLLOWED, FOLLOWED_SECONDS, clock)
        followed = timedelta(seconds=FOLLOWED_SECONDS)
        self._earlier = range(
            discord.utils.time_snowflake(started_at - followed),
            discord.utils.time_snowflake(started_at + _CLOCK_DIFFERENCE),
        )

    def begin(self, message_id: int, content: str) -> AnsweredMessage:
        """Record a question that is about to be answered."""
        answered = self._answered[message_id] = AnsweredMessage(hash(content))
        return answered

    def get(self, message_id: int) -> AnsweredMessage | None:
        """Return what was recorded for this message; None after ten minutes."""
        return self._answered.get(message_id)

    async def end(self, channel_id: int, message_id: int) -> AnsweredMessage | None:
        """Forget a deleted message, and return what was recorded or is found for it.

        What an earlier run sent is looked for even where this one began to answer, too.
        """
        answered = self._answered.pop(message_id, None)
        if answered is not None:
            answered.withdrawn = True
        if answered is None or not answered.answers:
            channel = self._client.get_partial_messageable(channel_id)
            if earlier := await self.find_earlier(channel, message_id):
                answered = answered or AnsweredMessage(0, withdrawn=True)
                answered.set_answers(earlier)
        return answered

    async def find_earlier(
        self, channel: discord.abc.Messageable, message_id: int
    ) -> list[discord.Message]:
        """Find the answers that an earlier run of the bot sent to this message.

        They are replies to it, or are in the Discord thread that was opened on it.
        """
        if message_id not in self._earlier or (me := self._client.user) is None:
            return []
        after, opened = discord.Object(message_id), self._client.get_channel(message_id)
        places = [channel, opened] if isinstance(opened, discord.Thread) else [channel]
        try:
            found = [await repeated(partial(_messages, place, after)) for place in places]
        except SEND_ERRORS:
            return []  # the bot may not read the channel's history
        return [
            message
            for message in chain.from_iterable(found)
            if message.author.id == me.id and _answers(message, message_id)
        ]


async def _messages(place: discord.abc.Messageable, after: discord.Object) -> list[discord.Message]:
    """Return the messages of a place in which the answer to a question is looked for."""
    return [message async for message in place.history(after=after, limit=_SEARCHED)]


def answers_question(answers: Iterable[discord.Message], question: str) -> bool:
    """Return whether one of these answers is to this question, whose beginning it keeps."""
    kept = [known for answer in answers if (known := question_under(answer))]
    return any(question.startswith(known.removesuffix("…").rstrip()) for known in kept)


def edited_in_time(message: discord.Message, now: float) -> bool:
    """Return whether a message was edited within the time in which answers follow.

    Later, Discord sends a message that was edited then again, such as when it is pinned.
    """
    if message.edited_at is None:
        return False
    latest = max(message.edited_at.timestamp(), now)
    return latest - message.created_at.timestamp() <= FOLLOWED_SECONDS


def _answers(message: discord.Message, question_id: int) -> bool:
    """Return whether a message of the bot's in a question's places is an answer to it."""
    if question_under(message) is None:
        return False
    if message.reference is not None:
        return message.reference.message_id == question_id
    return message.channel.id == question_id and message.interaction_metadata is None


def _partial(message: discord.Message) -> discord.PartialMessage:
    """The part of a message that can still be edited and deleted."""
    assert not isinstance(message.channel, discord.GroupChannel)  # no bot is in one
    return message.channel.get_partial_message(message.id)
