"""The slash commands and the message menu."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.requests import Ask, Help, List, Mentions, Reload, Request, Show
from bot.chat.discord.command_sync import localized
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.escaping import cut, well_formed
from bot.chat.discord.interactions import serve
from bot.chat.discord.triggers import bare
from bot.knowledge import Post, Thread

CHOICES = 25
CHOICE_LENGTH = 100
"""The most choices of an autocomplete, and the most that each holds
(https://discord.com/developers/docs/interactions/application-commands#autocomplete)."""

_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_FOR_ALL = app_commands.AppInstallationType(guild=True, user=True)
_THREAD, _PRIVATE = localized("option_thread"), localized("option_private")

Number: TypeAlias = app_commands.Range[int, 1, 999_999_999]


class Commands(commands.Cog):
    """``/thread ...`` and "Ask the thread about this", wherever the app is installed."""

    thread = app_commands.Group(
        name="thread",
        description=localized("command_thread"),
        allowed_contexts=_EVERYWHERE,
        allowed_installs=_FOR_ALL,
    )

    def __init__(self, bot: commands.AutoShardedBot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._menu = app_commands.ContextMenu(
            name=localized("command_menu"),
            callback=self.ask_about,
            allowed_contexts=_EVERYWHERE,
            allowed_installs=_FOR_ALL,
        )

    async def cog_load(self) -> None:
        """Add the menu, which belongs to no group."""
        self._bot.tree.add_command(self._menu)

    @thread.command(name="ask", description=localized("command_ask"))
    @app_commands.describe(question=localized("option_question"), thread=_THREAD, private=_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: str,
        thread: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer a question, which stands above the answer, as others do not see what was typed."""
        request = self._parse(question)
        if thread is not None and isinstance(request, Ask | Show):
            request = replace(request, thread=thread)
        await serve(self._dispatcher, interaction, request, private=private, question=question)

    async def ask_about(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer what a message asks, to whoever chose the menu only: its author did not ask."""
        request = self._parse(message.content)
        await serve(self._dispatcher, interaction, request, private=True, question=message.content)

    @thread.command(name="post", description=localized("command_post"))
    @app_commands.describe(number=localized("option_number"), thread=_THREAD, private=_PRIVATE)
    async def show_post(
        self,
        interaction: discord.Interaction,
        number: Number,
        thread: str | None = None,
        private: bool = False,
    ) -> None:
        """Show a post."""
        request = Show(number, number, thread)
        await serve(self._dispatcher, interaction, request, private=private)

    @thread.command(name="mentions", description=localized("command_mentions"))
    @app_commands.describe(term=localized("option_term"), thread=_THREAD, private=_PRIVATE)
    async def show_mentions(
        self,
        interaction: discord.Interaction,
        term: app_commands.Range[str, 1, 100],
        thread: str | None = None,
        private: bool = False,
    ) -> None:
        """Show every post that uses a word."""
        await serve(self._dispatcher, interaction, Mentions(term, thread), private=private)

    @thread.command(name="list", description=localized("command_list"))
    async def list_threads(self, interaction: discord.Interaction) -> None:
        """Name the threads."""
        await serve(self._dispatcher, interaction, List(), private=True)

    @thread.command(name="reload", description=localized("command_reload"))
    async def reload(self, interaction: discord.Interaction) -> None:
        """Read the knowledge anew; the dispatcher checks who asks."""
        await serve(self._dispatcher, interaction, Reload(), private=True)

    @thread.command(name="help", description=localized("command_help"))
    async def help(self, interaction: discord.Interaction) -> None:
        """Say what can be asked."""
        await serve(self._dispatcher, interaction, Help(), private=True)

    @ask.autocomplete("thread")
    @show_post.autocomplete("thread")
    @show_mentions.autocomplete("thread")
    async def _complete_thread(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """The threads whose id or title has what is typed."""
        return list(islice(_thread_choices(self._threads(), typed), CHOICES))

    @show_post.autocomplete("number")
    async def _complete_number(
        self, interaction: discord.Interaction, typed: int | str
    ) -> list[app_commands.Choice[int]]:
        """The posts whose number begins with what is typed, or whose text has it."""
        named = self._dispatcher.engine.library.thread(str(interaction.namespace.thread or ""))
        threads = self._threads() if named is None else [named]
        return list(islice(_post_choices(threads, str(typed)), CHOICES))

    def _parse(self, line: str) -> Request:
        """What a line means, which may be one that was written for another way of asking."""
        assert self._bot.user is not None
        return self._dispatcher.engine.parse(
            bare(line, self._bot.user, self._dispatcher.settings.prefix)
        )

    def _threads(self) -> Iterable[Thread]:
        return self._dispatcher.engine.library.threads.values()


def _thread_choices(threads: Iterable[Thread], typed: str) -> Iterator[app_commands.Choice[str]]:
    wanted = typed.casefold()
    for thread in threads:
        fits = wanted in thread.id.casefold() or wanted in thread.title.casefold()
        if fits and len(cut(thread.id, CHOICE_LENGTH)) == len(thread.id):
            yield app_commands.Choice(name=_choice(thread.title), value=thread.id)


def _post_choices(threads: Iterable[Thread], typed: str) -> Iterator[app_commands.Choice[int]]:
    wanted = typed.casefold()
    for thread in threads:
        for post in thread.posts:
            if str(post.number).startswith(wanted) or wanted in post.text.casefold():
                yield app_commands.Choice(name=_post_choice(post), value=post.number)


def _post_choice(post: Post) -> str:
    return _choice(f"{post.number} · {' '.join(post.text[:CHOICE_LENGTH].split())}")


def _choice(name: str) -> str:
    return cut(well_formed(name), CHOICE_LENGTH)
