"""The entries of a message's menu, under Apps."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.discord.command_sync import EVERYONE, EVERYWHERE, localized
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.interaction_reply import InteractionReply
from bot.chat.discord.message_text import words_of
from bot.chat.discord.triggers import TriggerReader


class MessageMenu(commands.Cog):
    """Answer about a message, for the person who chose the entry: its author did not ask."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        dispatcher: Dispatcher,
        triggers: TriggerReader,
    ) -> None:
        self._tree = tree
        self._dispatcher = dispatcher
        self._triggers = triggers
        self._ask = app_commands.ContextMenu(
            name=localized("command_menu"),
            callback=self.ask,
            allowed_contexts=EVERYWHERE,
            allowed_installs=EVERYONE,
        )

    async def cog_load(self) -> None:
        """Add the entries to the tree, which takes only slash commands from a cog by itself."""
        self._tree.add_command(self._ask)

    async def ask(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer what the message asks."""
        words = words_of(message)
        incoming = Incoming.of_interaction(interaction)
        reply = InteractionReply(interaction, incoming, private=True, question=words)
        request = self._dispatcher.parse(self._triggers.strip(words))
        await self._dispatcher.dispatch(incoming, request, reply, words)
