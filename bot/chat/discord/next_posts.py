"""The posts beside the last answer to a person in a channel."""

from collections.abc import Callable

from cachetools import TTLCache

from bot.answering.answer import Answer, Link
from bot.answering.requests import Open, Request, Step
from bot.chat.discord.incoming import Incoming

REMEMBERED_SECONDS = 3600.0
MAX_REMEMBERED = 10_000
"""How long a place in a thread is kept, and for how many people and channels."""


class NextPosts:
    """Remember after each answer which posts are before and after it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._links = TTLCache[tuple[int, int], tuple[Link, ...]](
            MAX_REMEMBERED, REMEMBERED_SECONDS, clock
        )

    def record(self, incoming: Incoming, answer: Answer) -> None:
        """Record the links of an answer; one without posts changes nothing."""
        if answer.quotes:
            self._links[incoming.channel_id, incoming.person.id] = answer.links

    def resolve(self, incoming: Incoming, request: Request) -> Request:
        """Turn a step from the last answer into what it opens; return any other as it is."""
        if not isinstance(request, Step) or request.number is not None or request.before:
            return request
        name = "button_after" if request.by > 0 else "button_before"
        links = self._links.get((incoming.channel_id, incoming.person.id), ())
        steps = (Open(link.references, link.page) for link in links if link.label.name == name)
        return next(steps, request)
