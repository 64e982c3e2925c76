"""A server's own thread as it is kept, for those who need no statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.knowledge.thread import Thread


@dataclass(frozen=True, slots=True)
class Message:
    """The Discord message that a post was read from, and its author, by their ids."""

    id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class OwnThread:
    """A thread that a server added; ``channel_id`` is the Discord channel that it was read from.

    ``thread`` names the server, which alone sees it. ``messages`` holds the message of each post
    that was read from one, by the post's number.
    """

    thread: Thread
    channel_id: int | None = None
    messages: Mapping[int, Message] = field(default_factory=dict)

    @property
    def exported(self) -> Thread:
        """The thread as a knowledge file has it, for whatever server takes it next."""
        return replace(self.thread, servers=())


@dataclass(frozen=True, slots=True)
class Usage:
    """How much a server keeps: threads, posts, and bytes of their words."""

    threads: int
    posts: int
    bytes: int
