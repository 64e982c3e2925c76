"""The order in which answers leave for a channel."""

import asyncio

from bot.chat.discord.turns import ChannelTurns

HERE, THERE = 7, 8
ALICE, BOB = 1, 2


async def test_answers_leave_in_turn_by_member() -> None:
    """Who asks a lot at once keeps others in the channel waiting for one answer."""
    turns, left = ChannelTurns(), list[str]()

    async def answer(channel: int, person: int, name: str) -> None:
        with turns.join(channel, person) as turn:
            await turn.wait()
            await asyncio.sleep(0)
            left.append(name)

    flood = [answer(HERE, ALICE, f"alice {n}") for n in range(4)]
    others = [answer(HERE, BOB, "bob 0"), answer(HERE, BOB, "bob 1"), answer(THERE, BOB, "there")]
    await asyncio.gather(*flood, *others)
    assert left == ["alice 0", "there", "bob 0", "alice 1", "bob 1", "alice 2", "alice 3"]
    assert turns._queues == {}


async def test_an_answer_that_is_not_sent_keeps_nobody_waiting() -> None:
    """A refusal in silence leaves the queue, also before its turn."""
    turns = ChannelTurns()
    with turns.join(HERE, ALICE), turns.join(HERE, BOB) as second:
        with turns.join(HERE, ALICE) as third:
            assert not third.is_set()
        assert not second.is_set()
    with turns.join(HERE, BOB) as first:
        assert first.is_set()
