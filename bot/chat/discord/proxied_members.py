"""Members who write through a proxy bot, which deletes their message and posts a webhook copy."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import discord
from cachetools import TTLCache

from bot.chat.discord.incoming import Person

COPY_SECONDS = 15.0
"""How long after a message its copy, and after the copy the message's deletion, may come."""

MAX_CHANNELS = 10_000
MAX_PER_CHANNEL = 20


@dataclass(frozen=True, slots=True)
class _Original:
    id: int
    author: Person
    content: str
    deleted: asyncio.Event = field(default_factory=asyncio.Event)


class ProxiedMembers:
    """Find the member behind a webhook copy of a message that was just deleted.

    Only a deleted message proves the author, so nobody can ask in another member's name.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._by_channel = TTLCache[int, deque[_Original]](MAX_CHANNELS, COPY_SECONDS, clock)

    def note(self, message: discord.Message) -> None:
        """Remember a message that a proxy may be about to copy."""
        originals = self._by_channel.get(message.channel.id) or deque(maxlen=MAX_PER_CHANNEL)
        originals.append(_Original(message.id, message.author, message.content))
        self._by_channel[message.channel.id] = originals

    def note_deleted(self, channel_id: int, message_id: int) -> None:
        """Record that a message was deleted."""
        for original in self._by_channel.get(channel_id, ()):
            if original.id == message_id:
                original.deleted.set()

    async def author_of(self, copy: discord.Message) -> Person | None:
        """Return who wrote the message that this webhook message copies, once it is deleted.

        A proxy removes its own marks, so the copy is a part of the message.
        """
        originals = self._by_channel.get(copy.channel.id, ())
        matching = [each for each in originals if copy.content and copy.content in each.content]
        if not matching:
            return None
        try:
            async with asyncio.timeout(COPY_SECONDS):
                await matching[-1].deleted.wait()
        except TimeoutError:
            return None
        return matching[-1].author
