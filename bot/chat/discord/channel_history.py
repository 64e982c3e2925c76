"""A channel of Discord as a thread of posts: its messages read, and what of them is left out."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import discord

from bot.chat.discord.triggers import is_from_person
from bot.errors import BotError
from bot.importing import LeftOut, Metadata, Report, SourceError
from bot.importing.assembly import assembled, reworded, thread_of
from bot.importing.parsed_source import ParsedSource, RawPost
from bot.importing.phrasing import Medium, plural
from bot.importing.report import Certainty
from bot.knowledge import Thread
from bot.storage.own_threads import Message

Readable: TypeAlias = discord.TextChannel | discord.Thread | discord.VoiceChannel
"""Channels whose messages can be a thread."""

IsQuotable: TypeAlias = Callable[[int], Awaitable[bool]]
"""Tells whether the author with this id lets servers make threads of what they write."""


@dataclass(frozen=True, slots=True)
class Span:
    """The messages to read: from the one with the id ``first`` to ``last``, or to either end."""

    channel_id: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelThread:
    """A thread that was read from a channel.

    ``messages`` holds the message of each post by the post's number.
    """

    thread: Thread
    messages: Mapping[int, Message]
    report: Report


class TooManyMessagesError(BotError):
    """A span has more messages than a server may keep posts."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"there are more than {limit:,} messages; name the first and the last message to read"
        )


async def read_span(
    channel: Readable, span: Span, is_quotable: IsQuotable, limit: int
) -> list[discord.Message]:
    """Return the messages of people in a span, oldest first, but of those who opted out.

    Raises TooManyMessagesError, and discord.py's errors where the bot may not read them.
    """
    after = discord.Object(span.first - 1) if span.first else None
    before = discord.Object(span.last + 1) if span.last else None
    messages: list[discord.Message] = []
    quotable: dict[int, bool] = {}
    async for message in channel.history(limit=None, after=after, before=before, oldest_first=True):
        author = message.author.id
        if author not in quotable:
            quotable[author] = await is_quotable(author)
        if quotable[author] or not is_from_person(message):
            messages.append(message)
        if len(messages) > limit:
            raise TooManyMessagesError(limit)
    return messages


async def channel_thread(
    channel: Readable, messages: Sequence[discord.Message], id: str, title: str | None
) -> ChannelThread:
    """Make a thread of messages; raise SourceError where none of them has words."""
    return await asyncio.to_thread(_channel_thread, channel, messages, id, title)


def words_for_post(message: discord.Message, label: str | None) -> str:
    """Return the text that an edited message has as a post with this printed label."""
    return reworded(_raw_post(message), label)


def _channel_thread(
    channel: Readable, messages: Sequence[discord.Message], id: str, title: str | None
) -> ChannelThread:
    written = [message for message in messages if is_from_person(message)]
    if not any(map(_words, written)):
        raise SourceError(f"#{channel.name}: no message that I may quote has words")
    source = assembled(
        ParsedSource(
            "a Discord channel",
            tuple(map(_raw_post, written)),
            Metadata(title=channel.name, source=channel.jump_url),
            left_out=tuple(_left_out(messages)),
        ),
        only_author=False,
        in_order=True,
    )
    thread = thread_of(id, source, Metadata(title=title))
    by_url = {message.jump_url: Message(message.id, message.author.id) for message in written}
    return ChannelThread(
        thread,
        {post.number: by_url[post.url] for post in thread.posts if post.url},
        Report(source.recognised, len(thread.posts), Certainty.MARKED, source.left_out),
    )


def _raw_post(message: discord.Message) -> RawPost:
    """Read a message; Discord's links to files expire, so a post names a file and has no link."""
    files = (Medium("file", file.description or file.filename) for file in message.attachments)
    return RawPost(
        _words(message),
        media=tuple(files),
        author=message.author.display_name,
        date=message.created_at.isoformat(timespec="seconds"),
        url=message.jump_url,
    )


def _words(message: discord.Message) -> str:
    """Return the words of a message with names in the place of mentions."""
    return message.clean_content.strip()


def _left_out(messages: Sequence[discord.Message]) -> Iterator[LeftOut]:
    others = Counter(
        "bots wrote them" if message.author.bot else "Discord's own notices"
        for message in messages
        if not is_from_person(message)
    )
    for why, count in others.items():
        yield LeftOut("the channel", plural(count, "message"), why)
