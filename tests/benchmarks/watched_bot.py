"""The bot as it is, with a clock read wherever a question passes from discord.py to it and back.

``python -m tests.benchmarks.watched_bot FILE run ...`` runs the bot's own command and at its end
writes to the file, as JSON, what was passed when: the times are ``time.perf_counter()``, which on
one machine all processes share.
"""

import functools
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.state import ConnectionState

from bot.answering.engine import AnswerEngine
from bot.chat.discord.cogs.messages import Messages
from bot.cli import main

EVENT, RECEIVED, SEARCHING, FOUND, REPLIED, REQUESTED = (
    "event", "received", "searching", "found", "replied", "requested",
)  # fmt: skip
"""A frame of the gateway is taken by discord.py; the message is handed to the bot; the engine
begins and ends; the bot hands the reply to discord.py; discord.py hands the request to aiohttp."""

_passed: list[tuple[str, float, int]] = []


def _pass(what: str, id: int = 0) -> None:
    _passed.append((what, time.perf_counter(), id))


def _watch_frames() -> None:
    """Note each message's event with the time at which its frame was taken."""
    receive: Callable[[Any, Any], Awaitable[None]] = DiscordWebSocket.received_message
    parse: Callable[[Any, Any], None] = ConnectionState.parse_message_create
    taken = 0.0

    @functools.wraps(receive)
    async def received(self: DiscordWebSocket, frame: Any, /) -> None:
        nonlocal taken
        taken = time.perf_counter()
        await receive(self, frame)

    @functools.wraps(parse)
    def parsed(self: Any, data: Any) -> None:
        _passed.append((EVENT, taken, int(data["id"])))
        parse(self, data)

    DiscordWebSocket.received_message = received  # type: ignore[method-assign]
    ConnectionState.parse_message_create = parsed  # type: ignore[method-assign]


def _watch_handler() -> None:
    hear = Messages.on_message

    @functools.wraps(hear)
    async def received(self: Messages, message: discord.Message) -> None:
        _pass(RECEIVED, message.id)
        await hear(self, message)

    Messages.on_message = received  # type: ignore[method-assign]


def _watch_engine() -> None:
    answer = AnswerEngine.answer

    @functools.wraps(answer)
    def answered(*values: Any, **named: Any) -> Any:
        _pass(SEARCHING)
        try:
            return answer(*values, **named)
        finally:
            _pass(FOUND)

    AnswerEngine.answer = answered  # type: ignore[method-assign]


def _watch_call(owner: Any, name: str, what: str) -> None:
    call = getattr(owner, name)

    @functools.wraps(call)
    async def called(*values: Any, **named: Any) -> Any:
        _pass(what)
        return await call(*values, **named)

    setattr(owner, name, called)


if __name__ == "__main__":
    _file = Path(sys.argv.pop(1))
    _watch_frames()
    _watch_handler()
    _watch_engine()
    _watch_call(discord.abc.Messageable, "send", REPLIED)
    _watch_call(aiohttp.ClientSession, "_request", REQUESTED)
    try:
        main()
    finally:
        _file.write_text(json.dumps(_passed))
