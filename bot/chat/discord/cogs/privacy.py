"""``/thread privacy``: what is kept about the server and the asker, to export and to delete."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.answer import Answer, File
from bot.chat.discord.command_sync import localized
from bot.chat.discord.delivery import (
    SEND_ERRORS,
    Send,
    acknowledge,
    deliver_file,
    deliver_layout,
    is_too_large,
)
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.interaction_reply import InteractionReply
from bot.chat.discord.privacy_panel import PrivacyPress, overview, question
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.turns import HeavyTurns
from bot.errors import UnavailableError
from bot.i18n import Sentence, sentence
from bot.storage import privacy
from bot.storage.changes import Of
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.storage.privacy import Kept

_log = logging.getLogger(__name__)


class PrivacyCog(commands.Cog):
    """Tell people what is kept, give it to them, and delete it when they want."""

    def __init__(
        self,
        incoming: IncomingReader,
        database: Database | None,
        guard: Guard,
        scopes: Scopes,
        files: HeavyTurns,
        tree: app_commands.CommandTree[Any],
    ) -> None:
        self._incoming = incoming
        self._database = database
        self._guard = guard
        self._scopes = scopes
        self._files = files
        self._looks = HeavyTurns()
        self._tree = tree

    async def cog_load(self) -> None:
        """Add the command to the group of the others, which are another cog's."""
        group = self._tree.get_command("thread")
        assert isinstance(group, app_commands.Group)
        description = localized("command_privacy")
        group.add_command(
            app_commands.Command(name="privacy", description=description, callback=self.show)
        )

    async def show(self, interaction: discord.Interaction) -> None:
        """Answer ``/thread privacy``, for the asker alone."""
        incoming = await self._incoming.of_interaction(interaction, private=True)
        send = Send.first_response(partial(interaction.response.send_message, ephemeral=True))
        await self._answer(interaction, incoming, PrivacyPress("show", "member"), send)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Follow a press of a button of the panel."""
        if interaction.type is not discord.InteractionType.component:
            return
        if press := PrivacyPress.of_interaction(interaction):
            incoming = await self._incoming.of_interaction(interaction, private=True)
            send = Send.first_response(interaction.response.edit_message)
            await self._answer(interaction, incoming, press, send)

    async def _answer(
        self, interaction: discord.Interaction, incoming: Incoming, press: PrivacyPress, send: Send
    ) -> None:
        reply = InteractionReply(interaction, incoming, private=True)
        try:
            try:
                await self._follow(interaction, incoming, press, send, reply)
            except UnavailableError as error:
                _log.warning("what is kept was not reached: %s", error)
                await reply.decline(Answer.refused(sentence("not_kept")))
        except SEND_ERRORS as error:
            reply.log_failure(error)

    async def _follow(
        self,
        interaction: discord.Interaction,
        incoming: Incoming,
        press: PrivacyPress,
        send: Send,
        reply: InteractionReply,
    ) -> None:
        if refusal := self._refusal(incoming, press):
            await reply.decline(Answer.refused(refusal))
        elif press.act == "export":
            await self._give(interaction, incoming, press.of, reply)
        elif press.act == "delete":
            await acknowledge(interaction.response.defer)  # others may write just now
            await self._do(incoming, press, Send(interaction.edit_original_response, edits=True))
        else:
            await self._do(incoming, press, send)

    def _refusal(self, incoming: Incoming, press: PrivacyPress) -> Sentence | None:
        if self._database is None:
            return sentence("privacy_no_database")
        if press.of == "server" and press.act != "show" and not self._guard.manages(incoming):
            return sentence("privacy_not_you")
        limited = self._guard.check_rate(incoming)
        return None if limited is None else limited.reason

    async def _give(
        self, interaction: discord.Interaction, incoming: Incoming, of: Of, reply: InteractionReply
    ) -> None:
        """Give a file of what is kept; a large one takes longer than Discord waits."""
        await reply.acknowledge()
        try:
            file = await self._export(incoming, of)
            send = Send(interaction.edit_original_response, edits=True)
            await deliver_file(file, send)
        except UnavailableError as error:
            _log.warning("what is kept was not reached: %s", error)
            await reply.deliver(Answer.refused(sentence("not_kept")))
        except SEND_ERRORS as error:
            if not is_too_large(error):
                raise
            await reply.deliver(Answer.refused(sentence("file_too_large")))

    async def _do(self, incoming: Incoming, press: PrivacyPress, send: Send) -> None:
        database = self._database
        assert database is not None
        match press.act:
            case "ask":
                await deliver_layout(question(press.of, incoming.language), send)
            case "delete":
                id = _id(incoming, press.of)
                await database.change_all(privacy.delete_all, press.of, id)
                left = await database.read(privacy.kept, press.of, id)
                done = "privacy_deleted_but_opt_out" if left else "privacy_deleted"
                await self._show(database, incoming, send, sentence(done))
            case "show":
                await self._show(database, incoming, send)

    async def _show(
        self, database: Database, incoming: Incoming, send: Send, note: Sentence | None = None
    ) -> None:
        kept: dict[Of, Sequence[Kept]] = {}
        async with self._looks.take(incoming.person.id):  # others' reads come between a member's
            if incoming.guild_id is not None:
                server, seen = incoming.guild_id, await self._seen(incoming, incoming.guild_id)
                kept["server"] = await database.read(privacy.kept, "server", server, seen)
            kept["member"] = await database.read(privacy.kept, "member", incoming.person.id)
        may_manage = self._guard.manages(incoming)
        await deliver_layout(overview(kept, incoming.language, may_manage, note), send)

    async def _export(self, incoming: Incoming, of: Of) -> File:
        """Return the rows, of a server without those of threads that the asker may not read."""
        assert self._database is not None
        id = _id(incoming, of)
        async with self._files.take(id):
            seen = await self._seen(incoming, id) if of == "server" else None
            rows = await self._database.read_large(privacy.exported, of, id, seen)
            written = await asyncio.to_thread(json.dumps, rows, ensure_ascii=False, indent=1)
        return File(f"{of}-{id}.json", written.encode())

    async def _seen(self, incoming: Incoming, server: int) -> set[str]:
        """Return the ids of the server's own threads that the asker may read."""
        return {one.thread.id async for one in self._scopes.own(incoming, server)}


def _id(incoming: Incoming, of: Of) -> int:
    return incoming.person.id if of == "member" else incoming.guild_id or 0
