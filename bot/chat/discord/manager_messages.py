"""Messages to those who manage a server."""

import logging
from functools import partial

import discord

from bot.answering.answer import Answer
from bot.chat.discord.channel_readers import Channel, ChannelReaders
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver, repeated
from bot.i18n import Sentence, language_of, sentence

_log = logging.getLogger(__name__)


class ManagerMessages:
    """Tell the managers of a server one thing, where the server sends its own notices.

    That is the channel for Discord's updates, which only moderators see, or else the channel for
    system messages, if all who read it may read what the message is about; where the bot may write
    to neither, the owner gets a direct message.
    """

    def __init__(self, client: discord.Client, readers: ChannelReaders) -> None:
        self._client = client
        self._readers = readers

    async def send(
        self, server_id: int, channel_id: int, reason: Sentence, stopped: str = "reading_stopped"
    ) -> None:
        """Send the sentence ``stopped`` about a channel; where no one can be reached, log it."""
        guild = self._client.get_guild(server_id)
        if guild is None:
            _log.warning("nobody in server %s was informed: %s", server_id, reason)
            return
        channel = guild.get_channel_or_thread(channel_id)
        where = f"#{channel.name}" if channel else str(channel_id)
        answer = Answer.info(sentence(stopped, channel=where, reason=reason))
        options = ReplyOptions(language_of(str(guild.preferred_locale)), embeds=False)
        for place in await self._places(guild, channel):
            try:
                await deliver(answer, options, [Send.once(place.send)])
            except SEND_ERRORS:
                continue
            return
        try:
            owner = await repeated(partial(self._client.fetch_user, guild.owner_id or 0))
            await deliver(answer, options, [Send.once(owner.send)])
        except SEND_ERRORS as error:
            _log.warning("nobody in server %s was informed: %s (%s)", server_id, reason, error)

    async def _places(
        self, guild: discord.Guild, channel: Channel | None
    ) -> list[discord.TextChannel]:
        """Return the server's channels for a message about a channel, which may be deleted."""
        places = [guild.public_updates_channel]
        notices = guild.system_channel
        if channel is None or await self._readers.all_may_read(channel, notices):
            places.append(notices)
        return [one for one in places if one is not None and _may_write(one)]


def _may_write(channel: discord.TextChannel) -> bool:
    permissions = channel.permissions_for(channel.guild.me)
    return permissions.view_channel and permissions.send_messages
