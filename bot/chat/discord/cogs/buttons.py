"""Presses of the buttons under answers, also of those sent by an earlier run of the bot."""

import discord
from discord.ext import commands

from bot.answers import declined
from bot.chat.discord.buttons import Remove, read
from bot.chat.discord.desk import Desk
from bot.chat.discord.interactions import (
    decline,
    log_unanswered,
    manner,
    respond,
    responses,
    serve,
)
from bot.chat.discord.sending import UNSENT, Call, acknowledge, deliver
from bot.grammar import Open
from bot.wording import say


class Buttons(commands.Cog):
    """Answers presses by the button's custom id alone.

    Who presses gets a page of their own, which the next press turns, so that nobody's answer is
    taken from the others who read it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a press; commands are not for this cog."""
        if interaction.type is not discord.InteractionType.component or interaction.data is None:
            return
        match read(str(interaction.data.get("custom_id", ""))):
            case Open() as request if _is_own_page(interaction):
                await self._turn(interaction, request)
            case Open() as request:
                await serve(self._desk, interaction, request, private=True)
            case Remove() as remove:
                await self._remove(interaction, remove)

    async def _turn(self, interaction: discord.Interaction, request: Open) -> None:
        with self._desk.at_work(interaction):
            try:
                if no := decline(self._desk, interaction):
                    await respond(interaction, no)
                    return
                await acknowledge(Call(interaction.response.defer))
                answer = await self._desk.answer(request, interaction.user)
                calls = responses(interaction, private=True)
                await deliver(calls, answer, manner(interaction))
            except UNSENT as error:
                log_unanswered(interaction, error)

    async def _remove(self, interaction: discord.Interaction, remove: Remove) -> None:
        moderates = interaction.permissions.manage_messages
        try:
            if interaction.user.id == remove.asker or moderates:
                await acknowledge(Call(interaction.response.defer))
                await interaction.delete_original_response()
            else:
                await respond(interaction, declined(say("remove_refused")))
        except UNSENT as error:
            log_unanswered(interaction, error)


def _is_own_page(interaction: discord.Interaction) -> bool:
    """Whether the message is seen only by the one who pressed."""
    return interaction.message is not None and interaction.message.flags.ephemeral
