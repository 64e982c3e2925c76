"""Pages for one member: the links to them, and the thread that such a page shows."""

import asyncio
from dataclasses import dataclass, replace

import discord

from bot.answering.answer import Answer, Link
from bot.answering.engine import AnswerEngine
from bot.answering.page_links import page_of
from bot.chat.discord.channel_readers import ChannelReaders
from bot.chat.discord.delivery import SEND_ERRORS
from bot.chat.discord.dispatcher import Dispatcher
from bot.chat.discord.guard import Guard
from bot.chat.discord.incoming import Incoming, IncomingReader, Person
from bot.chat.discord.members import FetchedMembers
from bot.chat.discord.rate_limiter import RetryAfter
from bot.chat.discord.scopes import Scopes
from bot.errors import UnavailableError
from bot.i18n import sentence
from bot.knowledge import Thread
from bot.pages.serving import RetryLaterError
from bot.pages.signed_links import PATH, LinkSigner, PageLink
from bot.storage.kept_settings import SettingsPlace


@dataclass(frozen=True, slots=True)
class PrivatePages:
    """Give members links to pages, and find what each may see when a page is asked for.

    A page shows what a private answer would, in the place where its link was asked for: it grows
    with the group's reading, and is gone for someone who leaves the server or loses the channel.
    """

    site_url: str
    signer: LinkSigner
    client: discord.Client
    engine: AnswerEngine
    dispatcher: Dispatcher
    guard: Guard
    scopes: Scopes
    incoming: IncomingReader
    members: FetchedMembers
    readers: ChannelReaders

    async def answer(self, incoming: Incoming, reference: str) -> Answer:
        """Return a link to the post of a reference on its page."""
        quote = await self.dispatcher.quote(incoming, reference)
        if quote is None:
            return Answer.refused(sentence("changed"))
        if not await self.scopes.fits_all_ages(incoming, quote.thread):
            return Answer.refused(sentence("age_restricted"))
        link = PageLink(
            incoming.person.id,
            incoming.guild_id or 0,
            next(iter(incoming.channel_ids - {incoming.channel_id}), 0),
            incoming.channel_id,
            quote.thread.id,
        )
        if await self._person(link) is None:
            return Answer.refused(sentence("page_not_here"))
        signed, expires_at = self.signer.sign(link)
        path = f"{PATH}{signed}/{page_of(quote.thread, quote.post)}#p{quote.post.number}"
        read = Link(sentence("button_read"), (), url=f"{self.site_url.rstrip('/')}{path}")
        return replace(Answer.info(sentence("page_link", moment=expires_at)), links=(read,))

    async def find(self, link: PageLink) -> Thread | None:
        """Return the link's thread as its reader may see it now; None where they may not.

        Raises RetryLaterError where they ask too often, UnavailableError where it is not known
        what they may see.
        """
        if (person := await self._person(link)) is None:
            return None
        place = SettingsPlace(link.server_id or None, link.channel_ids)
        incoming = await self.incoming.of_reader(person, place)
        decision = await self.guard.check(incoming, busy=False)
        if isinstance(decision, RetryAfter):
            raise RetryLaterError(decision.seconds)
        if decision is not None:
            return None
        scope = await self.scopes.of(incoming)
        thread = await asyncio.to_thread(self.engine.thread, link.thread_id, scope)
        if thread is None or not await self.scopes.fits_all_ages(incoming, thread):
            return None
        return thread

    async def _person(self, link: PageLink) -> Person | None:
        """Return the link's reader if they still see the place in which they asked for it."""
        if not link.server_id:
            return await self._user(link.member_id)
        if (guild := self.client.get_guild(link.server_id)) is None:
            return None
        if (member := await self.members.get(guild, link.member_id)) is None:
            return None
        channel = await self.readers.channel(guild, link.channel_id)
        if channel is None or not await self.readers.may_read(channel, member):
            return None
        return member

    async def _user(self, id: int) -> discord.User | None:
        if (known := self.client.get_user(id)) is not None:
            return known
        try:
            return await self.client.fetch_user(id)
        except discord.NotFound:
            return None
        except SEND_ERRORS as error:
            raise UnavailableError(f"Discord does not say who {id} is: {error}") from error
