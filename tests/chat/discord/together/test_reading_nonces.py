"""The nonces by which Discord knows the posts of readings again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.chat.discord.reading_sender import nonce_of
from bot.knowledge import Post, Thread
from bot.reading.reading import Reading
from bot.reading.rhythm import EVERY_DAY, Rhythm
from bot.reading.ticker import Card

DUE = datetime(2026, 3, 1, 18, tzinfo=UTC)
THREAD = Thread("bread", "On bread", (Post(1, "Flour."), Post(2, "Water.")))
READING = Reading(1, 2, "bread", Rhythm(1, EVERY_DAY, DUE.time(), "UTC"), DUE)


def test_another_message_has_another_nonce() -> None:
    """Discord takes each post in each channel once, though all channels read at the same minute."""
    card = Card(READING, THREAD, THREAD.posts[0])
    others = (
        Card(replace(READING, channel_id=3), THREAD, THREAD.posts[0]),
        Card(replace(READING, due_at=DUE + timedelta(days=1)), THREAD, THREAD.posts[0]),
        Card(replace(READING, thread_id="cake"), THREAD, THREAD.posts[0]),
        Card(READING, THREAD, THREAD.posts[1]),
    )
    nonces = {nonce_of(one, part) for one in (card, *others) for part in (0, 1)}
    assert len(nonces) == 2 * (1 + len(others))
    assert nonce_of(card, 0) == nonce_of(replace(card), 0)
    assert max(map(len, nonces)) <= 25  # the most that Discord takes
