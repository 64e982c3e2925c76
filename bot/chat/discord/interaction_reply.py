"""The response to an interaction: a slash command, a message menu or the press of a button."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial

import discord

from bot.answering.answer import Answer, Kind
from bot.chat.discord.components import Remove
from bot.chat.discord.delivery import (
    SEND_ERRORS,
    ReplyOptions,
    Send,
    acknowledge,
    deliver,
    remove,
    repeated,
)
from bot.chat.discord.escaping import cut, well_formed
from bot.chat.discord.guard import Decision
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.message_reply import TITLE_LENGTH
from bot.i18n import sentence
from bot.knowledge import Post
from bot.ops.request_log import note_failure

_log = logging.getLogger(__name__)

ECHO_LENGTH = 200
"""Characters of a question that are repeated above its answer."""


class InteractionReply:
    """Respond with a message of its own, or ``in_place`` of the asker's own page.

    Discord gives an interaction three seconds for its first response and then fifteen minutes. A
    typed ``question`` is repeated above the answer, since others do not see it.
    """

    def __init__(
        self,
        interaction: discord.Interaction,
        incoming: Incoming,
        *,
        private: bool,
        in_place: bool = False,
        question: str = "",
    ) -> None:
        self._interaction = interaction
        self._private = private
        self._in_place = in_place
        self._question = question
        self._response_id: int | None = None
        self._options = ReplyOptions(
            incoming.language,
            embeds=incoming.permissions.embed_links and incoming.settings.cards,
            feedback=incoming.keeps and not private,
        )

    @property
    def question_id(self) -> int | None:
        """The response, which repeats the question, where others read it."""
        return self._response_id

    async def decline(self, answer: Answer, decision: Decision | None = None) -> None:
        """Respond at once, for the asker alone; Discord reports silence as a failure."""
        if self._interaction.response.is_done():
            followup = partial(self._interaction.followup.send, ephemeral=True)
            send = Send(followup, repeatable=False)
        else:
            respond = partial(self._interaction.response.send_message, ephemeral=True)
            send = Send.first_response(respond)
        await deliver(answer, self._options, [send])

    async def acknowledge(self) -> None:
        """Show that the bot is thinking; where it answers in place, nothing changes yet."""
        defer = self._interaction.response.defer
        if not self._in_place:
            defer = partial(defer, ephemeral=self._private, thinking=True)
        await acknowledge(defer)

    async def deliver(self, answer: Answer) -> None:
        """Fill the acknowledged message, and send further ones where one is not enough."""
        if self._question:
            echo = sentence("asked", question=cut(self._question.strip(), ECHO_LENGTH))
            answer = replace(answer, lead=(echo, *answer.lead))
        remove = None if self._private else Remove(self._interaction.user.id, self._question)
        in_guild = self._interaction.guild_id is not None
        shareable = self._private and in_guild and not answer.choices
        options = replace(self._options, remove=remove, shareable=shareable)
        messages = await deliver(answer, options, self._sends(answer))
        if self._question and not self._private and messages[0] is not None:
            self._response_id = messages[0].id
        await self._sent(answer, messages)

    async def _sent(self, answer: Answer, messages: list[discord.Message]) -> None:
        """Do nothing more; a reply of another kind goes on from its messages."""

    async def remove(self) -> None:
        """Delete the message whose button was pressed."""
        await self.acknowledge()
        await remove(self._interaction.delete_original_response)

    def log_failure(self, error: Exception) -> None:
        """Log that someone gets no response; there is no other way left to reach them."""
        _log.warning("interaction %s was not answered: %s", self._interaction.id, error)
        note_failure()

    def _sends(self, answer: Answer) -> Iterator[Send]:
        edit = partial(self._interaction.edit_original_response, view=None, attachments=[])
        yield Send(edit, edits=True)
        yield from self._further_sends()

    def _further_sends(self) -> Iterator[Send]:
        while True:
            followup = partial(self._interaction.followup.send, ephemeral=self._private, wait=True)
            yield Send(followup, repeatable=False)


class ReportReply(InteractionReply):
    """Respond in place of an import's report, which stays where nothing came of it."""

    def __init__(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        super().__init__(interaction, incoming, private=True, in_place=True)

    def _sends(self, answer: Answer) -> Iterator[Send]:
        return self._further_sends() if answer.kind is Kind.ERROR else super()._sends(answer)


class ShareReply(InteractionReply):
    """Respond for all to see, or to who pressed alone where not all may read the posts."""

    def __init__(
        self,
        interaction: discord.Interaction,
        incoming: Incoming,
        may_all_read: Callable[[], Awaitable[bool]],
    ) -> None:
        """``may_all_read`` is looked up once the request is accepted, for it takes some work."""
        super().__init__(interaction, incoming, private=False)
        self._may_all_read = may_all_read

    async def acknowledge(self) -> None:
        """Show that the bot is thinking to those who will read the answer."""
        self._private = not await self._may_all_read()
        await super().acknowledge()

    async def deliver(self, answer: Answer) -> None:
        """Show the posts to all, or say that not all may read them."""
        await super().deliver(Answer.refused(sentence("not_for_all")) if self._private else answer)


class DiscussionReply(InteractionReply):
    """Respond for all to see, and open a Discord thread on the response."""

    def __init__(self, interaction: discord.Interaction, incoming: Incoming) -> None:
        super().__init__(interaction, incoming, private=False)
        both = incoming.permissions & interaction.permissions  # the bot's, and the member's
        is_text = isinstance(interaction.channel, discord.TextChannel)
        self._can_open = is_text and both.create_public_threads

    async def deliver(self, answer: Answer) -> None:
        """Send the post with its thread, or say where a thread can be opened."""
        here = self._can_open or not answer.quotes
        await super().deliver(answer if here else Answer.refused(sentence("discuss_not_here")))

    async def _sent(self, answer: Answer, messages: list[discord.Message]) -> None:
        if not answer.quotes:
            return
        try:
            title = discussion_title(answer.quotes[0].post)
            await repeated(partial(messages[0].create_thread, name=title))
        except SEND_ERRORS as error:
            refused = isinstance(error, discord.Forbidden)
            reason = sentence("discuss_not_here" if refused else "discord_failed")
            _log.warning("no thread was opened on message %s: %s", messages[0].id, error)
            await deliver(Answer.refused(reason), self._options, self._further_sends())


def discussion_title(post: Post) -> str:
    """Return the title of a Discord thread about a post: its number and first words."""
    words = " ".join(post.text[:TITLE_LENGTH].split())
    return cut(well_formed(f"{post.number} · {words}"), TITLE_LENGTH)
