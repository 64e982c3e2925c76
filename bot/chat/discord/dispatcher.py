"""The dispatcher: takes a request from Discord to the engine, if whoever asks may, and back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

import discord

from bot.answering.answer import Answer
from bot.answering.engine import AnswerEngine
from bot.answering.requests import Reload, Request
from bot.chat.discord.rate_limits import RateLimiter, Wait
from bot.i18n import Sentence, sentence
from bot.ops.request_log import RequestLog, note_failure
from bot.settings import Settings

_log = logging.getLogger(__name__)

MOST_UNDER_WAY = 2000
"""The most answers under way at once; whoever asks beyond that is told to ask again."""

Person: TypeAlias = discord.User | discord.Member


class Dispatcher:
    """Who may ask what, where and how often; and the answers that are under way."""

    def __init__(
        self,
        settings: Settings,
        engine: AnswerEngine,
        request_log: RequestLog,
        is_owner: Callable[[Person], Awaitable[bool]],
        clock: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.request_log = request_log
        self.is_owner = is_owner
        self._member_pace = RateLimiter(settings.questions_per_member, clock)
        self._channel_pace = RateLimiter(settings.questions_per_channel, clock)
        self._under_way: set[asyncio.Task[object]] = set()

    async def answer(self, request: Request, person: Person) -> Answer:
        """What the engine says, found off the event loop; a fault of ours is one sentence."""
        if len(self._under_way) > MOST_UNDER_WAY:
            return self.decline(sentence("busy"))
        try:
            if isinstance(request, Reload) and not await self._may_reload(person):
                return self.decline(self._reload_refusal())
            answer = await asyncio.to_thread(self.engine.answer, request)
        except Exception:
            _log.exception("a question failed")
            note_failure()
            return Answer.refused(sentence("failed"))
        self.request_log.note(request, answer)
        return answer

    def decline(self, sentence: Sentence) -> Answer:
        """Say no, and note it."""
        answer = Answer.refused(sentence)
        self.request_log.note(None, answer)
        return answer

    def slow_down(self, wait: Wait) -> Answer:
        """What is said to someone who asks too often."""
        return self.decline(sentence("slow_down", seconds=wait.seconds))

    def refusal(self, person: Person, channel: object) -> Sentence | None:
        """Why the person is not answered here, by the settings; in direct messages everyone is."""
        if not isinstance(person, discord.Member):
            return None
        if self.settings.channels and not _named(self.settings.channels, *_with_parent(channel)):
            return sentence("not_here")
        if self.settings.roles and not _named(self.settings.roles, *person.roles):
            return sentence("not_you", roles=", ".join(self.settings.roles))
        return None

    def wait(self, person: Person, channel_id: int) -> Wait | None:
        """Whether the person or the channel has to wait, as too much was asked; else it counts."""
        return self._member_pace.take(person.id) or self._channel_pace.take(channel_id)

    @contextmanager
    def track_request(
        self, on: discord.Message | discord.Interaction, text: str = ""
    ) -> Iterator[None]:
        """Mark the current task as one that a shutdown waits for and the request_log follows."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        place = {"channel": on.channel and on.channel.id, "guild": on.guild and on.guild.id}
        try:
            with self.request_log.entry(on.id, text, **place):
                yield
        finally:
            self._under_way.discard(task)

    async def finish(self, seconds: float) -> None:
        """Let the answers under way finish, for at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._under_way:
                    await asyncio.wait(self._under_way)

    async def _may_reload(self, person: Person) -> bool:
        """The bot's owner, and members with a role of the settings, or else with Manage Server.

        In a server that the bot is no member of, it knows no roles, and so nobody has these rights.
        """
        if isinstance(person, discord.Member):
            if self.settings.admin_roles:
                allowed = _named(self.settings.admin_roles, *person.roles)
            else:
                allowed = person.guild_permissions.manage_guild
            if allowed:
                return True
        return await self.is_owner(person)

    def _reload_refusal(self) -> Sentence:
        if roles := ", ".join(self.settings.admin_roles):
            return sentence("reload_refused_roles", roles=roles)
        return sentence("reload_refused")


def _with_parent(channel: object) -> list[object]:
    """The channel, and the one that it is a thread of."""
    return [channel, channel.parent] if isinstance(channel, discord.Thread) else [channel]


def _named(names: tuple[str, ...], *things: object) -> bool:
    """Whether the names, in whatever case, or ids tell one of the roles or channels."""
    folded = {name.casefold().lstrip("#@") for name in names}
    return any(
        {str(getattr(thing, "id", "")), str(getattr(thing, "name", "")).casefold()} & folded
        for thing in things
    )
