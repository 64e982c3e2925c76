"""Presses of the buttons under answers, also of answers from an earlier run of the bot."""

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.requests import Open
from bot.chat.discord.components import ReadInPlace, Remove, Share, read
from bot.chat.discord.delivery import SEND_ERRORS
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.interaction_reply import InteractionReply, ShareReply
from bot.i18n import sentence

if TYPE_CHECKING:
    from bot.chat.discord.private_pages import PrivatePages


class Buttons(commands.Cog):
    """Answer presses by the button's custom id alone.

    A press opens a page for the person who pressed, and the next press turns that page: an answer
    that others read never changes.
    """

    def __init__(
        self,
        incoming: IncomingReader,
        dispatcher: Dispatcher,
        private_pages: "PrivatePages | None" = None,
    ) -> None:
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._private_pages = private_pages

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a press; commands are not for this cog."""
        if interaction.type is not discord.InteractionType.component or interaction.data is None:
            return
        press = read(str(interaction.data.get("custom_id", "")))
        if press is None:
            return
        private = not isinstance(press, Share)
        incoming = await self._incoming.of_interaction(interaction, private=private)
        in_place = isinstance(press, Remove) or _is_own_page(interaction)
        reply = InteractionReply(interaction, incoming, private=True, in_place=in_place)
        match press:
            case Open():
                await self._dispatcher.dispatch(incoming, press, reply)
            case Share():
                await self._share(press, interaction, incoming)
            case ReadInPlace():
                beside = InteractionReply(interaction, incoming, private=True)
                answer = partial(self._page_link, incoming, press)
                await self._dispatcher.serve(incoming, answer, beside)
            case Remove():
                await _remove(press, interaction, reply)

    async def _share(
        self, press: Share, interaction: discord.Interaction, incoming: Incoming
    ) -> None:
        """Show the posts to all, or say to who pressed that not all may read them."""

        async def may_all_read() -> bool:
            seen = [await self._dispatcher.quote(incoming, one) for one in press.references]
            return all(seen)

        reply = ShareReply(interaction, incoming, may_all_read)
        await self._dispatcher.dispatch(incoming, Open(press.references), reply)

    async def _page_link(self, incoming: Incoming, press: ReadInPlace) -> Answer:
        if self._private_pages is None:
            return Answer.refused(sentence("page_not_here"))
        work = partial(self._private_pages.answer, incoming, press.reference)
        return await self._dispatcher.explained(work)


async def _remove(press: Remove, interaction: discord.Interaction, reply: InteractionReply) -> None:
    """Remove an answer for who asked, and for those who may remove what others write there."""
    try:
        if interaction.permissions.manage_messages or interaction.user.id == press.asker:
            await reply.remove()
        else:
            await reply.decline(Answer.refused(sentence("remove_refused")))
    except SEND_ERRORS as error:
        reply.log_failure(error)


def _is_own_page(interaction: discord.Interaction) -> bool:
    """Return whether only the person who pressed sees the message."""
    return interaction.message is not None and interaction.message.flags.ephemeral
