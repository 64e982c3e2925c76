"""The dispatcher: the one way from a request on Discord to the engine, and back as a reply."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Protocol, TypeVar

from bot.answering.additions import refused
from bot.answering.answer import Answer, Quote
from bot.answering.engine import AnswerEngine
from bot.answering.reports import public_report
from bot.answering.requests import Mentions, Open, Reload, Request, ShowNamed, Typed
from bot.answering.scope import Scope
from bot.chat.discord.delivery import SEND_ERRORS, is_too_large
from bot.chat.discord.guard import Decision, Guard
from bot.chat.discord.incoming import Incoming
from bot.chat.discord.next_posts import NextPosts
from bot.chat.discord.owner_messages import OwnerMessages
from bot.chat.discord.scopes import Scopes
from bot.chat.discord.shard_change import ShardChange
from bot.chat.discord.turns import HeavyTurns
from bot.errors import BotError, UnavailableError
from bot.i18n import Sentence, SentenceError, sentence
from bot.knowledge import Post, Thread
from bot.ops.request_log import RequestLog, note_failure
from bot.reading.agenda import Agenda, Asked

R = TypeVar("R", bound=Request | Typed)
T = TypeVar("T")

_log = logging.getLogger(__name__)

MAX_UNDER_WAY = 2000
"""The most requests under way at once; further ones are refused as too many."""

ANSWERS_AT_ONCE = 4
"""Questions of different people that are answered by OS threads: one of each, in turn."""

SUGGESTIONS_AT_ONCE = 2
"""Of different people who type; the other OS threads are left to questions."""


class Reply(Protocol):
    """A way to answer one request, such as a message's reply or an interaction's response."""

    @property
    def question_id(self) -> int | None:
        """The message that others read the question in, once it is answered; None without one."""

    async def decline(self, answer: Answer, decision: Decision) -> None:
        """Say why the request is not answered, unless silence is better in this place."""

    async def acknowledge(self) -> None:
        """Show that the request was read, where Discord wants that before the answer."""

    async def deliver(self, answer: Answer) -> None:
        """Send the answer."""

    def log_failure(self, error: Exception) -> None:
        """Log in one line that Discord took no reply."""


class Dispatcher:
    """Answer requests; count and log them, and know which are under way."""

    def __init__(
        self,
        engine: AnswerEngine,
        guard: Guard,
        scopes: Scopes,
        request_log: RequestLog,
        owner_messages: OwnerMessages,
        agenda: Agenda,
        shard_change: ShardChange,
        clock: Callable[[], float],
    ) -> None:
        self._shard_change = shard_change
        self._next_posts = NextPosts(clock)
        self._engine = engine
        self._owner_messages = owner_messages
        self._agenda = agenda
        self._guard = guard
        self._scopes = scopes
        self._request_log = request_log
        self._under_way: dict[asyncio.Task[object], Incoming] = {}
        self._turns = HeavyTurns(ANSWERS_AT_ONCE)
        self._heavy_turns = HeavyTurns()
        self._suggestion_turns = HeavyTurns(SUGGESTIONS_AT_ONCE)
        self._newest_typed: dict[int, int] = {}
        self._reloading = asyncio.Lock()

    async def named_posts(
        self, incoming: Incoming, text: str, thread: str | None, *, quoted: bool
    ) -> ShowNamed | None:
        """Return a request for the posts that a message names; None where it names none."""
        with suppress(UnavailableError):
            incoming, scope = await self._seen(incoming)
            thread = thread or incoming.settings.thread
            async with self._turns.take(incoming.person.id):
                return await asyncio.to_thread(
                    self._engine.named_posts, text, thread, quoted, scope
                )
        return None

    async def show_named(
        self, incoming: Incoming, text: str, thread: str | None, reply: Reply
    ) -> None:
        """Show the posts that a message names to someone who asks for them."""

        async def answer() -> Answer:
            named = await self.named_posts(incoming, text, thread, quoted=True)
            return await self._answer(incoming, named or ShowNamed(()))

        await self.serve(incoming, answer, reply, text)

    async def suggest_threads(self, incoming: Incoming, typed: str) -> list[Thread]:
        """Return the threads to suggest for what is typed; none to someone who may not ask."""
        return await self._suggested(
            incoming, lambda _, scope: self._engine.suggest_threads(typed, scope)
        )

    async def suggest_posts(self, incoming: Incoming, typed: str, thread: str | None) -> list[Post]:
        """Return the posts to suggest for what is typed; none to someone who may not ask.

        Who typed on before their turn came looks at the newest suggestion alone.
        """
        person = incoming.person.id

        def suggest(seen: Incoming, scope: Scope) -> list[Post]:
            if self._newest_typed.get(person) != incoming.id:
                return []
            return self._engine.suggest_posts(typed, thread or seen.settings.thread, scope)

        self._newest_typed[person] = incoming.id
        try:
            return await self._suggested(incoming, suggest)
        finally:
            if self._newest_typed.get(person) == incoming.id:
                del self._newest_typed[person]

    async def _suggested(
        self, incoming: Incoming, suggest: Callable[[Incoming, Scope], list[T]]
    ) -> list[T]:
        """Suggest in turn by member: who types keeps the others waiting for one suggestion."""
        if await self._guard.check_access(incoming):
            return []
        with suppress(UnavailableError):
            incoming, scope = await self._seen(incoming)
            async with self._suggestion_turns.take(incoming.person.id):
                return await asyncio.to_thread(suggest, incoming, scope)
        return []

    async def dispatch(
        self, incoming: Incoming, request: Request | Typed, reply: Reply, text: str = ""
    ) -> None:
        """Answer a request, or decline it as the guard decides. ``text`` is for the log."""
        answer = await self.answer(incoming, request, reply, text)
        await self.note(incoming, reply, answer)

    async def answer(
        self, incoming: Incoming, request: Request | Typed, reply: Reply, text: str = ""
    ) -> Answer | None:
        """Do the same, and return the answer if it was sent, for ``note``."""
        return await self.serve(incoming, partial(self._answer, incoming, request), reply, text)

    async def note(self, incoming: Incoming, reply: Reply, answer: Answer | None) -> None:
        """Note a question that stays open; it may wait for what others write at the moment."""
        if answer is not None and (asked := _asked(incoming, reply)) is not None:
            await self._agenda.note(asked, answer)

    async def quote(self, incoming: Incoming, reference: str) -> Quote | None:
        """Return the post of a reference, if the person may see it and it is as it was."""
        with suppress(UnavailableError):
            incoming, scope = await self._seen(incoming)
            answer = await self._found(Open((reference,)), scope, incoming)
            return answer.quotes[0] if answer.quotes else None
        return None

    async def serve(
        self,
        incoming: Incoming,
        answer: Callable[[], Awaitable[Answer]],
        reply: Reply,
        text: str = "",
    ) -> Answer | None:
        """Reply with what ``answer`` returns, or decline as the guard decides.

        Return the answer if it was sent.
        """
        if not await self._shard_change.is_ours(incoming.id):
            return None
        with self.track_request(incoming, text):
            try:
                busy = len(self._under_way) > MAX_UNDER_WAY
                if decision := await self._guard.check(incoming, busy=busy):
                    await reply.decline(self._declined(decision.reason), decision)
                    return None
                await reply.acknowledge()
                given = await answer()
                await reply.deliver(given)
            except SEND_ERRORS as error:
                reply.log_failure(error)
            else:
                return given
        return None

    async def manage(
        self,
        incoming: Incoming,
        reply: Reply,
        work: Callable[[], Awaitable[Answer]],
        text: str = "",
    ) -> None:
        """Do what only those may who run the server, and reply with the answer of ``work``."""
        if not await self._shard_change.is_ours(incoming.id):
            return
        with self.track_request(incoming, text):
            try:
                if decision := await self.check_managing(incoming):
                    await reply.decline(self._declined(decision.reason), decision)
                    return
                await reply.acknowledge()
                await self._deliver(await self.explained(work), reply)
            except SEND_ERRORS as error:
                reply.log_failure(error)

    async def check_managing(self, incoming: Incoming) -> Decision | None:
        """Count a request, and return why someone may not change the server's threads now."""
        busy = len(self._under_way) > MAX_UNDER_WAY
        return await self._guard.check(incoming, busy=busy) or self._guard.check_manages(incoming)

    async def _deliver(self, answer: Answer, reply: Reply) -> None:
        """Send an answer; without its file, and a sentence, where Discord finds that too large."""
        try:
            await reply.deliver(answer)
        except SEND_ERRORS as error:
            if not is_too_large(error):
                raise
            await reply.deliver(self._declined(sentence("file_too_large")))

    def may_manage(self, incoming: Incoming) -> bool:
        """Return whether someone may change the server's threads."""
        return self._guard.check_manages(incoming) is None

    async def explained(self, work: Callable[[], Awaitable[T]]) -> T | Answer:
        """Return what some work returns; what a person can fix is a sentence, so is a defect."""
        answer: T | Answer
        try:
            answer = await work()
        except UnavailableError as error:
            _log.warning("what a server keeps was not changed: %s", error)
            answer = Answer.refused(sentence("not_kept"))
        except SentenceError as error:
            answer = Answer.refused(error.reason)
        except BotError as error:
            answer = refused(error)
        except SEND_ERRORS as error:
            _log.warning("Discord did not give what was asked for: %s", error)
            answer = Answer.refused(sentence("discord_failed"))
        except Exception:
            _log.exception("a change of what a server keeps failed")
            note_failure()
            return Answer.refused(sentence("failed"))
        if isinstance(answer, Answer):
            self._request_log.note(None, answer)
        return answer

    @contextmanager
    def track_request(self, incoming: Incoming, text: str = "") -> Iterator[None]:
        """Make a shutdown wait for the current task, and follow it in the request log."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way[task] = incoming
        place = {"channel": incoming.channel_id, "guild": incoming.guild_id}
        try:
            with self._request_log.entry(incoming.id, text, **place):
                yield
        finally:
            del self._under_way[task]

    async def finish(self) -> None:
        """Wait for the requests under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def warn_unanswered(self) -> None:
        """Log each request that is still under way, in a line of its own."""
        for incoming in self._under_way.values():
            _log.warning(
                "request %s in channel %s was not answered before the stop",
                incoming.id,
                incoming.channel_id,
            )

    async def _answer(self, incoming: Incoming, request: Request | Typed) -> Answer:
        """Return the engine's answer; a defect is one sentence.

        While it is not known what the asker may see, nothing is answered.
        """
        try:
            incoming, scope = await self._seen(incoming)
            if isinstance(request, Typed):
                request = await self._computed(self._engine.parse, request, scope, incoming)
            match request:
                case Reload():
                    return await self._reload(incoming, scope)
                case Mentions():
                    async with self._heavy_turns.take(incoming.person.id):
                        answer = await self._found(request, scope, incoming)
                case _:
                    request = self._next_posts.resolve(incoming, request)
                    answer = await self._found(request, scope, incoming)
        except UnavailableError as error:
            _log.warning("a question was not answered: %s", error)
            return self._declined(sentence("not_readable"))
        except Exception:
            _log.exception("a question failed")
            note_failure()
            return Answer.refused(sentence("failed"))
        self._next_posts.record(incoming, answer)
        self._request_log.note(request, answer)
        return answer

    async def _seen(self, incoming: Incoming) -> tuple[Incoming, Scope]:
        """Return the request with the thread that its place means, and what the asker may see.

        Raises UnavailableError while that is not known.
        """
        incoming = await self._scopes.with_default_thread(incoming)
        return incoming, await self._scopes.of(incoming)

    async def _found(self, request: Request, scope: Scope, incoming: Incoming) -> Answer:
        answer = partial(self._engine.answer, settings=incoming.settings)
        return await self._computed(answer, request, scope, incoming)

    async def _computed(
        self, work: Callable[[R, Scope], T], request: R, scope: Scope, incoming: Incoming
    ) -> T:
        """Do a piece of the engine's work: on the event loop where it is quick, else in turn.

        Who asks a lot at once keeps the others waiting for one question.
        """
        if self._engine.is_quick(request, scope):
            return work(request, scope)
        async with self._turns.take(incoming.person.id):
            return await asyncio.to_thread(work, request, scope)

    async def _reload(self, incoming: Incoming, scope: Scope) -> Answer:
        """Reload for someone who may, unless another reload is under way.

        Only the bot's owner reads what is wrong in the files; it may name folders and secrets.
        """
        if refusal := await self._guard.check_reload(incoming):
            return self._declined(refusal.reason)
        if self._reloading.locked():
            return self._declined(sentence("reload_under_way"))
        async with self._reloading:
            report = await asyncio.to_thread(self._engine.reload, scope)
        self._request_log.note(Reload(), report)
        public = public_report(report)
        if public == report:
            return report
        if not incoming.in_guild and await self._guard.is_owner(incoming.person):
            return report
        await self._owner_messages.send(report)
        return public

    def _declined(self, reason: Sentence) -> Answer:
        answer = Answer.refused(reason)
        self._request_log.note(None, answer)
        return answer


def _asked(incoming: Incoming, reply: Reply) -> Asked | None:
    """Return the question of a server's that was answered; None where others do not read it."""
    if incoming.guild_id is None or reply.question_id is None:
        return None
    place = incoming.guild_id, incoming.channel_id, incoming.channel_ids
    return Asked(*place, reply.question_id)
