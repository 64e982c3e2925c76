"""Threads that were read from channels follow the edits and deletions there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import discord
from discord.ext import commands

from bot.answering.server_threads import ServerThreads
from bot.chat.discord import channel_history
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.delivery import SEND_ERRORS
from bot.errors import BotError
from bot.storage import threads as stored_threads
from bot.storage.changes import Concern
from bot.storage.database import Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.own_threads import OwnThread

_log = logging.getLogger(__name__)


class FollowedChannels(commands.Cog):
    """Change the posts with their messages, and remove them with these; `DeletedChannels` removes
    threads with their channels.

    What happened while the bot was away, or was cut off from Discord, is caught up when someone
    next asks in the server.
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
        self._caught_up = set[int]()
        self._tasks = set[asyncio.Task[None]]()
        if database is not None:
            database.changes.subscribe(self._on_change)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Give the post the message's new words."""
        if (server := await self._server(payload.channel_id)) is not None:
            await self._follow(server, payload.channel_id, {payload.message_id: payload.message})

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the post of a deleted message."""
        if (server := await self._server(payload.channel_id)) is not None:
            await self._follow(server, payload.channel_id, {payload.message_id: None})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the posts of deleted messages."""
        if (server := await self._server(payload.channel_id)) is not None:
            gone = dict.fromkeys(payload.message_ids)
            await self._follow(server, payload.channel_id, gone)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up with every server again: a new session has no events from before it."""
        self._caught_up.clear()

    def catch_up_soon(self, server: int) -> None:
        """Read the followed channels of a server again, once in a session."""
        if server in self._caught_up:
            return
        self._caught_up.add(server)
        self._start(self._catch_up(server))

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

    async def _catch_up(self, server: int) -> None:
        if (guild := self._guild_of(server)) is None:
            return
        try:
            for own in await self._server_threads.of(server):
                channel = own.channel_id and await self._readers.channel(guild, own.channel_id)
                if isinstance(channel, channel_history.Readable):
                    await self._read_again(server, channel, own)
        except BotError as error:
            _log.warning("the channels of server %s were not read again: %s", server, error)
            self._caught_up.discard(server)

    async def _read_again(
        self, server: int, channel: channel_history.Readable, own: OwnThread
    ) -> None:
        """Follow what happened in a channel unseen, and who opted out since."""
        authors = {one.author_id for one in own.messages.values()}
        for author in authors:
            await self.remove_posts_of(author)
        try:
            now = await _messages(channel, own)
        except SEND_ERRORS as error:
            _log.warning("channel %s was not read again: %s", channel.id, error)
        else:
            await self._follow(server, channel.id, now)

    async def _server(self, channel_id: int) -> int | None:
        try:
            return await self._server_threads.server_of_channel(channel_id)
        except BotError as error:
            _log.warning("channel %s is not followed: %s", channel_id, error)
            return None

    async def _read_from(self, server: int, channel_id: int) -> list[OwnThread]:
        threads = await self._server_threads.of(server)
        return [own for own in threads if own.channel_id == channel_id]

    async def _follow(
        self, server: int, channel_id: int, messages: dict[int, discord.Message | None]
    ) -> None:
        """Change the posts of these messages; None means that a message is gone."""
        if not self._reads_words:
            messages = {id: None for id, message in messages.items() if message is None}
        try:
            for own in await self._read_from(server, channel_id):
                edited = dict(_edited(own, messages))
                for number, words in edited.items():
                    if words:
                        id = own.thread.id
                        await self._server_threads.change_words(server, id, number, words)
                if gone := [number for number, words in edited.items() if not words]:
                    await self._server_threads.remove_posts(server, own.thread.id, gone)
                if edited:
                    _log.info("followed %s messages of channel %s", len(edited), channel_id)
        except BotError as error:
            _log.warning("an edit in channel %s was not followed: %s", channel_id, error)


def _edited(
    own: OwnThread, messages: dict[int, discord.Message | None]
) -> Iterator[tuple[int, str]]:
    """Yield the number of each post that reads differently now, and its words."""
    for number, written in own.messages.items():
        if written.id not in messages or (post := own.thread.post(number)) is None:
            continue
        message = messages[written.id]
        words = channel_history.words_for_post(message, post.label) if message else ""
        if words != post.text:
            yield number, words


async def _messages(
    channel: channel_history.Readable, own: OwnThread
) -> dict[int, discord.Message | None]:
    """Return each message that the thread was read from as it is by now."""
    ids = [one.id for one in own.messages.values()]
    now: dict[int, discord.Message | None] = dict.fromkeys(ids)
    after, before = discord.Object(min(ids) - 1), discord.Object(max(ids) + 1)
    async for message in channel.history(limit=None, after=after, before=before):
        if message.id in now:
            now[message.id] = message
    return now
