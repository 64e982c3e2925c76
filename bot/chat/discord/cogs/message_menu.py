"""The entries of a message's menu, under Apps."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.requests import Typed
from bot.chat.discord.command_sync import EVERYONE, EVERYWHERE, localized
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import IncomingReader
from bot.chat.discord.interaction_reply import InteractionReply
from bot.chat.discord.message_text import words_of
from bot.chat.discord.triggers import TriggerReader


class MessageMenu(commands.Cog):
    """Answer about a message, for the person who chose the entry: its author did not ask."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        incoming: IncomingReader,
        dispatcher: Dispatcher,
        triggers: TriggerReader,
    ) -> None:
        self._tree = tree
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._triggers = triggers
        self._entries = [
            app_commands.ContextMenu(
                name=localized(name),
                callback=callback,
                allowed_contexts=EVERYWHERE,
                allowed_installs=EVERYONE,
            )
            for name, callback in (
                ("command_menu", self.ask),
                ("command_menu_named", self.show_named),
            )
        ]

    async def cog_load(self) -> None:
        """Add the entries to the tree, which takes only slash commands from a cog by itself."""
        for entry in self._entries:
            self._tree.add_command(entry)

    async def ask(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer what the message asks."""
        words = words_of(message)
        incoming = await self._incoming.of_interaction(interaction, private=True)
        reply = InteractionReply(interaction, incoming, private=True, question=words)
        request = Typed(self._triggers.strip(words, incoming.settings.prefix))
        await self._dispatcher.dispatch(incoming, request, reply, words)

    async def show_named(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show the posts that the message names, in whatever channel it is."""
        incoming = await self._incoming.of_interaction(interaction, private=True)
        reply = InteractionReply(interaction, incoming, private=True)
        bound = incoming.settings.reference_threads
        threads = (bound.get(id) for id in incoming.channel_ids)
        thread = next(filter(None, threads), None)
        await self._dispatcher.show_named(incoming, words_of(message), thread, reply)
