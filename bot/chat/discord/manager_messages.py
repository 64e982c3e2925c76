"""Messages to those who manage a server."""

import logging
from collections.abc import Iterator

import discord

from bot.answering.answer import Answer
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver
from bot.i18n import Sentence, language_of, sentence

_log = logging.getLogger(__name__)


class ManagerMessages:
    """Tell the managers of a server one thing, where the server sends its own notices.

    That is the channel for Discord's updates, which only moderators see, or else the channel for
    system messages; where the bot may write to neither, the owner gets a direct message.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client

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
        for place in _places(guild):
            try:
                await deliver(answer, options, [Send.once(place.send)])
            except SEND_ERRORS:
                continue
            return
        try:
            owner = await self._client.fetch_user(guild.owner_id or 0)
            await deliver(answer, options, [Send.once(owner.send)])
        except SEND_ERRORS as error:
            _log.warning("nobody in server %s was informed: %s (%s)", server_id, reason, error)


def _places(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    for channel in (guild.public_updates_channel, guild.system_channel):
        if channel is not None:
            permissions = channel.permissions_for(guild.me)
            if permissions.view_channel and permissions.send_messages:
                yield channel
