"""The Discord client: which events it receives, what it caches, and its parts."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.engine import AnswerEngine
from bot.answering.requests import Help
from bot.answering.scope import Scope
from bot.answering.server_threads import ServerThreads
from bot.chat.discord.agenda_command import AgendaDesk, agenda_command
from bot.chat.discord.answer_threads import AnswerThreads
from bot.chat.discord.bookmark_commands import bookmark_entry, bookmarks_command
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.cogs.buttons import Buttons
from bot.chat.discord.cogs.deleted_channels import DeletedChannels
from bot.chat.discord.cogs.event_agendas import EventAgendas
from bot.chat.discord.cogs.followed_channels import FollowedChannels
from bot.chat.discord.cogs.group_presses import GroupPresses
from bot.chat.discord.cogs.left_servers import LeftServers
from bot.chat.discord.cogs.message_menu import MessageMenu
from bot.chat.discord.cogs.messages import Messages
from bot.chat.discord.cogs.privacy import PrivacyCog
from bot.chat.discord.cogs.server_threads import (
    ImportReports,
    ServerThreadCommands,
    ServerThreadWindows,
)
from bot.chat.discord.cogs.settings import SettingsCog
from bot.chat.discord.cogs.thread_commands import ThreadCommands
from bot.chat.discord.command_sync import CommandSync, CommandTranslator
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import IncomingReader
from bot.chat.discord.json_responses import json_only
from bot.chat.discord.late_suggestions import log_late_suggestions_briefly
from bot.chat.discord.lean_guilds import keep_less_of_guilds
from bot.chat.discord.manager_messages import ManagerMessages
from bot.chat.discord.member_roles import MemberRoles
from bot.chat.discord.members import FetchedMembers
from bot.chat.discord.own_messages import leave_out_own_messages
from bot.chat.discord.owner_messages import OwnerMessages
from bot.chat.discord.question_words import QuestionWords
from bot.chat.discord.questions import QuestionReader
from bot.chat.discord.reading_commands import ReadingCommands
from bot.chat.discord.reading_sender import ReadingSender
from bot.chat.discord.recent_answers import RecentAnswers
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.server_actions import ServerActions
from bot.chat.discord.session_starts import SessionStarts
from bot.chat.discord.sessions import FollowedCommands, GatewaySessions
from bot.chat.discord.shard_change import ShardChange
from bot.chat.discord.thread_additions import ThreadAdditions
from bot.chat.discord.triggers import TriggerReader
from bot.chat.discord.turns import HeavyTurns
from bot.chat.discord.typing_indicator import TypingIndicator
from bot.chat.discord.unreadable_events import survive_unreadable_events
from bot.chat.discord.where_command import where_command
from bot.chat.discord.whole_threads import WholeThreads
from bot.errors import UnavailableError
from bot.ops.counts import Counts
from bot.ops.request_log import RequestLog
from bot.reading.agenda import Agenda
from bot.reading.readings import Readings
from bot.reading.ticker import PER_SECOND, Pace, Ticker
from bot.reading.votes import Votes
from bot.reading.zone_release import zone_release
from bot.setting_kinds import Shards
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.gateway_sessions import SessionStore
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.word_store import WordStore

if TYPE_CHECKING:
    from bot.chat.discord.private_pages import PrivatePages

_log = logging.getLogger(__name__)


class ThreadBot(commands.AutoShardedBot):
    """Receive questions on Discord and reply with the engine's answers."""

    def __init__(
        self,
        settings: Settings,
        engine: AnswerEngine,
        request_log: RequestLog | None = None,
        clock: Callable[[], float] = time.monotonic,
        started_at: datetime | None = None,
        database: Database | None = None,
        now: Callable[[], float] = time.time,
        session_store: SessionStore | None = None,
    ) -> None:
        """Without a database, servers have no threads and settings of their own.

        Without a ``session_store``, what is asked while the bot restarts is not answered.
        """
        super().__init__(
            command_prefix=commands.when_mentioned,  # lines are read by the bot's own grammar
            help_command=None,
            tree_cls=FollowedCommands,
            intents=_intents(settings),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=json_only(),
            shard_connect_timeout=None,  # it may take long until it is a shard's turn
            **_shards(settings),
        )
        self._database = database
        self._readings = Readings(
            database,
            lambda: datetime.fromtimestamp(now(), UTC),
            _own_shards(settings),
            engine.forget_gates,
        )
        word_store = WordStore(database) if database is not None else None
        engine.keep_words(word_store)
        self._server_threads = ServerThreads(
            settings, database, along=[self._readings.of_servers], word_store=word_store
        )
        self.kept_settings = KeptSettings(
            settings,
            database,
            along=[self._server_threads.of_servers, self._readings.of_servers],
        )
        self._incoming = IncomingReader(self.kept_settings)
        self._clock = clock
        self._now = now
        self._started_at = started_at or discord.utils.utcnow()
        request_log = request_log or RequestLog(Counts())
        keep_less_of_guilds(self)
        leave_out_own_messages(self)
        log_late_suggestions_briefly()
        self._counts = request_log.counts
        survive_unreadable_events(self, self._counts.unreadable_event)
        self.sessions = GatewaySessions(self, session_store, now)
        self.shard_change = ShardChange(database, _own_shards(settings))
        self._starts = SessionStarts(
            self.fetch_session_start_limits,
            database,
            self._counts.session_starts,
        )
        members = FetchedMembers(clock)
        self._guard = Guard(settings, MemberRoles(self, members), self.is_owner, clock)
        self._readers = ChannelReaders(clock)
        self._followed = FollowedChannels(
            database,
            self.kept_settings,
            self._server_threads,
            self._readers,
            self.get_guild,
            reads_words=settings.message_content,
        )
        self._scopes = Scopes(
            engine,
            self._server_threads,
            self._readings,
            self,
            members,
            self._readers,
            self._followed.catch_up_soon,
            self._may_ask,
        )
        self._files = HeavyTurns()
        """The writing of large files, which takes seconds."""
        self._additions = ThreadAdditions(
            settings,
            engine,
            self.kept_settings,
            self._server_threads,
            self._scopes,
            self._readers,
            self._known_guild,
            self._files,
            self._followed,
        )
        self._agenda = Agenda(self._readings)
        self._threads = WholeThreads(engine, self._scopes, self)
        sender = ReadingSender(self, settings, ManagerMessages(self, self._readers))
        self.pace = Pace(PER_SECOND * _share(settings), clock)
        self.ticker = Ticker(self._readings, self._threads.of_reading, sender, self.pace)
        self.dispatcher = Dispatcher(
            engine,
            self._guard,
            self._scopes,
            request_log,
            OwnerMessages(self),
            self._agenda,
            self.shard_change,
            clock,
        )
        self.private_pages = self._private_pages(settings, engine, members)
        everywhere = Scope(servers=frozenset())
        self.command_sync = CommandSync(self, self.tree, partial(engine.answer, Help(), everywhere))

    async def setup_hook(self) -> None:
        """Add the cogs, before the first event."""
        assert self.user is not None
        triggers = TriggerReader(self.user)
        questions = QuestionReader(
            self._incoming,
            self.dispatcher,
            triggers,
            AnswerThreads(self.user, self._clock),
            self._clock,
        )
        recent_answers = RecentAnswers(self, self._clock, self._started_at)
        typing = TypingIndicator(self._clock)
        await self.tree.set_translator(CommandTranslator())
        messages = Messages(
            self.dispatcher,
            self._guard,
            self.command_sync,
            questions,
            recent_answers,
            typing,
            self._additions,
            self._now,
        )
        self.event(messages.on_message)  # instead of discord.py's prefix commands
        for cog in (
            messages,
            ThreadCommands(self._incoming, self.dispatcher, triggers),
            MessageMenu(self.tree, self._incoming, self.dispatcher, triggers),
            Buttons(self._incoming, self.dispatcher, self.private_pages),
            SettingsCog(
                self._incoming, self.kept_settings, self._guard, self.dispatcher, self.tree
            ),
            PrivacyCog(
                self._incoming, self._database, self._guard, self._scopes, self._files, self.tree
            ),
            self._followed,
            ImportReports(self._incoming, self.dispatcher, self._additions),
        ):
            await self.add_cog(cog)
        await self._add_server_thread_commands()
        await self._add_reading_together(triggers)
        if self._database is not None:
            await self.add_cog(LeftServers(self, self._database, self._now))
            deleted = self._database, self._readings, self._readers, self.pace
            await self.add_cog(DeletedChannels(self, *deleted))
            self._database.changes.listen()

    def _private_pages(
        self, settings: Settings, engine: AnswerEngine, members: FetchedMembers
    ) -> "PrivatePages | None":
        """Return the pages for one member, where they are served; they are imported only then."""
        if settings.private_site_url is None or settings.token is None:
            return None
        from bot.chat.discord.private_pages import PrivatePages
        from bot.pages.signed_links import LinkSigner

        return PrivatePages(
            settings.private_site_url,
            LinkSigner(settings.token.value, self._now),
            self,
            engine,
            self.dispatcher,
            self._guard,
            self._scopes,
            self._incoming,
            members,
            self._readers,
        )

    async def _add_server_thread_commands(self) -> None:
        group = self.tree.get_command("thread")
        assert isinstance(group, app_commands.Group)
        own = ServerThreadCommands(
            self._incoming,
            self.dispatcher,
            self._server_threads,
            self._additions,
            self._scopes,
            self._files,
        )
        for command in own.commands:
            group.add_command(command)
        await self.add_cog(ServerThreadWindows(own))

    async def _add_reading_together(self, triggers: TriggerReader) -> None:
        """Add what groups that read have: their commands and their presses."""
        group = self.tree.get_command("thread")
        assert isinstance(group, app_commands.Group)
        actions = ServerActions(self._incoming, self.dispatcher, self._guard)
        group.add_command(ReadingCommands(actions, self._readings, self._threads))
        group.add_command(where_command(actions, self._readings, self._threads))
        group.add_command(bookmarks_command(actions, self))
        self.tree.add_command(bookmark_entry(actions, self.dispatcher, self._scopes))
        words = QuestionWords(self, triggers, self.pace)
        desk = AgendaDesk(self._agenda, words, self._scopes)
        group.add_command(agenda_command(actions, desk))
        if self._database is not None:
            await self.add_cog(
                EventAgendas(
                    self,
                    self.kept_settings,
                    self._incoming,
                    self._readers,
                    self._agenda,
                    desk,
                    self._now,
                )
            )
        votes = Votes(self._readings, self._counts.vote)
        await self.add_cog(
            GroupPresses(actions, self.dispatcher, self._scopes, self._agenda, desk, votes)
        )

    async def send_readings(self) -> None:
        """Send the posts of readings at their dates, once servers and permissions are known."""
        await self.wait_until_ready()
        _log.info("sending posts of readings, by the time zones of release %s", zone_release())
        await self.ticker.run()

    async def prepare(self) -> None:
        """Read what is kept about nobody, so that the first question compiles no statements."""
        await self.wait_until_ready()
        with suppress(UnavailableError):
            await self.kept_settings.known(SettingsPlace(0), 0)
            await self._server_threads.of(0)

    async def _may_ask(self, member: discord.Member) -> bool:
        """Return whether a member may ask by their roles, as the settings of their server say.

        Raises UnavailableError where these cannot be read at the moment.
        """
        in_force = await self.kept_settings.known(SettingsPlace(member.guild.id))
        return not await self._guard.lacking_roles(member, in_force.settings)

    async def _known_guild(self, guild: discord.Guild) -> discord.Guild:
        """Return a server as Discord describes it, which right after a start is not known."""
        if guild.unavailable:
            await self.wait_until_ready()
        return self.get_guild(guild.id) or guild

    async def launch_shards(self) -> None:
        """Resume what an earlier process left, and begin the sessions of this one."""
        total = self.shard_count or 1
        await self.shard_change.begin()
        await self.sessions.resume(total, self.shard_ids or range(total))
        await super().launch_shards()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until the shard may begin a session."""
        await self._starts.wait_turn(shard_id or 0)

    async def on_shard_connect(self, _: int) -> None:
        """Keep the session that began."""
        self.sessions.keep_soon()

    async def on_shard_ready(self, shard_id: int) -> None:
        """Answer what was asked before the servers of the shard were known."""
        self.sessions.hand_over_soon(shard_id)

    async def finish(self, seconds: float) -> None:
        """Receive nothing more, wait for the answers under way for at most ``seconds``, and close.

        What came too late is left to the next process.
        """
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.sessions.finish()
                await self.dispatcher.finish()
        self.dispatcher.warn_unanswered()
        await self.sessions.save()
        await self.close()

    def _schedule_event(self, *args: Any, **kwargs: Any) -> asyncio.Task[Any]:
        task = super()._schedule_event(*args, **kwargs)
        self.sessions.follow(task)
        return task


def _own_shards(settings: Settings) -> Shards | None:
    """Return the shards of the settings, unless the process has no number yet."""
    return settings.shards if isinstance(settings.shards, Shards) else None


def _share(settings: Settings) -> float:
    """Return the part of the servers that this process serves, and of what all may send."""
    shards = _own_shards(settings)
    return 1.0 if shards is None else (shards.last - shards.first + 1) / shards.total


def _shards(settings: Settings) -> dict[str, Any]:
    """Return the shards of the settings; without them Discord decides their number."""
    if (shards := _own_shards(settings)) is None:
        return {}
    return {
        "shard_count": shards.total,
        "shard_ids": list(range(shards.first, shards.last + 1)),
    }


def _intents(settings: Settings) -> discord.Intents:
    """Return the events to receive: servers, for roles and permissions, messages, meetings."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.messages = True
    intents.guild_scheduled_events = True
    intents.message_content = settings.message_content
    return intents
