"""The entries of a message's menu, under Apps."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.discord.command_sync import EVERYONE, EVERYWHERE, localized
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.interaction_reply import InteractionReply
from bot.chat.discord.triggers import strip_prefix


class MessageMenu(commands.Cog):
    """Answer about a message, for the person who chose the entry: its author did not ask."""

    def __init__(self, bot: commands.AutoShardedBot, dispatcher: Dispatcher, prefix: str) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._prefix = prefix
        self._ask = app_commands.ContextMenu(
            name=localized("command_menu"),
            callback=self.ask,
            allowed_contexts=EVERYWHERE,
            allowed_installs=EVERYONE,
        )

    async def cog_load(self) -> None:
        """Add the entries to the tree, which takes only slash commands from a cog by itself."""
        self._bot.tree.add_command(self._ask)

    async def ask(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer what the message asks."""
        assert self._bot.user is not None
        line = strip_prefix(message.content, self._bot.user, self._prefix)
        incoming = Incoming.of_interaction(interaction)
        reply = InteractionReply(interaction, incoming, private=True, question=message.content)
        request = self._dispatcher.parse(line)
        await self._dispatcher.dispatch(incoming, request, reply, message.content)
