"""Threads that were read from channels follow the edits and deletions there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.answering.server_threads import ServerThreads
from bot.chat.discord import channel_history
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.delivery import SEND_ERRORS
from bot.chat.discord.turns import HeavyTurns
from bot.errors import BotError
from bot.storage import threads as stored_threads
from bot.storage.changes import Concern
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.own_threads import OwnThread

_log = logging.getLogger(__name__)

CHANNELS_AT_ONCE = 4
"""Channels of different servers that are read at the same time: for minutes, with 50 MB each."""

_OfGuild: TypeAlias = discord.abc.GuildChannel | discord.Role | discord.Member

_Messages: TypeAlias = dict[int, discord.Message | None]
"""Messages as they are by now, by id; None is one that is gone."""


class FollowedChannels(commands.Cog):
    """Change the posts with their messages, and remove them with these; `DeletedChannels` removes
    threads with their channels.

    What happened while the bot was away, was cut off from Discord, or might not read a channel, is
    caught up when someone next asks in the server.
    """

    def __init__(
        self,
        database: Database | None,
        kept_settings: KeptSettings,
        server_threads: ServerThreads,
        readers: ChannelReaders,
        guild_of: Callable[[int], discord.Guild | None],
        *,
        reads_words: bool,
    ) -> None:
        """Follow deletions alone where Discord sends no words of messages."""
        self._database = database
        self._kept_settings = kept_settings
        self._server_threads = server_threads
        self._readers = readers
        self._guild_of = guild_of
        self._reads_words = reads_words
        self._caught_up = set[tuple[int, int]]()
        """The server and the id of each channel that need not be read again."""
        self._catching_up = HeavyTurns(CHANNELS_AT_ONCE)
        self._tasks = set[asyncio.Task[None]]()
        self._turns = WeakValueDictionary[int, asyncio.Lock]()
        self._readings: dict[int, list[_Messages]] = {}
        if database is not None:
            database.changes.subscribe(self._on_change)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Give the post the message's new words."""
        await self._note(payload.channel_id, {payload.message_id: payload.message})

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the post of a deleted message."""
        await self._note(payload.channel_id, {payload.message_id: None})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the posts of deleted messages."""
        await self._note(payload.channel_id, dict.fromkeys(payload.message_ids))

    @asynccontextmanager
    async def following(self, channel_id: int) -> AsyncIterator[_Messages]:
        """Yield the messages of a channel that are followed at the end, by id: none at first.

        To read a channel takes minutes. What is edited and deleted there until the end is put in.
        """
        messages: _Messages = {}
        readings = self._readings.setdefault(channel_id, [])
        readings.append(messages)
        try:
            yield messages
        finally:
            readings[:] = [one for one in readings if one is not messages]
            if not readings:
                self._readings.pop(channel_id, None)
        await self._follow(channel_id, messages)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up with every channel again: a new session has no events from before it."""
        self._caught_up.clear()

    @commands.Cog.listener("on_guild_channel_update")
    @commands.Cog.listener("on_guild_role_update")
    @commands.Cog.listener("on_guild_role_delete")
    @commands.Cog.listener("on_member_update")
    async def on_rights_change(self, *changed: _OfGuild) -> None:
        """Catch up again with channels that the bot may not read now, once it may."""
        guild = changed[-1].guild
        for server, channel_id in tuple(self._caught_up):
            if server == guild.id and not await self._readers.readable(guild, channel_id):
                self._caught_up.discard((server, channel_id))

    @commands.Cog.listener("on_thread_join")
    @commands.Cog.listener("on_thread_remove")
    async def on_own_membership(self, thread: discord.Thread) -> None:
        """Catch up again with a Discord thread that the bot is removed from, once it may read it.

        It may have been away for so short a time that nobody asked.
        """
        self._readers.forget_members(thread.id)
        self._caught_up.discard((thread.guild.id, thread.id))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Catch up again with every channel of a server, should the bot come back."""
        self._caught_up = {place for place in self._caught_up if place[0] != guild.id}

    async def catch_up_soon(self, server: int, channel_id: int) -> None:
        """Read a followed channel again, once in a session, and once the bot may do so again."""
        guild = self._guild_of(server)
        channel = guild and await self._readers.readable(guild, channel_id)
        if not isinstance(channel, channel_history.Readable):
            self._caught_up.discard((server, channel_id))
        elif (server, channel_id) not in self._caught_up:
            self._caught_up.add((server, channel_id))
            self._start(self._catch_up(server, channel))

    async def cog_unload(self) -> None:
        """Stop reading."""
        for task in self._tasks:
            task.cancel()

    async def finished(self) -> None:
        """Wait for what is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_change(self, concern: Concern | None) -> None:
        """Follow the settings of a person, who may have opted out."""
        match concern:
            case "member", member_id:
                self._start(self.remove_posts_of(member_id))

    async def remove_posts_of(self, member_id: int) -> None:
        """Remove the posts of a member, if they do not want to be quoted."""
        if (database := self._database) is None:
            return
        try:
            in_force = await self._kept_settings.known(SettingsPlace(None), member_id)
            if in_force.settings.quotable:
                return
            await database.change_all(stored_threads.remove_posts_of_author, member_id)
        except BotError as error:
            _log.warning("the posts of member %s were not removed: %s", member_id, error)
            self._caught_up.clear()  # they are removed when someone next asks

    async def _catch_up(self, server: int, channel: channel_history.Readable) -> None:
        try:
            async with self._catching_up.take(server):
                for own in await self._read_from(server, channel.id):
                    await self._read_again(channel, own)
        except BotError as error:
            _log.warning("channel %s was not read again: %s", channel.id, error)
            self._caught_up.discard((server, channel.id))

    async def _read_again(self, channel: channel_history.Readable, own: OwnThread) -> None:
        """Follow what happened in a channel unseen, and who opted out since."""
        authors = {one.author_id for one in own.messages.values()}
        for author in authors:
            await self.remove_posts_of(author)
        try:
            async with self.following(channel.id) as messages:
                for id, message in (await _messages(channel, own)).items():
                    messages.setdefault(id, message)
        except SEND_ERRORS as error:
            _log.warning("channel %s was not read again: %s", channel.id, error)
            if not isinstance(error, discord.Forbidden | discord.NotFound):
                self._caught_up.discard((channel.guild.id, channel.id))  # when someone next asks

    async def _read_from(self, server: int, channel_id: int) -> list[OwnThread]:
        threads = await self._server_threads.of(server)
        return [own for own in threads if own.channel_id == channel_id]

    async def _note(self, channel_id: int, messages: _Messages) -> None:
        for reading in self._readings.get(channel_id, ()):
            reading.update(messages)
        await self._follow(channel_id, messages)

    async def _follow(self, channel_id: int, messages: _Messages) -> None:
        """Change the posts of these messages; None means that a message is gone."""
        if not self._reads_words:
            messages = {id: None for id, message in messages.items() if message is None}
        async with self._turns.setdefault(channel_id, asyncio.Lock()):  # in the order of events
            try:
                server = await self._server_threads.server_of_channel(channel_id)
                if server is not None:
                    for own in await self._read_from(server, channel_id):
                        await self._change(server, own, dict(_edited(own, messages)))
            except BotError as error:
                _log.warning("an edit in channel %s was not followed: %s", channel_id, error)
                # It is read again when someone next asks.
                self._caught_up = {place for place in self._caught_up if place[1] != channel_id}

    async def _change(self, server: int, own: OwnThread, edited: dict[int, str]) -> None:
        """Give posts other words by their numbers, or remove them where no words are left."""
        for number, words in edited.items():
            if words:
                await self._server_threads.change_words(server, own.thread.id, number, words)
        if gone := [number for number, words in edited.items() if not words]:
            await self._server_threads.remove_posts(server, own.thread.id, gone)
        if edited:
            _log.info("followed %s messages of channel %s", len(edited), own.channel_id)


def _edited(own: OwnThread, messages: _Messages) -> Iterator[tuple[int, str]]:
    """Yield the number of each post that reads differently now, and its words."""
    for number, written in own.messages.items():
        if written.id not in messages or (post := own.thread.post(number)) is None:
            continue
        message = messages[written.id]
        words = channel_history.words_for_post(message, post.label) if message else ""
        if words != post.text:
            yield number, words


async def _messages(channel: channel_history.Readable, own: OwnThread) -> _Messages:
    """Return each message that the thread was read from as it is by now."""
    ids = [one.id for one in own.messages.values()]
    now: _Messages = dict.fromkeys(ids)
    after, before = discord.Object(min(ids) - 1), discord.Object(max(ids) + 1)
    async for message in channel.history(limit=None, after=after, before=before):
        if message.id in now:
            now[message.id] = message
    return now
