"""Direct messages to the bot's owner."""

import logging
from functools import partial

from discord.ext import commands

from bot.answering.answer import Answer
from bot.chat.discord.delivery import SEND_ERRORS, ReplyOptions, Send, deliver, repeated
from bot.i18n import DEFAULT_LANGUAGE

_log = logging.getLogger(__name__)


class OwnerMessages:
    """Send to the owner of the application, or of its team, what is for nobody else."""

    def __init__(self, client: commands.AutoShardedBot) -> None:
        self._client = client

    async def send(self, answer: Answer) -> None:
        """Send an answer to the owner; where that is not possible, log why."""
        try:
            owner = await repeated(partial(self._client.fetch_user, self._owner_id()))
            options = ReplyOptions(DEFAULT_LANGUAGE, embeds=True)
            await deliver(answer, options, [Send.once(owner.send)])
        except SEND_ERRORS as error:
            _log.warning("the bot's owner got no message: %s", error)

    def _owner_id(self) -> int:
        application = self._client.application
        assert application is not None  # it is read at the login
        team = application.team
        return self._client.owner_id or (team and team.owner_id) or application.owner.id
