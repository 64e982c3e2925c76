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
        channels = defaultdict[int, list[tuple[int, timedelta]]](list)
        try:
            wanted = await self._kept_settings.agenda_minutes()
        except BotError as error:
            _log.warning("agendas of events wait for the next minute: %s", error)
            return
        for (server_id, channel_id), minutes in wanted.items():
            channels[server_id].append((channel_id, timedelta(minutes=minutes)))
        guilds = map(self._bot.get_guild, channels.keys() - self._under_way)
        meeting = [one for one in guilds if one is not None and one.scheduled_events]
        await asyncio.gather(*(self._post_in(one, channels[one.id]) for one in meeting))

    async def _post_in(
        self, guild: discord.Guild, channels: Sequence[tuple[int, timedelta]]
    ) -> None:
        """Post the agenda in channels of a server that want it so long before events."""
        self._under_way.add(guild.id)
        now = datetime.fromtimestamp(self._now(), UTC)
        coming = [(one, one.start_time - now) for one in guild.scheduled_events]
        try:
            came = await self._agenda.events_before(guild.id)
            for channel_id, before in channels:
                for event, left in coming:
                    is_near = timedelta() < left <= before
                    if is_near and event.status is discord.EventStatus.scheduled:
                        noted = _noted(event, channel_id)
                        if noted not in came:
                            await self._post(event, noted)
                await asyncio.sleep(0)  # others are answered: a server may have hundreds of both
        except BotError as error:
            _log.warning("agendas of events wait for the next minute: %s", error)
        except Exception:
            _log.exception("agendas of events were not posted")
        finally:
            self._under_way.discard(guild.id)

    async def _post(self, event: discord.ScheduledEvent, noted: "agenda_table.Event") -> None:
        """Post a channel's agenda before an event, unless nothing is open."""
        guild, channel_id, begin = event.guild, noted.channel_id, noted.starts_at
        assert guild is not None
        channel = await self._readers.channel(guild, channel_id)
        if not isinstance(channel, discord.abc.Messageable):
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


def _noted(event: discord.ScheduledEvent, channel_id: int) -> "agenda_table.Event":
    begin = int(event.start_time.timestamp())
    return agenda_table.Event(event.guild_id, channel_id, event.id, begin)


def _sends(channel: discord.abc.Messageable, event: "agenda_table.Event") -> Iterator[Send]:
    """Yield calls that send to the channel, with the same nonces each time."""
    for part in count():
        named = f"agenda {event.channel_id} {event.event_id} {event.starts_at} {part}"
        nonce = blake2b(named.encode(), digest_size=12).hexdigest()
        yield Send(partial(channel.send, nonce=nonce))
