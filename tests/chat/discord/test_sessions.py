"""Which sessions with the gateway are taken over."""

from dataclasses import replace

from bot.chat.discord.sessions import MAX_AGE, can_resume, hash_of
from bot.storage.gateway_sessions import GatewaySession

SESSION = GatewaySession(0, 1, "an id", 7, "wss://gateway.example", hash_of("a token"), 1_000)


def test_what_is_not_resumed() -> None:
    """A session is of the same token, and young enough for Discord to know it still."""
    now = float(SESSION.seen_at + MAX_AGE)
    assert can_resume(SESSION, hash_of("a token"), now)
    assert not can_resume(SESSION, hash_of("another token"), now)
    assert not can_resume(SESSION, hash_of("a token"), now + 1)
    assert not can_resume(replace(SESSION, token_hash="a token"), hash_of("a token"), now)
