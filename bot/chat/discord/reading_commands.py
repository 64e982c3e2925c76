"""The slash commands of a group's reading, ``/thread reading ...``."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import discord
from discord import app_commands

from bot.answering.answer import Answer
from bot.chat.discord.choices import Number, text_choices
from bot.chat.discord.command_sync import localized
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.server_actions import ServerActions
from bot.chat.discord.turns import HeavyTurns
from bot.chat.discord.whole_threads import WholeThreads
from bot.i18n import language_of, sentence
from bot.reading.reading import Reading, back, catch_up, pause, resume, skip, start
from bot.reading.readings import ReadingError, Readings, choose
from bot.reading.reports import overview, preview, report
from bot.reading.rhythm import MAX_LENGTH
from bot.reading.rhythm_parsing import parse_rhythm, suggest_rhythms

Change: TypeAlias = Callable[[Reading, Sequence[int]], Reading]
"""Changes a reading of a thread that has posts of these numbers."""

_THREAD = localized("option_reading_thread")


class ReadingCommands(app_commands.Group):
    """Start, change and show the reading of a channel; only managers change it."""

    def __init__(self, actions: ServerActions, readings: Readings, threads: WholeThreads) -> None:
        super().__init__(name="reading", description=localized("command_reading"))
        self._actions = actions
        self._readings = readings
        self._threads = threads
        self._typing = HeavyTurns()

    @app_commands.command(name="start", description=localized("command_reading_start"))
    @app_commands.describe(
        rhythm=localized("option_rhythm"),
        thread=_THREAD,
        first=localized("option_first_post"),
        role=localized("option_role"),
        discussions=localized("option_discussions"),
    )
    async def start(
        self,
        interaction: discord.Interaction,
        rhythm: app_commands.Range[str, 1, MAX_LENGTH] | None = None,
        thread: str | None = None,
        first: Number = 1,
        role: discord.Role | None = None,
        discussions: bool = False,
    ) -> None:
        """Start a reading in this channel; without a rhythm, let a paused one go on."""
        if rhythm is None:
            await self._change(interaction, thread, self._resumed)
            return

        async def begin(incoming: Incoming, server_id: int) -> Answer:
            if role and not (role.mentionable or interaction.permissions.mention_everyone):
                raise ReadingError(sentence("reading_role", role=role.name))
            whole = await self._threads.choose(incoming, thread)
            now, numbers = self._readings.now(), [post.number for post in whole.posts]
            if first > numbers[-1]:
                raise ReadingError(sentence("reading_first", last=numbers[-1]))
            reading = Reading(
                server_id,
                incoming.channel_id,
                whole.id,
                await asyncio.to_thread(parse_rhythm, rhythm),
                now,
                role_id=role.id if role else None,
                discussions=discussions,
            )
            reading = start(reading, numbers, first, now)
            await self._readings.add(reading)
            return report(reading, whole, now)

        await self._actions.act(interaction, begin, managing=True)

    @app_commands.command(name="pause", description=localized("command_reading_pause"))
    @app_commands.describe(thread=_THREAD)
    async def pause(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Let no posts come until the reading is started again."""
        await self._change(interaction, thread, lambda reading, _: pause(reading))

    @app_commands.command(name="skip", description=localized("command_reading_skip"))
    @app_commands.describe(thread=_THREAD)
    async def skip(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Open the next posts without sending them."""
        await self._change(interaction, thread, skip)

    @app_commands.command(name="back", description=localized("command_reading_back"))
    @app_commands.describe(thread=_THREAD)
    async def back(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Close the last posts, so that they come again."""
        await self._change(interaction, thread, partial(back, now=self._readings.now()))

    @app_commands.command(name="catch-up", description=localized("command_reading_catch_up"))
    @app_commands.describe(thread=_THREAD)
    async def catch_up(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Send what was due during a pause, at once."""
        await self._change(interaction, thread, lambda reading, _: catch_up(reading))

    @app_commands.command(name="stop", description=localized("command_reading_stop"))
    @app_commands.describe(thread=_THREAD)
    async def stop(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """End the reading; all posts are open then."""

        async def end(incoming: Incoming, server_id: int) -> Answer:
            reading = await self._chosen(incoming, server_id, thread)
            await self._readings.remove(reading)
            return Answer.info(sentence("reading_ended", thread=reading.thread_id))

        await self._actions.act(interaction, end, managing=True)

    @app_commands.command(name="preview", description=localized("command_reading_preview"))
    @app_commands.describe(thread=_THREAD)
    async def preview(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Show a manager the posts of the next date, and nobody else."""

        async def look_ahead(incoming: Incoming, server_id: int) -> Answer:
            reading = await self._chosen(incoming, server_id, thread)
            whole = await self._threads.choose(incoming, reading.thread_id)
            return preview(reading, whole)

        await self._actions.act(interaction, look_ahead, managing=True)

    @app_commands.command(name="show", description=localized("command_reading_show"))
    async def show(self, interaction: discord.Interaction) -> None:
        """Show how far the readings here are, or those of the server, and their next dates.

        Elsewhere nobody learns of a thread that they may not read.
        """

        async def look(incoming: Incoming, server_id: int) -> Answer:
            readings = await self._readings.of_server(server_id)
            here = [one for one in readings if one.channel_id in incoming.channel_ids]
            seen = {one.id: one for one in await self._threads.seen_by(incoming)}
            elsewhere = [one for one in readings if one.thread_id in seen]
            shown = {one: seen.get(one.thread_id) for one in here or elsewhere}
            return overview(shown, self._readings.now())

        await self._actions.act(interaction, look)

    @start.autocomplete("rhythm")
    async def _suggest_rhythms(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        language = language_of(str(interaction.locale))
        async with self._typing.take(interaction.user.id):  # a rhythm takes 3 ms to suggest
            return text_choices(await asyncio.to_thread(suggest_rhythms, typed, language))

    @start.autocomplete("thread")
    @pause.autocomplete("thread")
    @skip.autocomplete("thread")
    @back.autocomplete("thread")
    @catch_up.autocomplete("thread")
    @stop.autocomplete("thread")
    @preview.autocomplete("thread")
    async def _suggest_threads(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await self._actions.suggest_threads(interaction, typed)

    def _resumed(self, reading: Reading, _: Sequence[int]) -> Reading:
        return resume(reading, self._readings.now())

    async def _chosen(self, incoming: Incoming, server_id: int, thread: str | None) -> Reading:
        return choose(await self._readings.of_server(server_id), incoming.channel_id, thread)

    async def _change(
        self, interaction: discord.Interaction, thread: str | None, change: Change
    ) -> None:
        """Change the channel's reading, and show it."""

        async def changed(incoming: Incoming, server_id: int) -> Answer:
            reading = await self._chosen(incoming, server_id, thread)
            whole = await self._threads.choose(incoming, reading.thread_id)
            numbers = [post.number for post in whole.posts]
            after = await self._readings.change(reading, lambda one: change(one, numbers))
            return report(after, whole, self._readings.now())

        await self._actions.act(interaction, changed, managing=True)
