"""Actions in a server that a command asks for: who may, and what is said where it is not done."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

import discord
from discord import app_commands

from bot.answering.answer import Answer
from bot.chat.discord.choices import thread_choices
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.interaction_reply import InteractionReply
from bot.i18n import sentence

Action: TypeAlias = Callable[[Incoming, int], Awaitable[Answer]]
"""Does something in a server, by its id, and says what."""


class ServerActions:
    """Do things in a server for members, or for those who manage it."""

    def __init__(self, incoming: IncomingReader, dispatcher: Dispatcher, guard: Guard) -> None:
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._guard = guard

    async def act(
        self,
        interaction: discord.Interaction,
        action: Action,
        *,
        managing: bool = False,
        private: bool = True,
        anywhere: bool = False,
    ) -> None:
        """Do something, and say what came of it; only managers may do what is ``managing``.

        What can be done ``anywhere`` gets 0 for the server of a direct message. The rest needs a
        server that the bot is a member of: nothing is kept about any other.
        """
        incoming = await self._incoming.of_interaction(interaction, private=private)

        async def answer() -> Answer:
            if not (incoming.in_own_server or anywhere):
                return Answer.refused(sentence("in_own_servers"))
            if managing and not self._guard.manages(incoming):
                return Answer.refused(sentence("reading_managers"))
            return await self._dispatcher.explained(
                partial(action, incoming, incoming.guild_id or 0)
            )

        reply = InteractionReply(interaction, incoming, private=private)
        await self._dispatcher.serve(incoming, answer, reply)

    async def suggest_threads(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest threads while someone types."""
        incoming = await self._incoming.of_interaction(interaction, private=True)
        return thread_choices(await self._dispatcher.suggest_threads(incoming, typed))
