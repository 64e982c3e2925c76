"""``/thread where``: how far a member has read by themselves, for private answers."""

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.answering.answer import Answer, cut
from bot.chat.discord.choices import Number
from bot.chat.discord.command_sync import localized
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.server_actions import ServerActions
from bot.chat.discord.whole_threads import WholeThreads
from bot.i18n import sentence
from bot.reading.readings import Readings


def where_command(
    actions: ServerActions, readings: Readings, threads: WholeThreads
) -> app_commands.Command[Any, ..., None]:
    """Return the command."""

    @app_commands.command(name="where", description=localized("command_where"))
    @app_commands.describe(
        number=localized("option_where"), thread=localized("option_reading_thread")
    )
    async def where(
        interaction: discord.Interaction, number: Number | None = None, thread: str | None = None
    ) -> None:
        async def set_place(incoming: Incoming, server_id: int) -> Answer:
            seen = {one.id for one in await threads.seen_by(replace(incoming, private=False))}
            read = seen & {one.thread_id for one in await readings.of_server(server_id)}
            only = next(iter(read)) if thread is None and len(read) == 1 else thread
            whole = await threads.choose(incoming, only)
            await readings.set_place(incoming.person.id, server_id, whole.id, number)
            title = cut(whole.title)
            if number is None:
                return Answer.info(sentence("place_with_group", title=title))
            return Answer.info(sentence("place_set", number=number, title=title))

        await actions.act(interaction, set_place)

    where.autocomplete("thread")(actions.suggest_threads)

    return where
