"""How the bot begins and ends: the first answer, exit codes, signals."""

import asyncio
import re
import signal

import pytest

from tests.discord_server import Close, Held, Status
from tests.process.running import DRAGONBEAR, MESSAGES, StudyGroup

WRONG_SETTING, UNAVAILABLE = 78, 69


async def test_the_question_of_the_readme(group: StudyGroup) -> None:
    """The question what the dragonbear is gets post 15 quoted with its number, as a reply."""
    async with group.bot(afresh=True):
        answer = await group.answered(DRAGONBEAR)
    assert "15" in answer.text
    assert "keeps external forces away from CA" in answer.text


async def test_a_wrong_token(group: StudyGroup) -> None:
    """A token that Discord refuses ends the bot with 78 and one line that says what to do."""
    bot = await group.start({"DISCORD_TOKEN": "another-token"})
    assert await bot.ended() == WRONG_SETTING
    assert "DISCORD_TOKEN" in bot.log[-1]
    assert "Traceback" not in bot.said
    assert "another-token" not in bot.said


@pytest.mark.parametrize(
    ("code", "exit_code", "remedy"),
    [
        (4004, WRONG_SETTING, "DISCORD_TOKEN"),
        (4014, WRONG_SETTING, "Message Content Intent"),
        (4010, UNAVAILABLE, "4010"),
        (4011, UNAVAILABLE, "4011"),
        (4012, UNAVAILABLE, "4012"),
        (4013, UNAVAILABLE, "4013"),
    ],
)
async def test_a_close_code_that_is_final(
    group: StudyGroup, code: int, exit_code: int, remedy: str
) -> None:
    """A close code after which Discord takes no new connection ends the bot with one line."""
    group.server.next("IDENTIFY", Close(code))
    bot = await group.start()
    assert await bot.ended() == exit_code
    assert remedy in bot.log[-1]
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_close_code_that_is_final_comes_later(group: StudyGroup, code: int) -> None:
    """A token that is reset, or an intent that is taken away, ends a bot that runs, with 78."""
    bot = await group.connect()
    await group.answered()
    await group.server.gateway.close(code)
    assert await bot.ended() == WRONG_SETTING
    assert "Traceback" not in bot.said


async def test_the_intent_is_off(group: StudyGroup) -> None:
    """Without the message content intent in the portal the bot ends with 78 and says so."""
    group.server.world.application.intents = 0
    bot = await group.start()
    assert await bot.ended() == WRONG_SETTING
    assert "Message Content Intent" in bot.log[-1]


async def test_nothing_listens(group: StudyGroup) -> None:
    """Where Discord does not answer at all, the bot ends with 69 and one line."""
    await group.server.go_down()
    bot = await group.start()
    assert await bot.ended() == UNAVAILABLE
    assert "cannot be reached" in bot.log[-1]
    assert "Traceback" not in bot.said


async def test_the_gateway_does_not_listen_at_first(group: StudyGroup) -> None:
    """Where the gateway alone cannot be reached, the bot tries until it can, and then answers."""
    group.server.next("CONNECT", Status(503))
    async with group.bot():
        await group.answered()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_in_the_middle_of_an_answer(group: StudyGroup, number: signal.Signals) -> None:
    """A bot that is asked to stop finishes the answer under way, and ends with 0."""
    held = Held()
    group.server.next(MESSAGES, held)
    async with group.bot() as bot:
        question = group.ask()
        await held.reached.wait()
        bot.send(number)
        await bot.log.first(lambda line: "stopping" in line)
        held.released.set()
        assert await bot.ended() == 0
    assert len(group.server.answers(question)) == 1


async def test_a_stop_in_a_busy_channel(group: StudyGroup) -> None:
    """After the signal nothing new is taken, and all that was asked before is answered."""
    people = [group.server.world.add_member(group.guild, f"member {n}") for n in range(12)]
    held = Held()
    group.server.next(MESSAGES, held)
    async with group.bot() as bot:
        for person in people:
            group.ask(user=person)
        await held.reached.wait()
        await group.server.gateway.ping()  # by now all questions were read
        bot.send(signal.SIGTERM)
        await bot.log.first(lambda line: "stopping" in line)
        late = group.server.say(group.alice, group.channel, DRAGONBEAR)
        held.released.set()
        assert await bot.ended() == 0
    assert not group.server.answers(late)


async def test_a_stop_while_discord_is_away(group: StudyGroup) -> None:
    """A bot that is waiting to connect again ends at once when asked to."""
    bot = await group.connect()
    await group.answered()
    await group.server.go_down()
    pause = _pause(await bot.log.first(lambda line: _pause(line) > 3))
    async with asyncio.timeout(pause - 0.5):
        assert await bot.stop() == 0


def _pause(line: str) -> float:
    """The seconds until the next attempt to connect that a line of the log announces."""
    announced = re.search(r"Attempting a reconnect.* in ([\d.]+)s", line)
    return float(announced[1]) if announced else 0
