"""The slash commands, ``/thread ...``, and what they suggest while someone types."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.requests import Help, List, Mentions, Pick, Reload, Request, Show, Step, Typed
from bot.chat.discord.choices import Number, post_choices, thread_choices
from bot.chat.discord.command_sync import EVERYONE, EVERYWHERE, localized
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.interaction_reply import DiscussionReply, InteractionReply
from bot.chat.discord.triggers import TriggerReader

_THREAD, _PRIVATE = localized("option_thread"), localized("option_private")


class ThreadCommands(commands.Cog):
    """Answer ``/thread ...`` wherever the app is installed."""

    thread = app_commands.Group(
        name="thread",
        description=localized("command_thread"),
        allowed_contexts=EVERYWHERE,
        allowed_installs=EVERYONE,
    )

    def __init__(
        self, incoming: IncomingReader, dispatcher: Dispatcher, triggers: TriggerReader
    ) -> None:
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._triggers = triggers

    @thread.command(name="ask", description=localized("command_ask"))
    @app_commands.describe(question=localized("option_question"), thread=_THREAD, private=_PRIVATE)
    async def ask(
        self,
        interaction: discord.Interaction,
        question: str,
        thread: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer a question; any line that works after ``!thread`` works here."""
        incoming = await self._incoming.of_interaction(interaction, private=private)
        line = self._triggers.strip(question, incoming.settings.prefix)
        reply = InteractionReply(interaction, incoming, private=private, question=question)
        await self._dispatcher.dispatch(incoming, Typed(line, thread), reply, question)

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
        await self._respond(interaction, Show.post(number, thread), private=private)

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
        await self._respond(interaction, Mentions(term, thread), private=private)

    @thread.command(name="next", description=localized("command_next"))
    @app_commands.describe(private=_PRIVATE)
    async def show_next(self, interaction: discord.Interaction, private: bool = False) -> None:
        """Show the post after the last one."""
        await self._respond(interaction, Step(1), private=private)

    @thread.command(name="random", description=localized("command_random"))
    @app_commands.describe(thread=_THREAD, private=_PRIVATE)
    async def show_random(
        self, interaction: discord.Interaction, thread: str | None = None, private: bool = False
    ) -> None:
        """Show a post at random."""
        await self._respond(interaction, Pick("random", thread=thread), private=private)

    @thread.command(name="discuss", description=localized("command_discuss"))
    @app_commands.describe(number=localized("option_number"), thread=_THREAD)
    async def discuss(
        self, interaction: discord.Interaction, number: Number, thread: str | None = None
    ) -> None:
        """Show a post and open a Discord thread on it."""
        incoming = await self._incoming.of_interaction(interaction)
        reply = DiscussionReply(interaction, incoming)
        await self._dispatcher.dispatch(incoming, Show.post(number, thread), reply)

    @thread.command(name="list", description=localized("command_list"))
    async def list_threads(self, interaction: discord.Interaction) -> None:
        """List the threads."""
        await self._respond(interaction, List())

    @thread.command(name="reload", description=localized("command_reload"))
    async def reload(self, interaction: discord.Interaction) -> None:
        """Reload the threads; the guard checks who asks."""
        await self._respond(interaction, Reload())

    @thread.command(name="help", description=localized("command_help"))
    async def help(self, interaction: discord.Interaction) -> None:
        """Show what can be asked."""
        await self._respond(interaction, Help())

    @ask.autocomplete("thread")
    @show_post.autocomplete("thread")
    @show_random.autocomplete("thread")
    @discuss.autocomplete("thread")
    @show_mentions.autocomplete("thread")
    async def _suggest_threads(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest threads by id or title."""
        incoming = await self._incoming_suggestion(interaction)
        threads = await self._dispatcher.suggest_threads(incoming, typed)
        return thread_choices(threads)

    @show_post.autocomplete("number")
    @discuss.autocomplete("number")
    async def _suggest_posts(
        self, interaction: discord.Interaction, typed: int | str
    ) -> list[app_commands.Choice[int]]:
        """Suggest posts by number or words."""
        incoming = await self._incoming_suggestion(interaction)
        thread = str(interaction.namespace.thread or "") or None
        posts = await self._dispatcher.suggest_posts(incoming, str(typed), thread)
        return post_choices(posts)

    async def _incoming_suggestion(self, interaction: discord.Interaction) -> Incoming:
        """Read a command under way: it suggests what its answer may show."""
        private = bool(interaction.namespace.private)
        return await self._incoming.of_interaction(interaction, private=private)

    async def _respond(
        self,
        interaction: discord.Interaction,
        request: Request,
        *,
        private: bool = True,
    ) -> None:
        incoming = await self._incoming.of_interaction(interaction, private=private)
        reply = InteractionReply(interaction, incoming, private=private)
        await self._dispatcher.dispatch(incoming, request, reply)
