"""Send the posts of readings to their channels, as cards with buttons."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import blake2b
from itertools import count

import discord

from bot.answering.library import Place
from bot.answering.page_links import with_page_links
from bot.chat.discord.components import Bookmark, Meeting, number_of, presses_under
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver, repeated
from bot.chat.discord.interaction_reply import discussion_title
from bot.chat.discord.manager_messages import ManagerMessages
from bot.i18n import DEFAULT_LANGUAGE, Sentence, language_of, sentence
from bot.knowledge import Thread
from bot.reading.reading import Reading
from bot.reading.ticker import CannotSendError, Card, TryLaterError
from bot.settings import Settings

_log = logging.getLogger(__name__)

_UNKNOWN_CHANNEL = 10003
"""Discord's code for a channel that was deleted
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#json)."""

_REFUSED = frozenset(range(400, 500)) - {401, 408, 429}
"""Statuses about what is sent where; the others are about the token, the line and the rate."""

_LOOKED_THROUGH = 500
"""Messages since a reading's date that are looked through after an attempt that was cut short: the
oldest, and the newest, since posts that were due long ago may have been sent just now."""

_BEFORE_DATE = timedelta(minutes=5)
"""How far this machine's clock may be ahead of Discord's."""


class ReadingSender:
    """Send each post as a message of its own; its buttons name it, so that it is found again."""

    def __init__(
        self, client: discord.Client, settings: Settings, managers: ManagerMessages
    ) -> None:
        self._client = client
        self._settings = settings
        self._managers = managers

    async def sent(self, reading: Reading, thread: Thread) -> frozenset[int]:
        """Return the numbers of the thread's posts that were sent since the reading's date."""
        channel = self._channel(reading)
        after = discord.Object(discord.utils.time_snowflake(reading.due_at - _BEFORE_DATE))
        found = set[int]()
        try:
            for oldest_first in (True, False):
                async for message in channel.history(
                    after=after, limit=_LOOKED_THROUGH, oldest_first=oldest_first
                ):
                    if self._client.user and message.author.id == self._client.user.id:
                        found |= set(_numbers(message, thread))
        except discord.Forbidden:
            return frozenset()  # the nonce still keeps Discord from taking a post twice
        except SEND_ERRORS as error:
            raise _error(error) from error
        return frozenset(found)

    async def send(self, card: Card) -> None:
        """Send a post, and open a Discord thread on it where the group wants one."""
        reading = card.reading
        guild = self._client.get_guild(reading.server_id)
        channel = guild.get_channel_or_thread(reading.channel_id) if guild else None
        permissions = discord.Permissions.all()
        if guild is not None and channel is not None:
            permissions = channel.permissions_for(guild.me)
            _check(permissions, channel, discussions=reading.discussions)
        reference = Place(card.thread, card.post).reference
        options = ReplyOptions(
            language_of(str(guild.preferred_locale)) if guild else DEFAULT_LANGUAGE,
            embeds=permissions.embed_links,
            presses=(Meeting(reference), Bookmark(reference)),
            role_id=reading.role_id if card.first else None,
        )
        answer = with_page_links(card.answer, self._settings, on_site={})
        try:
            messages = await deliver(answer, options, self._sends(card))
        except SEND_ERRORS as error:
            raise _error(error) from error
        if reading.discussions and guild is not None:
            await _discuss(messages[0], card)

    async def report(self, reading: Reading, reason: Sentence) -> None:
        """Tell the managers of the server in one line why no posts come."""
        await self._managers.send(reading.server_id, reading.channel_id, reason)

    def _channel(self, reading: Reading) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(reading.channel_id, guild_id=reading.server_id)

    def _sends(self, card: Card) -> Iterator[Send]:
        """Calls that send to the channel, each with a nonce, by which Discord knows it again."""
        channel = self._channel(card.reading)
        for part in count():
            yield Send(partial(channel.send, nonce=nonce_of(card, part)))


def nonce_of(card: Card, part: int) -> str:
    """Return the nonce of a message: many channels read one thread at the same minute."""
    reading = card.reading
    minute = int(reading.due_at.timestamp()) // 60
    named = f"{reading.channel_id} {reading.thread_id} {minute} {card.post.number} {part}"
    return blake2b(named.encode(), digest_size=12).hexdigest()


async def _discuss(message: discord.Message, card: Card) -> None:
    try:
        await repeated(partial(message.create_thread, name=discussion_title(card.post)))
    except SEND_ERRORS as error:
        _log.warning("no thread was opened on message %s: %s", message.id, error)


def _thread_name(thread: Thread) -> str:
    """Return how the references of a thread's posts begin."""
    return Place(thread, thread.posts[0]).reference.partition(".")[0]


def _numbers(message: discord.Message, thread: Thread) -> Iterator[int]:
    """Yield the numbers of the thread's posts that a message of a reading shows."""
    name = _thread_name(thread)
    for press in presses_under(message):
        if isinstance(press, Meeting) and press.reference.startswith(f"{name}."):
            yield number_of(press.reference)


def _check(
    permissions: discord.Permissions,
    channel: discord.abc.GuildChannel | discord.Thread,
    *,
    discussions: bool,
) -> None:
    """Raise CannotSendError where a permission is missing, named as Discord's settings do."""
    in_thread = isinstance(channel, discord.Thread)
    needed = {
        "View Channel": permissions.view_channel,
        "Send Messages in Threads": permissions.send_messages_in_threads or not in_thread,
        "Send Messages": permissions.send_messages or in_thread,
        "Create Public Threads": permissions.create_public_threads or not discussions,
    }
    if missing := next((name for name, granted in needed.items() if not granted), None):
        raise CannotSendError(sentence("reading_permission", permission=missing))


def _error(error: Exception) -> CannotSendError | TryLaterError:
    """Tell a channel that takes no posts any more from trouble that passes."""
    if isinstance(error, discord.NotFound) and error.code == _UNKNOWN_CHANNEL:
        return CannotSendError(sentence("reading_channel_gone"), gone=True)
    if isinstance(error, discord.HTTPException) and error.status in _REFUSED:
        return CannotSendError(sentence("reading_refused", reason=error.text))
    return TryLaterError(str(error) or type(error).__name__)
