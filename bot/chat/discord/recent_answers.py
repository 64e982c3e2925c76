"""The answers of the last ten minutes, which follow their questions' edits and deletion."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import discord
from cachetools import TTLCache

FOLLOWED_SECONDS = 600.0
MAX_FOLLOWED = 10_000
"""How long an answer follows its question, and how many answers do at most: about 5 MB."""


@dataclass(slots=True)
class AnsweredMessage:
    """A question and the messages that answer it; the lock is taken while they are sent.

    No words are kept. The question's hash tells an edit from a preview that Discord adds.
    """

    content_hash: int
    answers: list[discord.PartialMessage] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def set_answers(self, answers: Iterable[discord.Message]) -> None:
        """Make these messages the answers."""
        self.answers = [_partial(answer) for answer in answers]


class RecentAnswers:
    """Answered questions by message id."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._answered = TTLCache[int, AnsweredMessage](MAX_FOLLOWED, FOLLOWED_SECONDS, clock)

    def begin(self, message_id: int, content: str) -> AnsweredMessage:
        """Record a question that is about to be answered."""
        answered = self._answered[message_id] = AnsweredMessage(hash(content))
        return answered

    def get(self, message_id: int) -> AnsweredMessage | None:
        """Return what was recorded for this message; None after ten minutes."""
        return self._answered.get(message_id)

    def end(self, message_id: int) -> AnsweredMessage | None:
        """Forget a message and return what was recorded for it."""
        return self._answered.pop(message_id, None)


def _partial(message: discord.Message) -> discord.PartialMessage:
    """The part of a message that can still be edited and deleted."""
    assert not isinstance(message.channel, discord.GroupChannel)  # no bot is in one
    return message.channel.get_partial_message(message.id)
