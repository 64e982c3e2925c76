"""Presses of the buttons under answers, also of those sent by an earlier run of the bot."""

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.requests import Open
from bot.chat.discord.components import Remove, read
from bot.chat.discord.delivery import SEND_ERRORS, Call, acknowledge, deliver
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.interactions import (
    decline,
    log_unanswered,
    manner,
    respond,
    responses,
    serve,
)
from bot.i18n import sentence


class Buttons(commands.Cog):
    """Answers presses by the button's custom id alone.

    Who presses gets a page of their own, which the next press turns, so that nobody's answer is
    taken from the others who read it.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a press; commands are not for this cog."""
        if interaction.type is not discord.InteractionType.component or interaction.data is None:
            return
        match read(str(interaction.data.get("custom_id", ""))):
            case Open() as request if _is_own_page(interaction):
                await self._turn(interaction, request)
            case Open() as request:
                await serve(self._dispatcher, interaction, request, private=True)
            case Remove() as remove:
                await self._remove(interaction, remove)

    async def _turn(self, interaction: discord.Interaction, request: Open) -> None:
        with self._dispatcher.track_request(interaction):
            try:
                if no := decline(self._dispatcher, interaction):
                    await respond(interaction, no)
                    return
                await acknowledge(Call(interaction.response.defer))
                answer = await self._dispatcher.answer(request, interaction.user)
                calls = responses(interaction, private=True)
                await deliver(calls, answer, manner(interaction))
            except SEND_ERRORS as error:
                log_unanswered(interaction, error)

    async def _remove(self, interaction: discord.Interaction, remove: Remove) -> None:
        moderates = interaction.permissions.manage_messages
        try:
            if interaction.user.id == remove.asker or moderates:
                await acknowledge(Call(interaction.response.defer))
                await interaction.delete_original_response()
            else:
                await respond(interaction, Answer.refused(sentence("remove_refused")))
        except SEND_ERRORS as error:
            log_unanswered(interaction, error)


def _is_own_page(interaction: discord.Interaction) -> bool:
    """Whether the message is seen only by the one who pressed."""
    return interaction.message is not None and interaction.message.flags.ephemeral
