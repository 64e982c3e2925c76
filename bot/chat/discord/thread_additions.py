"""Threads that people add to their server: from files, and from channels of Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import discord

from bot.answering.additions import imported, new_id, note
from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.server_threads import ServerThreads
from bot.chat.discord import channel_history
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.cogs.followed_channels import CHANNELS_AT_ONCE, FollowedChannels
from bot.chat.discord.components import Discard, Keep
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.turns import HeavyTurns
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.settings import Settings
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.own_threads import OwnThread

if TYPE_CHECKING:
    from bot.importing.separate import ImportedApart

MAX_UPLOAD = 25 * 2**20
"""The most bytes of the files of one import, together."""

IMPORTS_AT_ONCE = 2
"""Imports of different servers that run at the same time; the next ones wait."""


class ThreadAdditions:
    """Read what people give, report it, and keep it once they agree.

    Nothing is kept in between: the report has the thread's file, from which it is read again.
    """

    def __init__(
        self,
        settings: Settings,
        engine: AnswerEngine,
        kept_settings: KeptSettings,
        server_threads: ServerThreads,
        scopes: Scopes,
        readers: ChannelReaders,
        known_guild: Callable[[discord.Guild], Awaitable[discord.Guild]],
        files: HeavyTurns,
        followed: FollowedChannels,
    ) -> None:
        """``known_guild`` returns a server with its channels and roles, once these are known."""
        self._known_guild = known_guild
        self._files = files
        self._followed = followed
        self._settings = settings
        self._engine = engine
        self._kept_settings = kept_settings
        self._server_threads = server_threads
        self._scopes = scopes
        self._readers = readers
        self._imports = HeavyTurns(IMPORTS_AT_ONCE)
        self._channels = HeavyTurns(CHANNELS_AT_ONCE)
        self._turns = WeakValueDictionary[int, asyncio.Lock]()

    async def from_files(
        self, incoming: Incoming, attachments: Sequence[discord.Attachment], title: str | None
    ) -> Answer:
        """Report what the files hold."""
        if not attachments:
            return Answer.refused(sentence("no_file"))
        if sum(one.size for one in attachments) > MAX_UPLOAD:
            return Answer.refused(sentence("files_too_large", limit=MAX_UPLOAD >> 20))
        id = await self._new_id(incoming, title or PurePath(attachments[0].filename).stem)
        async with self._imports.take(_server(incoming)):
            read = await _read_files(attachments, id, title)
        await self._server_threads.check_room(_server(incoming), read.thread)
        return await self._report(incoming, read.thread, read.report, Keep(id))

    async def from_channel(
        self, incoming: Incoming, span: channel_history.Span, title: str | None
    ) -> Answer:
        """Report what the messages of a channel hold."""
        found = await self._readable(incoming, span.channel_id)
        if isinstance(found, Answer):
            return found
        id = await self._new_id(incoming, title or found.name)
        read = await self._read_channel(incoming, found, span, id, title)
        await self._server_threads.check_room(_server(incoming), read.thread)
        keep = Keep(id, span.channel_id, span.first, span.last)
        report = read.report.lines()
        return await self._report(incoming, read.thread, report, keep)

    async def _report(
        self, incoming: Incoming, thread: Thread, report: Iterable[str], keep: Keep
    ) -> Answer:
        """Report a thread as one of the server's own, which no log names."""
        own = replace(thread, servers=(_server(incoming),))
        actions = keep.custom_id, Discard().custom_id
        async with self._files.take(_server(incoming)):
            return await asyncio.to_thread(imported, own, report, *actions)

    async def keep(self, incoming: Incoming, press: Keep, report: discord.Message) -> Answer:
        """Keep the thread of a report; one from a channel as the channel is by now."""
        if not report.attachments:
            return Answer.refused(sentence("report_without_file"))
        async with self._imports.take(_server(incoming)):
            thread = (await _read_files(report.attachments[:1], press.thread_id)).thread
        turn = self._turns.setdefault(_server(incoming), asyncio.Lock())
        async with turn:  # so that of two presses at once the second sees the first one's thread
            return await self._keep(incoming, press, thread)

    async def _keep(self, incoming: Incoming, press: Keep, thread: Thread) -> Answer:
        server = _server(incoming)
        same_id = [
            one
            for one in await self._server_threads.of(server)
            if one.thread.id.casefold() == press.thread_id.casefold()
        ]
        if any(_is_kept(one, thread, press) for one in same_id):
            return _kept(incoming, thread)  # someone pressed twice
        if same_id:
            thread = replace(thread, id=await self._new_id(incoming, press.thread_id))
        if press.channel is None:
            await self._server_threads.add(server, thread)
        else:
            span = channel_history.Span(press.channel, press.first, press.last)
            found = await self._readable(incoming, span.channel_id)
            if isinstance(found, Answer):
                return found
            async with self._followed.following(found.id):
                read = await self._read_channel(incoming, found, span, thread.id, thread.title)
                thread = read.thread
                await self._server_threads.add(server, thread, span.channel_id, read.messages)
            for author in {one.author_id for one in read.messages.values()}:
                await self._followed.remove_posts_of(author)  # who opted out while it was read
        return _kept(incoming, thread)

    async def _new_id(self, incoming: Incoming, name: str) -> str:
        """Return an id that no thread has which the server sees."""
        scope = await self._scopes.of(replace(incoming, private=True))
        own = await self._server_threads.of(_server(incoming))
        seen = self._engine.suggest_threads("", scope)
        return new_id(name, {one.id for one in (*seen, *(one.thread for one in own))})

    async def _readable(
        self, incoming: Incoming, channel_id: int
    ) -> channel_history.Readable | Answer:
        """Return a channel that asker and bot may read, or say why it cannot be read."""
        person = incoming.person
        assert isinstance(person, discord.Member)
        if not self._settings.message_content:
            return Answer.refused(sentence("channel_without_content"))
        guild = await self._known_guild(person.guild)
        channel = await self._readers.readable(guild, channel_id)
        if channel is None:
            return Answer.refused(sentence("channel_unreadable"))
        if not isinstance(channel, channel_history.Readable):
            return Answer.refused(sentence("channel_of_other_kind"))
        if not await self._readers.may_read(channel, person):
            return Answer.refused(sentence("channel_not_yours"))
        return channel

    async def _read_channel(
        self,
        incoming: Incoming,
        channel: channel_history.Readable,
        span: channel_history.Span,
        id: str,
        title: str | None,
    ) -> channel_history.ChannelThread:
        place = SettingsPlace(incoming.guild_id)

        async def is_quotable(author_id: int) -> bool:
            return (await self._kept_settings.known(place, author_id)).settings.quotable

        async with self._channels.take(_server(incoming)):
            messages = await channel_history.read_span(
                channel, span, is_quotable, self._settings.server_posts
            )
            return await channel_history.channel_thread(channel, messages, id, title)


async def _read_files(
    attachments: Iterable[discord.Attachment], id: str, title: str | None = None
) -> ImportedApart:
    """Fetch files, and read them in a process of its own; files that wait take no memory.

    The importer is loaded here, since few servers add threads, and aside, since it takes 30 ms.
    """
    separate = await asyncio.to_thread(import_module, "bot.importing.separate")
    sources = [separate.SourceFile(one.filename, await one.read()) for one in attachments]
    read: ImportedApart = await separate.SeparateImporter().read(sources, id, title)
    return read


def _is_kept(own: OwnThread, thread: Thread, press: Keep) -> bool:
    if press.channel is None:
        return own.exported == thread
    return own.channel_id == press.channel


def _kept(incoming: Incoming, thread: Thread) -> Answer:
    return note("kept", title=thread.title, id=thread.id, command=incoming.settings.command)


def _server(incoming: Incoming) -> int:
    assert incoming.guild_id is not None
    return incoming.guild_id
