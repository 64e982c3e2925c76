"""Interactions: commands, menus, buttons, autocomplete and modals, and how long each may take."""

import secrets
import time
from dataclasses import dataclass, field
from enum import IntEnum

from . import errors
from .record import Record
from .world import Channel, Json, Message, User

#: Seconds to the first response, and to the last follow-up.
TO_RESPOND, TO_FOLLOW_UP = 3.0, 15 * 60.0


class Kind(IntEnum):
    """What the member did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """What the bot does first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


@dataclass(eq=False, slots=True)
class Interaction:
    """One thing a member did with the bot, and what came of it.

    ``callbacks`` holds the bot's first response, ``answers`` every message as it was sent or edited
    through this interaction's token. Both can be awaited.
    """

    id: int
    kind: Kind
    user: User
    channel: Channel
    data: Json
    patience: float
    message: Message | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    began: float = field(default_factory=time.perf_counter)
    callbacks: Record[Json] = field(init=False)
    answers: Record[Message] = field(init=False)
    original: int | None = None
    locale: str = "en-US"
    expired: bool = False

    def __post_init__(self) -> None:
        name = f"{self.kind.name.lower()} {self.data}"
        self.callbacks = Record(f"the response to {name}", self.patience)
        self.answers = Record(f"the answer to {name}", self.patience)

    async def response(self) -> Json:
        """The bot's first response, as it sent it."""
        return await self.callbacks.reach(1)

    async def answer(self) -> Message:
        """The first message that the member gets to read."""
        return await self.answers.reach(1)

    async def choices(self) -> list[Json]:
        """What an autocomplete offered."""
        choices: list[Json] = (await self.response())["data"]["choices"]
        return choices

    def expire(self) -> None:
        """Let the interaction's time run out now."""
        self.expired = True

    def check_response(self) -> None:
        """Refuse a first response that comes too late or a second time."""
        if self.expired or time.perf_counter() - self.began > TO_RESPOND:
            raise errors.unknown("interaction")
        if len(self.callbacks):
            raise errors.already_acknowledged()

    def check_follow_up(self) -> None:
        """Refuse a message after the token's time, or before the first response."""
        if self.expired or time.perf_counter() - self.began > TO_FOLLOW_UP:
            raise errors.invalid_webhook_token()
        if not len(self.callbacks):
            raise errors.unknown("webhook")
