"""``/thread settings``: the panel, and the changes that are made with it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.answer import Answer
from bot.chat.discord.command_sync import localized
from bot.chat.discord.delivery import SEND_ERRORS, Send, acknowledge, deliver_layout, open_window
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import (
    Incoming,
    IncomingReader,
    is_in_own_server,
    place_of_interaction,
)
from bot.chat.discord.interaction_reply import InteractionReply
from bot.chat.discord.settings_panel import MAX_OPTIONS, Panel, PanelChoice, channel_id
from bot.chat.discord.windows import Sent, value_window
from bot.errors import UnavailableError
from bot.i18n import Sentence, sentence
from bot.knowledge import Thread
from bot.setting_kinds import WrongValue
from bot.settings import Level, Setting, settings_of
from bot.settings_in_force import SettingsInForce
from bot.storage.kept_settings import KeptSettings, SettingsPlace

_log = logging.getLogger(__name__)

_LONGEST_VALUE = 200


class SettingsCog(commands.Cog):
    """Show the settings in force to everyone, and change them for those who may."""

    def __init__(
        self,
        incoming: IncomingReader,
        kept_settings: KeptSettings,
        guard: Guard,
        dispatcher: Dispatcher,
        tree: app_commands.CommandTree[Any],
    ) -> None:
        self._tree = tree
        self._incoming = incoming
        self._kept_settings = kept_settings
        self._guard = guard
        self._dispatcher = dispatcher

    async def cog_load(self) -> None:
        """Add the command to the group of the others, which are another cog's."""
        group = self._tree.get_command("thread")
        assert isinstance(group, app_commands.Group)
        description = localized("command_settings")
        group.add_command(
            app_commands.Command(name="settings", description=description, callback=self.show)
        )

    async def show(self, interaction: discord.Interaction) -> None:
        """Answer ``/thread settings``, for the asker alone."""

        async def show() -> None:
            panel = await self._panel(interaction, _levels(interaction)[0])
            send = Send.first_response(partial(interaction.response.send_message, ephemeral=True))
            await deliver_layout(panel.view(), send)

        await self._respond(interaction, show)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Follow a choice in the panel, or what was typed in its window."""
        sent = Sent.of(interaction)
        if sent is None and interaction.type is not discord.InteractionType.component:
            return
        if (choice := PanelChoice.of(interaction)) is None:
            return
        if sent is not None:
            choice = replace(choice, values=tuple(filter(None, sent.texts.values())))
        await self._respond(interaction, partial(self._follow, interaction, choice))

    async def _respond(
        self, interaction: discord.Interaction, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Do something with the panel, or say that the settings are out of reach."""
        try:
            try:
                await work()
            except UnavailableError as error:
                _log.warning("settings were not read or not kept: %s", error)
                incoming = await self._incoming.of_interaction(interaction, private=True)
                reply = InteractionReply(interaction, incoming, private=True)
                await reply.decline(Answer.refused(sentence("not_kept")))
        except SEND_ERRORS as error:
            _log.warning("interaction %s was not answered: %s", interaction.id, error)

    async def _follow(self, interaction: discord.Interaction, choice: PanelChoice) -> None:
        setting = settings_of(choice.level).get(choice.name)
        if choice.select == "level" or setting is None:
            await self._update(interaction, choice.level)
        elif choice.select == "value":
            written = choice.written
            if written is not None and setting.kind.picked == "channels":
                written = await self._with_bindings(interaction, choice, setting)
            await self._change(interaction, choice.level, setting, written)
        else:
            await self._offer_values(interaction, choice.level, setting)

    async def _change(
        self, interaction: discord.Interaction, level: Level, setting: Setting, written: str | None
    ) -> None:
        """Set a setting, if the person may and the value fits, and show what is then in force.

        It may wait for what others write at the moment, for longer than Discord waits.
        """
        await acknowledge(interaction.response.defer)
        incoming = await self._incoming.of_interaction(interaction, private=True)
        note = self._hindrance(incoming, level)
        if note is None and (limited := self._guard.check_rate(incoming)):
            note = limited.reason
        if note is None:
            try:
                if written is not None and setting.kind.picked == "thread":
                    written = await self._thread_id(incoming, written)
                if written is not None:
                    setting.kind.read(written)
                place = place_of_interaction(interaction)
                await self._kept_settings.change(
                    level, place, interaction.user.id, setting.name, written
                )
            except WrongValue:
                name = sentence(f"setting_{setting.name}_about")
                note = sentence("setting_wrong", value=str(written)[:_LONGEST_VALUE], about=name)
        await self._update(interaction, level, note=note)

    async def _offer_values(
        self, interaction: discord.Interaction, level: Level, setting: Setting
    ) -> None:
        """Offer the values of a setting, or a window where there are too many to choose from."""
        threads: Sequence[Thread] = ()
        if setting.kind.picked == "thread":
            incoming = await self._incoming.of_interaction(interaction, private=True)
            threads = await self._dispatcher.suggest_threads(incoming, "")
        if len(threads) < MAX_OPTIONS and (setting.kind.options or setting.kind.picked):
            await self._update(interaction, level, setting, threads=threads)
        else:
            incoming = await self._incoming.of_interaction(interaction, private=True)
            custom_id = f"settings:value:{level.value}:{setting.name}"
            window = value_window(custom_id, setting.name, _LONGEST_VALUE, incoming.language)
            await open_window(interaction, window)

    async def _thread_id(self, incoming: Incoming, written: str) -> str:
        """Return the id of the thread that is meant by its id, its title or a part of them.

        Raises WrongValue where that is none, or may be several.
        """
        found = await self._dispatcher.suggest_threads(incoming, written)
        wanted = written.casefold()
        by_id = [one.id for one in found if one.id.casefold() == wanted]
        by_title = [one.id for one in found if one.title.casefold() == wanted]
        for ids in (by_id, by_title, [one.id for one in found]):
            if len(ids) == 1:
                return ids[0]
        raise WrongValue(written)

    async def _update(
        self,
        interaction: discord.Interaction,
        level: Level,
        changing: Setting | None = None,
        note: Sentence | None = None,
        threads: Sequence[Thread] = (),
    ) -> None:
        panel = await self._panel(interaction, level, changing, note, threads)
        if interaction.response.is_done():
            send = Send(interaction.edit_original_response, edits=True)
        else:
            send = Send.first_response(interaction.response.edit_message)
        await deliver_layout(panel.view(), send)

    async def _panel(
        self,
        interaction: discord.Interaction,
        level: Level,
        changing: Setting | None = None,
        note: Sentence | None = None,
        threads: Sequence[Thread] = (),
    ) -> Panel:
        incoming = await self._incoming.of_interaction(interaction, private=True)
        in_force = await self._in_force(interaction, level)
        seen: Sequence[Thread] = ()
        if in_force.settings.thread or in_force.settings.reference_channels:
            seen = await self._dispatcher.suggest_threads(incoming, "")
        return Panel(
            level,
            _levels(interaction),
            in_force,
            incoming.language,
            changing,
            threads,
            interaction.guild,
            note or self._hindrance(incoming, level),
            frozenset(one.id.casefold() for one in seen),
        )

    async def _with_bindings(
        self, interaction: discord.Interaction, choice: PanelChoice, setting: Setting
    ) -> str:
        """Return the chosen channels as they are written, each with the thread that it had."""
        in_force = await self._in_force(interaction, choice.level)
        before = {channel_id(one): one for one in getattr(in_force.settings, setting.name)}
        return ", ".join(before.get(int(id), id) for id in choice.values)

    async def _in_force(self, interaction: discord.Interaction, level: Level) -> SettingsInForce:
        """Return what is in force for whom the level concerns.

        Raises UnavailableError where it cannot be read at the moment.
        """
        place = place_of_interaction(interaction)
        match level:
            case Level.MEMBER:
                return await self._kept_settings.known(place, interaction.user.id)
            case Level.CHANNEL:
                return await self._kept_settings.known(place)
            case _:
                return await self._kept_settings.known(SettingsPlace(place.server_id))

    def _hindrance(self, incoming: Incoming, level: Level) -> Sentence | None:
        """Return why the person cannot change the settings of a level; None where they can."""
        if not self._kept_settings.can_change:
            return sentence("settings_no_database")
        may_manage = incoming.in_own_server and self._guard.manages(incoming)
        return None if level is Level.MEMBER or may_manage else sentence("settings_read_only")


def _levels(interaction: discord.Interaction) -> Sequence[Level]:
    """Return the levels that there are here, the widest first."""
    if not is_in_own_server(interaction):
        return (Level.MEMBER,)
    return (Level.SERVER, Level.CHANNEL, Level.MEMBER)
