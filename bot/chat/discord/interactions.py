"""Answering an interaction: a slash command, a menu or the press of a button."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import discord

from bot.answering.answer import Answer
from bot.answering.requests import Request
from bot.chat.discord.components import Remove
from bot.chat.discord.delivery import SEND_ERRORS, Call, ReplyOptions, acknowledge, deliver
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.escaping import cut
from bot.i18n import language_of, sentence
from bot.ops.request_log import note_failure

_log = logging.getLogger(__name__)

ECHOED = 200
"""Characters of a question that are repeated above its answer."""


async def serve(
    dispatcher: Dispatcher,
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
    with dispatcher.track_request(interaction, question):
        try:
            if no := decline(dispatcher, interaction):
                await respond(interaction, no)
                return
            defer = partial(interaction.response.defer, ephemeral=private, thinking=True)
            await acknowledge(Call(defer))
            answer = await dispatcher.answer(request, interaction.user)
            if question:
                asked = sentence("asked", question=cut(question.strip(), ECHOED))
                answer = replace(answer, lead=(asked, *answer.lead))
            remove = None if private else Remove(interaction.user.id, question)
            calls = responses(interaction, private=private)
            await deliver(calls, answer, replace(manner(interaction), remove=remove))
        except SEND_ERRORS as error:
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


def decline(dispatcher: Dispatcher, interaction: discord.Interaction) -> Answer | None:
    """Why this interaction is not answered, where it is not."""
    if refusal := dispatcher.refusal(interaction.user, interaction.channel):
        return dispatcher.decline(refusal)
    if wait := dispatcher.wait(interaction.user, interaction.channel_id or 0):
        return dispatcher.slow_down(wait)
    return None


def manner(interaction: discord.Interaction) -> ReplyOptions:
    """In the language of whoever asks, and with cards where the bot may show them."""
    return ReplyOptions(
        language_of(str(interaction.locale)),
        cards=interaction.guild_id is None or interaction.app_permissions.embed_links,
    )


def log_unanswered(interaction: discord.Interaction, error: Exception) -> None:
    """Say in one line that someone waits in vain."""
    _log.warning("interaction %s was not answered: %s", interaction.id, error)
    note_failure()
