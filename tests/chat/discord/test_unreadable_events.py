"""Events that discord.py cannot read, or need not."""

from collections.abc import Callable

import discord
import pytest
from discord.ext import commands

from bot.chat.discord.own_messages import leave_out_own_messages
from bot.chat.discord.unreadable_events import survive_unreadable_events
from bot.ops.metrics import Metrics


def client(metrics: Metrics) -> commands.AutoShardedBot:
    bot = commands.AutoShardedBot("!", intents=discord.Intents.none(), shard_count=1)
    survive_unreadable_events(bot, metrics.unreadable_event)
    return bot


def counted(metrics: Metrics) -> Callable[[str], float | None]:
    """What the metrics say of one type of event."""
    return lambda event: metrics.registry.get_sample_value(
        "thread_bot_unreadable_events_total", {"event": event}
    )


def test_each_is_counted_by_its_type() -> None:
    """The metrics tell how many events of each type were left out."""
    metrics = Metrics()
    parsers = client(metrics)._connection.parsers
    for event in ("MESSAGE_CREATE", "CHANNEL_CREATE", "MESSAGE_CREATE"):
        parsers[event]({"id": "no number"})
    parsers["MESSAGE_DELETE"]({"id": "7", "channel_id": "8"})
    count = counted(metrics)
    assert (count("MESSAGE_CREATE"), count("CHANNEL_CREATE")) == (2, 1)
    assert count("MESSAGE_DELETE") is None


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "MESSAGE_UPDATE"])
def test_own_messages_are_not_read(event: str) -> None:
    """What the bot sends and edits itself begins no work, what others write does."""
    bot = commands.AutoShardedBot("!", intents=discord.Intents.none(), shard_count=1)
    state = bot._connection
    me = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None}
    state.user = discord.ClientUser(state=state, data=me)  # type: ignore[arg-type]
    read = []
    state.parsers[event] = read.append
    leave_out_own_messages(bot)
    for author in ("1", "2"):
        state.parsers[event]({"id": "7", "author": {"id": author}})
    assert [one["author"]["id"] for one in read] == ["2"]
