"""Answering an interaction: a slash command, a menu or the press of a button."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import discord

from bot.answers import Answer
from bot.chat.discord.buttons import Remove
from bot.chat.discord.desk import Desk
from bot.chat.discord.escaping import cut
from bot.chat.discord.sending import UNSENT, Call, Manner, acknowledge, deliver
from bot.grammar import Request
from bot.upkeep.journal import note_failure
from bot.wording import language_of, say

_log = logging.getLogger(__name__)

ECHOED = 200
"""Characters of a question that are repeated above its answer."""


async def serve(
    desk: Desk,
    interaction: discord.Interaction,
    request: Request,
    *,
    private: bool,
    question: str = "",
) -> None:
    """Answer with a message of its own, after showing at once that the bot is thinking.

    Discord gives an interaction three seconds for its first response and then fifteen minutes. One
    that came too late for that is logged, for nobody can be told.
    """
    with desk.at_work(interaction, question):
        try:
            if no := decline(desk, interaction):
                await respond(interaction, no)
                return
            defer = partial(interaction.response.defer, ephemeral=private, thinking=True)
            await acknowledge(Call(defer))
            answer = await desk.answer(request, interaction.user)
            if question:
                asked = say("asked", question=cut(question.strip(), ECHOED))
                answer = replace(answer, lead=(asked, *answer.lead))
            remove = None if private else Remove(interaction.user.id, question)
            calls = responses(interaction, private=private)
            await deliver(calls, answer, replace(manner(interaction), remove=remove))
        except UNSENT as error:
            log_unanswered(interaction, error)


def responses(interaction: discord.Interaction, *, private: bool) -> Iterator[Call]:
    """Calls that fill the message which was deferred, then send further ones."""
    yield Call(partial(interaction.edit_original_response, view=None))
    while True:
        yield Call(partial(interaction.followup.send, ephemeral=private, wait=True), False)


async def respond(interaction: discord.Interaction, answer: Answer) -> None:
    """Answer at once, to whoever asked only."""
    send = partial(interaction.response.send_message, ephemeral=True)
    await deliver([Call(send)], answer, manner(interaction))


def decline(desk: Desk, interaction: discord.Interaction) -> Answer | None:
    """Why this interaction is not answered, where it is not."""
    if refusal := desk.refusal(interaction.user, interaction.channel):
        return desk.decline(refusal)
    if wait := desk.wait(interaction.user, interaction.channel_id or 0):
        return desk.slow_down(wait)
    return None


def manner(interaction: discord.Interaction) -> Manner:
    """In the language of whoever asks, and with cards where the bot may show them."""
    return Manner(
        language_of(str(interaction.locale)),
        cards=interaction.guild_id is None or interaction.app_permissions.embed_links,
    )


def log_unanswered(interaction: discord.Interaction, error: Exception) -> None:
    """Say in one line that someone waits in vain."""
    _log.warning("interaction %s was not answered: %s", interaction.id, error)
    note_failure()
