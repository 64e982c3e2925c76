"""Questions and their answers, kept for as long as an edited question updates its answer."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import discord

KEPT_SECONDS = 600.0
KEPT_EXCHANGES = 10_000
"""How long an answered is kept, and how many at most: about 5 MB."""


@dataclass(slots=True)
class AnsweredMessage:
    """A question and what was said to it; the lock is held while that is being said.

    No words are kept: of the question a hash, by which an edit is told from a preview that Discord
    adds, and of each answer what edits and deletes it.
    """

    content: int
    asked: float
    answers: list[discord.PartialMessage] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def keep(self, answers: Iterable[discord.Message]) -> None:
        """Take these messages for the answers from now on."""
        self.answers = [_handle(answer) for answer in answers]


class RecentAnswers:
    """The recent_answers of the last ten minutes, by the question's message id."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: OrderedDict[int, AnsweredMessage] = OrderedDict()

    def begin(self, message_id: int, content: str) -> AnsweredMessage:
        """Keep a question that is about to be answered."""
        self._forget()
        answered = self._kept[message_id] = AnsweredMessage(hash(content), self._clock())
        return answered

    def get(self, message_id: int) -> AnsweredMessage | None:
        """The answered that began with this message, if it is still kept."""
        self._forget()
        return self._kept.get(message_id)

    def end(self, message_id: int) -> AnsweredMessage | None:
        """Take the answered out."""
        self._forget()
        return self._kept.pop(message_id, None)

    def _forget(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        while self._kept and (
            next(iter(self._kept.values())).asked <= oldest or len(self._kept) >= KEPT_EXCHANGES
        ):
            self._kept.popitem(last=False)


def _handle(message: discord.Message) -> discord.PartialMessage:
    """What edits and deletes a message."""
    assert not isinstance(message.channel, discord.GroupChannel)  # no bot is in one
    return message.channel.get_partial_message(message.id)
