"""The ticker: sends the posts of readings when they are due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.answering.answer import Answer, cut
from bot.answering.paging import shown
from bot.errors import UnavailableError
from bot.i18n import Sentence, plural, sentence
from bot.knowledge import Post, Thread
from bot.reading.reading import Portion, Reading, pause, portion

if TYPE_CHECKING:
    from bot.reading.reading_table import Lease

_log = logging.getLogger(__name__)

PER_SECOND = 40
"""Posts that all processes send, questions of agendas that they read, and channels that they look
up, in a second: Discord takes 50 requests, and answers need some."""


class CannotSendError(Exception):
    """The channel takes no posts any more; ``reason`` is for the managers of the server.

    The reading pauses, or ends if the channel is ``gone``.
    """

    def __init__(self, reason: Sentence, *, gone: bool = False) -> None:
        super().__init__(reason.plain())
        self.reason = reason
        self.gone = gone


class TryLaterError(Exception):
    """Posts were not sent now, such as while Discord cannot be reached."""


@dataclass(frozen=True, slots=True)
class Card:
    """A post that is sent to a channel, and what is said above it; only a ``first`` one mentions.

    The thread ends with the post, so that its buttons lead nowhere beyond.
    """

    reading: Reading
    thread: Thread
    post: Post
    lead: tuple[Sentence, ...] = ()
    first: bool = False

    @property
    def answer(self) -> Answer:
        """The post with links to those before it."""
        return replace(shown(self.thread, [self.post]), lead=self.lead)


class Leases(Protocol):
    """Readings, each of which one process at a time takes when it is due."""

    def now(self) -> datetime:
        """Return the time."""

    async def take(self) -> "list[Lease]":
        """Take readings that are due now; none where no more are."""

    async def settle(self, lease: "Lease", after: Reading | None) -> None:
        """Keep what became of a reading that was taken; None ends it."""

    async def wait_until_due(self) -> None:
        """Wait until a reading may be due."""


class Sender(Protocol):
    """Sends posts to the channels of readings."""

    async def sent(self, reading: Reading, thread: Thread) -> frozenset[int]:
        """Return the numbers of the thread's posts that were sent since the reading's date."""

    async def send(self, card: Card) -> None:
        """Send a post.

        Raises CannotSendError where the channel takes none, and TryLaterError for any other error.
        """

    async def report(self, reading: Reading, reason: Sentence) -> None:
        """Tell the managers of the server in one line why no posts come."""


class Pace:
    """Let something happen at most ``per_second`` times a second."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    async def wait(self) -> None:
        """Wait for the next turn."""
        now = self._clock()
        turn = max(now, self._next)
        self._next = turn + self._interval
        if turn > now:
            await self._sleep(turn - now)


class Ticker:
    """Take due readings and send their posts, each once; then open the gate behind them."""

    def __init__(
        self,
        readings: Leases,
        find_thread: Callable[[Reading], Awaitable[Thread | None]],
        sender: Sender,
        pace: Pace,
    ) -> None:
        """``find_thread`` finds the whole thread of a reading; None where it cannot be sent."""
        self._readings = readings
        self._find_thread = find_thread
        self._sender = sender
        self._pace = pace

    async def run(self) -> None:
        """Send what is due, and wait for the next date, for ever."""
        while True:
            try:
                await self.tick()
                await self._readings.wait_until_due()
            except UnavailableError as error:
                _log.warning("readings are looked at again in a moment: %s", error)
                await asyncio.sleep(5)
            except Exception:
                _log.exception("readings were not looked at; trying again in a minute")
                await asyncio.sleep(60)

    async def tick(self) -> None:
        """Send what is due now."""
        while leases := await self._readings.take():
            await asyncio.gather(*map(self._serve, leases))

    async def _serve(self, lease: "Lease") -> None:
        channel_id = lease.reading.channel_id
        try:
            await self._send(lease)
        except (TryLaterError, UnavailableError) as error:
            _log.warning("posts for channel %s come later: %s", channel_id, error)
        except Exception:
            _log.exception("posts for channel %s were not sent", channel_id)

    async def _send(self, lease: "Lease") -> None:
        """Send the posts that are due, and keep how far the reading then is.

        The posts of an attempt that was cut short are looked up on Discord, and not sent again.
        Many posts take a while: each is sent as it is when its turn comes, and none that is gone.
        """
        reading = lease.reading
        try:
            thread = await self._thread(reading)
            due = portion(reading, [post.number for post in thread.posts], self._readings.now())
            sent = await self._sender.sent(reading, thread) if lease.again else frozenset[int]()
            for number in due.numbers:
                if number not in sent:
                    await self._pace.wait()
                    self._check_time(lease)
                    thread = await self._thread(reading)
                    if (post := thread.post(number)) is not None:
                        await self._sender.send(_card(reading, thread, post, due))
                reading = replace(reading, last_open=number, sent=reading.sent + 1)
        except CannotSendError as error:
            _log.info("the reading in channel %s stops: %s", reading.channel_id, error)
            await self._readings.settle(lease, None if error.gone else pause(reading))
            await self._sender.report(reading, error.reason)
        else:
            await self._readings.settle(lease, due.after)

    async def _thread(self, reading: Reading) -> Thread:
        """Return the whole thread of a reading; raise CannotSendError where it cannot be sent."""
        thread = await self._find_thread(reading)
        if thread is None:
            raise CannotSendError(sentence("reading_thread_gone", thread=reading.thread_id))
        return thread

    def _check_time(self, lease: "Lease") -> None:
        """Raise TryLaterError where another process may send the posts by now.

        Readings of other servers then have their turn before the rest of a long portion.
        """
        if self._readings.now() >= lease.until:
            raise TryLaterError("the rest is sent with the next lease")


def _card(reading: Reading, thread: Thread, post: Post, due: Portion) -> Card:
    end = thread.place_of(post.number) + 1
    first = post.number == due.numbers[0]
    lead = []
    if first and due.late:
        lead.append(sentence("reading_late", posts=plural(len(due.numbers), "post")))
    if end == len(thread.posts):
        lead.append(sentence("reading_last", title=cut(thread.title)))
    until = replace(thread, posts=thread.posts[:end])
    return Card(reading, until, post, tuple(lead), first)
