"""Members who write through a proxy bot, which deletes their message and posts a webhook copy."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import discord
from cachetools import TTLCache

from bot.chat.discord.incoming import Person

COPY_SECONDS = 15.0
"""How long after a message its copy and its deletion may come, in either order."""

MAX_CHANNELS = 10_000
MAX_PER_CHANNEL = 20


@dataclass(slots=True)
class _Original:
    message: discord.Message
    copy: discord.Message | None = None
    deleted: bool = False


class ProxiedMembers:
    """Find the member behind a webhook copy of a message that was deleted.

    Only a deleted message proves the author, so nobody can ask in another member's name.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._by_channel = TTLCache[int, deque[_Original]](MAX_CHANNELS, COPY_SECONDS, clock)

    def note(self, message: discord.Message) -> None:
        """Remember a message that a proxy may be about to copy."""
        originals = self._by_channel.get(message.channel.id) or deque(maxlen=MAX_PER_CHANNEL)
        originals.append(_Original(message))
        self._by_channel[message.channel.id] = originals

    def author_of(self, copy: discord.Message) -> Person | None:
        """Return who wrote the deleted message that a webhook message copies.

        A proxy removes its own marks, so the copy is a part of the message. If the message is not
        deleted yet, the copy is kept for its deletion.
        """
        for original in reversed(self._by_channel.get(copy.channel.id, ())):
            if copy.content and copy.content in original.message.content:
                original.copy = copy
                return original.message.author if original.deleted else None
        return None

    def copy_of_deleted(self, channel_id: int, message_id: int) -> discord.Message | None:
        """Record that a message was deleted; return its copy if that came before."""
        for original in self._by_channel.get(channel_id, ()):
            if original.message.id == message_id:
                original.deleted = True
                return original.copy
        return None
