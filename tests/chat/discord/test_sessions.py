"""Connections to the gateway, and which sessions are taken over."""

import asyncio
from dataclasses import replace
from typing import Any

from discord.gateway import KeepAliveHandler

from bot.chat.discord.sessions import MAX_AGE, FollowedWebSocket, can_resume, hash_of
from bot.storage.gateway_sessions import GatewaySession

SESSION = GatewaySession(0, 1, "an id", 7, "wss://gateway.example", hash_of("a token"), 1_000)


def test_what_is_not_resumed() -> None:
    """A session is of the same token, and young enough for Discord to know it still."""
    now = float(SESSION.seen_at + MAX_AGE)
    assert can_resume(SESSION, hash_of("a token"), now)
    assert not can_resume(SESSION, hash_of("another token"), now)
    assert not can_resume(SESSION, hash_of("a token"), now + 1)
    assert not can_resume(replace(SESSION, token_hash="a token"), hash_of("a token"), now)


class Nearby:
    """A gateway that answers a heartbeat before anything else happens."""

    def __init__(self) -> None:
        self.connection: Any = FollowedWebSocket(self, loop=asyncio.get_running_loop())
        self.connection._max_heartbeat_timeout = 60.0

    async def send_str(self, text: str) -> None:
        self.connection._keep_alive.ack()


async def test_a_quick_answer_to_a_heartbeat_is_no_late_one() -> None:
    """The metrics and the log do not take a gateway nearby for one that is a heartbeat behind."""
    connection = Nearby().connection
    beating = connection._keep_alive = KeepAliveHandler(ws=connection, interval=41.25)
    beating._last_send -= 41.25
    await connection.send_heartbeat(beating.get_payload())
    assert beating.latency < 10
