"""``/thread bookmarks``, and the entry of a message's menu that makes one."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.answering.answer import Answer
from bot.chat.discord.bookmarks import direct_messages, exported, keep, kept_posts, listed
from bot.chat.discord.command_sync import EVERYONE, EVERYWHERE, localized
from bot.chat.discord.components import Bookmark, Meeting, Share, Vote, presses_under
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.message_text import words_of
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.server_actions import ServerActions
from bot.chat.discord.turns import HeavyTurns
from bot.i18n import sentence


def bookmarks_command(
    actions: ServerActions, client: discord.Client
) -> app_commands.Command[Any, ..., None]:
    """Return the command that lists a member's bookmarks.

    Those of one member are read and written at a time, in an OS thread.
    """
    turns = HeavyTurns()

    @app_commands.command(name="bookmarks", description=localized("command_bookmarks"))
    @app_commands.describe(export=localized("option_export"))
    async def bookmarks(interaction: discord.Interaction, export: bool = False) -> None:
        async def look(incoming: Incoming, _: int) -> Answer:
            assert client.user is not None
            messages, me = await direct_messages(incoming.person), client.user.id
            async with turns.take(incoming.person.id):
                return await asyncio.to_thread(_answer, messages, me, export)

        await actions.act(interaction, look, anywhere=True)

    return bookmarks


def _answer(messages: Iterable[discord.Message], me: int, export: bool) -> Answer:
    posts = kept_posts(messages, me)
    answer = listed(posts)
    return replace(answer, file=exported(posts)) if export and posts else answer


def bookmark_entry(
    actions: ServerActions, dispatcher: Dispatcher, scopes: Scopes
) -> app_commands.ContextMenu:
    """Return the entry that bookmarks the post of a message: a card's, or one that it names."""

    async def mark(interaction: discord.Interaction, message: discord.Message) -> None:
        async def send(incoming: Incoming, _: int) -> Answer:
            reference = await _reference(incoming, message, dispatcher)
            quote = await dispatcher.quote(incoming, reference) if reference else None
            if quote is None:
                return Answer.refused(sentence("none_named"))
            return await keep(incoming, quote, scopes)

        await actions.act(interaction, send, anywhere=True)

    return app_commands.ContextMenu(
        name=localized("command_menu_bookmark"),
        callback=mark,
        allowed_contexts=EVERYWHERE,
        allowed_installs=EVERYONE,
    )


async def _reference(
    incoming: Incoming, message: discord.Message, dispatcher: Dispatcher
) -> str | None:
    """Return the reference of the post that a message shows first, or else names."""
    for press in presses_under(message):
        match press:
            case Meeting() | Bookmark() | Vote():
                return press.reference
            case Share():
                return press.references[0]
    named = await dispatcher.named_posts(incoming, words_of(message), None, quoted=True)
    return named.references[0] if named else None
