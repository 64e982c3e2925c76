"""The agenda of a group, posted by itself before each scheduled event of its server."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import count

import discord
from discord.ext import commands, tasks

from bot.answering.answer import cut
from bot.chat.discord.agenda_command import AgendaDesk
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver
from bot.chat.discord.incoming import IncomingReader
from bot.chat.discord.manager_messages import ManagerMessages
from bot.errors import BotError
from bot.i18n import sentence
from bot.reading import agenda_table
from bot.reading.agenda import Agenda
from bot.settings import Level
from bot.storage.kept_settings import KeptSettings, SettingsPlace

_log = logging.getLogger(__name__)


class EventAgendas(commands.Cog):
    """Look each minute which events are near, in the servers with a channel that wants it.

    What came before an event is noted. An agenda that Discord did not take, or that was not noted,
    is posted again in the next minute: Discord recognizes by its nonce what it has.
    """

    def __init__(
        self,
        bot: commands.AutoShardedBot,
        kept_settings: KeptSettings,
        incoming: IncomingReader,
        readers: ChannelReaders,
        agenda: Agenda,
        desk: AgendaDesk,
        now: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._kept_settings = kept_settings
        self._incoming = incoming
        self._readers = readers
        self._agenda = agenda
        self._desk = desk
        self._managers = ManagerMessages(bot, readers)
        self._now = now
        self._under_way = set[int]()
        """The servers whose agendas are being posted, which takes minutes where many want them."""
        self._tasks = set[asyncio.Task[None]]()

    async def cog_load(self) -> None:
        """Begin to look."""
        self._each_minute.start()

    async def cog_unload(self) -> None:
        """End it."""
        self._each_minute.cancel()
        for task in self._tasks:
            task.cancel()

    @tasks.loop(minutes=1)
    async def _each_minute(self) -> None:
        """Post what is due, and look again in a minute, whatever is under way by then."""
        await self._bot.wait_until_ready()
        task = asyncio.create_task(self.post_due())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def post_due(self) -> None:
        """Post the agenda in the channels whose server has an event soon; no server waits."""
        now = datetime.fromtimestamp(self._now(), UTC)
        due = defaultdict[int, list[tuple[discord.ScheduledEvent, int]]](list)
        try:
            wanted = await self._kept_settings.agenda_minutes()
        except BotError as error:
            _log.warning("agendas of events wait for the next minute: %s", error)
            return
        for (server_id, channel_id), minutes in wanted.items():
            guild = self._bot.get_guild(server_id)
            for event in guild.scheduled_events if guild else ():
                is_near = timedelta() < event.start_time - now <= timedelta(minutes=minutes)
                if is_near and event.status is discord.EventStatus.scheduled:
                    due[server_id].append((event, channel_id))
        servers = due.keys() - self._under_way
        await asyncio.gather(*(self._post_in(server, due[server]) for server in servers))

    async def _post_in(
        self, server_id: int, due: Sequence[tuple[discord.ScheduledEvent, int]]
    ) -> None:
        self._under_way.add(server_id)
        try:
            for event, channel_id in due:
                await self._post(event, channel_id)
        except BotError as error:
            _log.warning("agendas of events wait for the next minute: %s", error)
        except Exception:
            _log.exception("agendas of events were not posted")
        finally:
            self._under_way.discard(server_id)

    async def _post(self, event: discord.ScheduledEvent, channel_id: int) -> None:
        """Post a channel's agenda before an event, unless it was or nothing is open."""
        guild, begin = event.guild, int(event.start_time.timestamp())
        assert guild is not None
        noted = agenda_table.Event(guild.id, channel_id, event.id, begin)
        channel = await self._readers.channel(guild, channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return
        if await self._agenda.came_before(noted):
            return
        incoming = await self._incoming.of_channel(channel)
        # Only those see an event who see its channel.
        shown = event.channel is None or await self._readers.all_may_read(event.channel, channel)
        name = cut(event.name) if shown else sentence("agenda_event")
        agenda = await self._desk.before(incoming, guild.id, name, begin)
        if agenda is None:
            await self._agenda.note_event(noted)
            return
        options = ReplyOptions(incoming.language, embeds=incoming.permissions.embed_links)
        try:
            await deliver(agenda, options, _sends(channel, noted))
        except discord.Forbidden as error:
            place = SettingsPlace(guild.id, (channel_id,))
            await self._kept_settings.change(
                Level.CHANNEL, place, guild.me.id, "agenda_minutes", None
            )
            reason = sentence("reading_refused", reason=error.text)
            await self._managers.send(guild.id, channel_id, reason, "agenda_stopped")
        except SEND_ERRORS as error:
            _log.warning("the agenda for channel %s was not posted yet: %s", channel_id, error)
        else:
            await self._agenda.note_event(noted)


def _sends(channel: discord.abc.Messageable, event: "agenda_table.Event") -> Iterator[Send]:
    """Yield calls that send to the channel, with the same nonces each time."""
    for part in count():
        named = f"agenda {event.channel_id} {event.event_id} {event.starts_at} {part}"
        nonce = blake2b(named.encode(), digest_size=12).hexdigest()
        yield Send(partial(channel.send, nonce=nonce))
