"""``/thread add`` and the other commands for the threads of a server's own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.additions import exported, note, removed, which_own
from bot.answering.answer import Answer, cut
from bot.answering.library import Place
from bot.answering.requests import Show
from bot.answering.server_threads import ServerThreads
from bot.answering.showing import show_posts
from bot.answering.suggestions import suggest_threads
from bot.chat.discord import channel_history
from bot.chat.discord.choices import Number, thread_choices
from bot.chat.discord.command_sync import localized
from bot.chat.discord.components import Discard, Edit, Keep, number_of, read
from bot.chat.discord.delivery import SEND_ERRORS, open_window
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.escaping import typed_words
from bot.chat.discord.incoming import Incoming, IncomingReader
from bot.chat.discord.interaction_reply import InteractionReply, ReportReply
from bot.chat.discord.message_links import MessageLink
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.thread_additions import ThreadAdditions
from bot.chat.discord.turns import HeavyTurns
from bot.chat.discord.windows import ADD_FILES, Sent, files_window, fits_window, words_window
from bot.errors import UnavailableError
from bot.i18n import SentenceError, sentence
from bot.knowledge import Thread
from bot.storage.own_threads import OwnThread

_OWN_THREAD = localized("option_own_thread")

Work = Callable[[Incoming], Awaitable[Answer]]


class ServerThreadCommands(app_commands.Group):
    """Let those who run a server add, change and remove its threads.

    The commands become part of ``/thread``.
    """

    def __init__(
        self,
        incoming: IncomingReader,
        dispatcher: Dispatcher,
        server_threads: ServerThreads,
        additions: ThreadAdditions,
        scopes: Scopes,
        files: HeavyTurns,
    ) -> None:
        super().__init__(name="own", description="-")
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._server_threads = server_threads
        self._additions = additions
        self._scopes = scopes
        self._files = files

    glossary = app_commands.Group(name="glossary", description=localized("command_glossary"))

    @app_commands.command(name="add", description=localized("command_add"))
    @app_commands.describe(
        file=localized("option_file"),
        channel=localized("option_channel"),
        first=localized("option_first"),
        last=localized("option_last"),
        title=localized("option_title"),
    )
    async def add(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        channel: app_commands.AppCommandChannel | app_commands.AppCommandThread | None = None,
        first: str | None = None,
        last: str | None = None,
        title: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Add a thread from a file, or from a channel; without either, open a window for files."""
        title = typed_words(title) or None if title else None

        async def from_channel(incoming: Incoming) -> Answer:
            span = _span(channel.id if channel else None, first, last)
            return await self._additions.from_channel(incoming, span, title)

        async def window(incoming: Incoming) -> discord.ui.Modal:
            return files_window(incoming.language)

        if channel or first or last:
            await self._manage(interaction, from_channel)
        elif file is not None:
            await self.add_files(interaction, [file], title)
        else:
            await self._open(interaction, window)

    @app_commands.command(name="remove", description=localized("command_remove"))
    @app_commands.describe(thread=_OWN_THREAD)
    async def remove(self, interaction: discord.Interaction, thread: str) -> None:
        """Delete a thread, and give its file."""

        async def work(incoming: Incoming, own: OwnThread) -> Answer:
            if not await self._server_threads.remove(_server(incoming), own.thread.id):
                return await self._which(incoming)
            async with self._files.take(_server(incoming)):
                return await asyncio.to_thread(lambda: removed(own.exported))

        await self._change(interaction, thread, work)

    @app_commands.command(name="rename", description=localized("command_rename"))
    @app_commands.describe(title=localized("option_title"), thread=_OWN_THREAD)
    async def rename(
        self,
        interaction: discord.Interaction,
        title: app_commands.Range[str, 1, 100],
        thread: str | None = None,
    ) -> None:
        """Give a thread another title."""

        async def work(incoming: Incoming, own: OwnThread) -> Answer:
            if not (words := typed_words(title)):
                return Answer.refused(sentence("no_words"))
            server, id = _server(incoming), own.thread.id
            if not await self._server_threads.rename(server, id, words):
                return await self._which(incoming)
            return note("renamed", before=own.thread.title, title=words)

        await self._change(interaction, thread, work)

    @app_commands.command(name="export", description=localized("command_export"))
    @app_commands.describe(thread=_OWN_THREAD)
    async def export(self, interaction: discord.Interaction, thread: str | None = None) -> None:
        """Give the file of a thread."""

        async def work(incoming: Incoming, own: OwnThread) -> Answer:
            async with self._files.take(_server(incoming)):
                return await asyncio.to_thread(lambda: exported(own.exported))

        await self._change(interaction, thread, work)

    @glossary.command(name="add", description=localized("command_glossary_add"))
    @app_commands.describe(
        short=localized("option_short"), long=localized("option_long"), thread=_OWN_THREAD
    )
    async def explain(
        self,
        interaction: discord.Interaction,
        short: app_commands.Range[str, 1, 100],
        long: app_commands.Range[str, 1, 300],
        thread: str | None = None,
    ) -> None:
        """Add an abbreviation to a thread's glossary."""

        async def work(incoming: Incoming, own: OwnThread) -> Answer:
            words = typed_words(short), typed_words(long)
            if not all(words):
                return Answer.refused(sentence("no_words"))
            server, id = _server(incoming), own.thread.id
            if not await self._server_threads.explain(server, id, *words):
                return await self._which(incoming)
            return note("explained", short=words[0], long=words[1], title=own.thread.title)

        await self._change(interaction, thread, work)

    @app_commands.command(name="edit", description=localized("command_edit"))
    @app_commands.describe(number=localized("option_number"), thread=_OWN_THREAD)
    async def edit(
        self, interaction: discord.Interaction, number: Number, thread: str | None = None
    ) -> None:
        """Open a window with the words of a post, and keep what is written there."""

        async def window(incoming: Incoming) -> discord.ui.Modal | Answer:
            found = await self._one(incoming, thread)
            if isinstance(found, Answer):
                return found
            if number in found.messages:
                title = cut(found.thread.title)
                return Answer.refused(sentence("edit_message", number=number, title=title))
            return _words_window(found.thread, number, incoming.language)

        await self._open(interaction, window)

    @remove.autocomplete("thread")
    @rename.autocomplete("thread")
    @export.autocomplete("thread")
    @explain.autocomplete("thread")
    @edit.autocomplete("thread")
    async def _suggest_own(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the server's own threads to those who may change them."""
        incoming = await self._incoming.of_interaction(interaction, private=True)
        if not self._dispatcher.may_manage(incoming):
            return []
        threads: list[Thread] = []
        with suppress(UnavailableError):
            threads = [one.thread for one in await self._own(incoming)]
        return thread_choices(suggest_threads(threads, typed))

    async def add_files(
        self,
        interaction: discord.Interaction,
        files: Sequence[discord.Attachment],
        title: str | None,
    ) -> None:
        """Report what files hold."""
        await self._manage(
            interaction, lambda incoming: self._additions.from_files(incoming, files, title)
        )

    async def keep_words(self, interaction: discord.Interaction, reference: str, text: str) -> None:
        """Give a post other words, if it still has those that the window showed."""

        async def work(incoming: Incoming) -> Answer:
            if not text:
                return Answer.refused(sentence("no_words"))
            server, number = _server(incoming), number_of(reference)
            for thread in [one.thread for one in await self._own(incoming)]:
                post = thread.post(number)
                if post is None or Place(thread, post).reference != reference:
                    continue
                if await self._server_threads.edit(server, thread.id, number, post.text, text):
                    return note("edited", number=number, title=thread.title)
            return Answer.refused(sentence("changed"))

        await self._manage(interaction, work)

    async def _change(
        self,
        interaction: discord.Interaction,
        thread_id: str | None,
        work: Callable[[Incoming, OwnThread], Awaitable[Answer]],
    ) -> None:
        """Do something with one of the server's own threads."""

        async def with_thread(incoming: Incoming) -> Answer:
            found = await self._one(incoming, thread_id)
            return await work(incoming, found) if isinstance(found, OwnThread) else found

        await self._manage(interaction, with_thread)

    async def _manage(self, interaction: discord.Interaction, work: Work) -> None:
        incoming = await self._incoming.of_interaction(interaction, private=True)
        reply = InteractionReply(interaction, incoming, private=True)
        await self._dispatcher.manage(incoming, reply, partial(work, incoming))

    async def _open(
        self,
        interaction: discord.Interaction,
        find: Callable[[Incoming], Awaitable[discord.ui.Modal | Answer]],
    ) -> None:
        """Open a window for those who run the server, or say why there is none."""
        incoming = await self._incoming.of_interaction(interaction, private=True)
        reply = InteractionReply(interaction, incoming, private=True)
        try:
            if decision := await self._dispatcher.check_managing(incoming):
                return await reply.decline(Answer.refused(decision.reason))
            window = await self._dispatcher.explained(partial(find, incoming))
            if isinstance(window, Answer):
                return await reply.decline(window)
            await open_window(interaction, window)
        except SEND_ERRORS as error:
            reply.log_failure(error)

    async def _own(self, incoming: Incoming) -> list[OwnThread]:
        return [one async for one in self._scopes.own(incoming, _server(incoming))]

    async def _one(self, incoming: Incoming, thread_id: str | None) -> OwnThread | Answer:
        """Return the thread that is meant: the named one, the channel's, or the only one."""
        own = await self._own(incoming)
        wanted = thread_id or incoming.settings.thread
        if wanted is not None:
            named = [one for one in own if one.thread.id.casefold() == wanted.casefold()]
        else:
            named = own
        if len(named) == 1:
            return named[0]
        return await self._which(incoming)

    async def _which(self, incoming: Incoming) -> Answer:
        """Ask which thread is meant: none of those that are there by now."""
        return which_own([one.thread for one in await self._own(incoming)])


class ServerThreadWindows(commands.Cog):
    """Follow the windows of the commands once they are sent, also those from an earlier run."""

    def __init__(self, own: ServerThreadCommands) -> None:
        self._own = own

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Add the files of a window, or keep the words of one."""
        if (sent := Sent.of(interaction)) is None:
            return
        if sent.custom_id == ADD_FILES:
            await self._own.add_files(interaction, sent.files, sent.texts.get("title") or None)
        elif isinstance(edit := read(sent.custom_id), Edit):
            words = sent.texts.get("words", "")
            await self._own.keep_words(interaction, edit.reference, words)


class ImportReports(commands.Cog):
    """Follow the presses under the report of an import, also of one from an earlier run."""

    def __init__(
        self, incoming: IncomingReader, dispatcher: Dispatcher, additions: ThreadAdditions
    ) -> None:
        self._incoming = incoming
        self._dispatcher = dispatcher
        self._additions = additions

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Keep the thread, or discard it."""
        message = interaction.message
        if interaction.type is not discord.InteractionType.component or interaction.data is None:
            return
        press = read(str(interaction.data.get("custom_id", "")))
        if message is None or not isinstance(press, Keep | Discard):
            return
        incoming = await self._incoming.of_interaction(interaction, private=True)
        reply = ReportReply(interaction, incoming)

        async def work() -> Answer:
            if isinstance(press, Keep):
                return await self._additions.keep(incoming, press, message)
            return note("discarded")

        await self._dispatcher.manage(incoming, reply, work)


def _words_window(thread: Thread, number: int, language: str) -> discord.ui.Modal | Answer:
    """Return a window with a post of a thread, or say why there is none."""
    if (post := thread.post(number)) is None:
        return show_posts(Show.post(number), [thread], "")
    if not fits_window(post.text):
        return Answer.refused(sentence("post_too_long", number=number, title=cut(thread.title)))
    return words_window(Place(thread, post).reference, number, post.text, language)


def _server(incoming: Incoming) -> int:
    assert incoming.guild_id is not None
    return incoming.guild_id


def _span(channel_id: int | None, first: str | None, last: str | None) -> "channel_history.Span":
    """Read the span of messages, named in either order.

    Raises SentenceError where one is none of the channel.
    """
    if channel_id is None:
        raise SentenceError(sentence("span_without_channel"))
    begin, end = _message_id(channel_id, first), _message_id(channel_id, last)
    if begin is not None and end is not None and begin > end:
        begin, end = end, begin
    return channel_history.Span(channel_id, begin, end)


def _message_id(channel_id: int, written: str | None) -> int | None:
    if written is None:
        return None
    link = MessageLink.read(written)
    if link is None or link.channel_id not in (None, channel_id):
        raise SentenceError(sentence("no_message", written=cut(written)))
    return link.message_id
