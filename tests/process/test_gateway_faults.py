"""What may happen to the connection on which the bot hears questions."""

import pytest

from tests.discord_server import Hang, Held, InvalidSession
from tests.process.running import MESSAGES, StudyGroup


async def test_a_cut_in_the_middle_of_an_answer(group: StudyGroup) -> None:
    """A connection that breaks while an answer is being sent neither loses nor doubles it."""
    held = Held()
    async with group.bot():
        group.server.next(MESSAGES, held)
        question = group.ask()
        await held.reached.wait()
        group.server.gateway.cut()
        await group.server.gateway.resumed.reach(1)
        held.released.set()
        await group.answer(question)
        await group.answered("!thread mid-term elections")


async def test_a_question_during_a_cut(group: StudyGroup) -> None:
    """What is asked while the connection is broken is answered after the resume."""
    held = Held()
    async with group.bot():
        await group.answered()
        group.server.next("CONNECT", held)
        group.server.gateway.cut()
        await held.reached.wait()
        question = group.ask("!thread mid-term elections")
        held.released.set()
        await group.answer(question)
    assert len(group.server.gateway.identified) == 1


async def test_a_question_during_an_outage(group: StudyGroup) -> None:
    """What is asked while Discord cannot even be reached is answered when it can."""
    async with group.bot() as bot:
        await group.answered()
        await group.server.go_down()
        await bot.log.first(lambda line: "Attempting a reconnect" in line)
        question = group.ask("!thread mid-term elections")
        await group.server.come_up()
        await group.answer(question)


async def test_a_resume_is_refused(group: StudyGroup) -> None:
    """After a refused resume the bot begins a new session and answers as before."""
    async with group.bot():
        await group.answered()
        group.server.next("RESUME", InvalidSession())
        group.server.gateway.cut()
        await group.server.gateway.identified.reach(2)
        await group.answered("!thread mid-term elections")


async def test_discord_asks_to_reconnect(group: StudyGroup) -> None:
    """A bot that is asked to reconnect, or whose session is doubted, resumes."""
    async with group.bot():
        group.server.gateway.reconnect()
        await group.server.gateway.resumed.reach(1)
        await group.answered()
        group.server.gateway.invalidate(resumable=True)
        await group.server.gateway.resumed.reach(2)
        await group.answered("!thread mid-term elections")


async def test_a_close_code_that_is_not_final(group: StudyGroup) -> None:
    """After each close code that leaves the session, the bot resumes and answers."""
    codes = [4000, 4001, 4002, 4003, 4005, 4008]
    channels = [group.server.world.add_channel(group.guild) for _ in range(len(codes) + 1)]
    async with group.bot():
        await group.answered()
        for count, code in enumerate(codes, 1):
            await group.server.gateway.close(code)
            await group.server.gateway.resumed.reach(count)
            await group.answer(group.ask(f"!thread {count}", channel=channels[count]))
    assert list(group.server.gateway.closed)[: len(codes)] == codes


@pytest.mark.parametrize(
    "code",
    [
        4009,
        pytest.param(1000, marks=pytest.mark.long),
        pytest.param(4007, marks=pytest.mark.long),
    ],
)
async def test_a_close_code_that_ends_the_session(group: StudyGroup, code: int) -> None:
    """After a close that ends the session, the bot begins another and answers."""
    async with group.bot():
        await group.answered()
        await group.server.gateway.close(code)
        await group.server.gateway.identified.reach(2)
        await group.answered("!thread mid-term elections")


@pytest.mark.long
async def test_acknowledgements_stop(group: StudyGroup) -> None:
    """A connection that says nothing for a minute is given up; what was asked then is answered."""
    group.server.gateway.heartbeat_interval = 5
    async with group.bot():
        await group.answered()
        group.server.always("HEARTBEAT", Hang())
        group.server.gateway.resumed.patience = 120
        await group.server.gateway.resumed.reach(1)
        group.server.restore("HEARTBEAT")
        await group.answered("!thread mid-term elections")


async def test_an_event_that_cannot_be_read(group: StudyGroup) -> None:
    """It is one warning with its type, and the bot answers what comes after it."""
    events = {
        "CHANNEL_CREATE": {"id": "1", "type": 2, "name": "voice"},
        "MESSAGE_CREATE": {"id": "1", "content": "!thread 1"},
        "GUILD_ROLE_CREATE": {},
    }
    async with group.bot() as bot:
        for event, data in events.items():
            about = {"guild_id": str(group.guild.id), **data}
            group.server.gateway.dispatch(event, about, guild_id=group.guild.id)
        await group.answered()
        warnings = await bot.log.all(lambda line: "cannot be read" in line, len(events))
    for event, warning in zip(events, warnings, strict=True):
        assert f"an event {event} " in warning
    assert "Traceback" not in bot.said
