"""What is asked while the bot restarts is answered, and nothing twice."""

import signal

from tests.discord_server import Held, InvalidSession
from tests.process.running import MESSAGES, StudyGroup


async def test_a_question_during_a_restart(group: StudyGroup) -> None:
    """What is asked between a stop and the next start is answered then, and nothing again.

    Where Discord forgot the session, the bot begins another and answers from then on.
    """
    async with group.bot():
        await group.answered()
    assert group.server.gateway.closed[-1] not in (1000, 1001)
    kept = group.knowledge.parent / "thread-bot.sessions.json"
    assert kept.stat().st_mode & 0o77 == 0
    assert group.server.world.application.token not in kept.read_text("utf-8")
    question = group.ask("!thread mid-term elections")
    async with group.bot():
        await group.answer(question)
        await group.answered("!thread 3")
    posted = await group.server.requests.all(lambda one: one.route == MESSAGES, 3)
    assert len(posted) == len(group.asked)
    group.server.next("RESUME", InvalidSession())
    async with group.bot():
        await group.answered("!thread 4")
    assert len(group.server.gateway.resumed) == 1


async def test_a_kill_in_the_middle_of_an_answer(group: StudyGroup) -> None:
    """A question that a killed process was about to answer, and those after it, are answered."""
    async with group.bot():
        await group.answered()
    held = Held()
    group.server.next(MESSAGES, held)
    bot = await group.connect()
    question = group.ask("!thread mid-term elections")
    await held.reached.wait()
    bot.send(signal.SIGKILL)
    await bot.ended()
    held.released.set()
    later = group.ask("!thread 3")
    async with group.bot():
        await group.answer(question)
        await group.answer(later)


async def test_edits_and_deletions_before_a_missed_question_is_read(group: StudyGroup) -> None:
    """A question that is edited as the bot starts is answered once, and none that is deleted.

    So it is where that bot is killed, too.
    """
    async with group.bot():
        await group.answered()
    edited, deleted = group.ask("!thread 2"), group.ask("!thread 5")
    bot = await group.connect()
    group.asked.remove(deleted)
    edited = group.server.edit(edited, "!thread 3")
    group.server.delete(deleted)
    await group.answer(edited)
    await bot.kill()
    async with group.bot() as bot:
        await bot.log.first(lambda line: "ready" in line)
        await group.answered("!thread 4")
    assert group.server.answers(deleted) == []
    (answer,) = group.server.answers(edited)
    assert answer.embeds[0]["title"] == "Post 3"


async def test_what_a_killed_process_did_is_not_done_again(group: StudyGroup) -> None:
    """A change that a member made just before the process was killed is made once."""
    await group.run("sync")
    bot = await group.connect()
    channel, admin = group.channel, group.admin
    rhythm = "1 post every day at 18:00 UTC"
    begun = group.server.use(admin, channel, "thread reading start", rhythm=rhythm)
    await begun.answer()
    skipped = group.server.use(admin, channel, "thread reading skip")
    await skipped.answer()
    await bot.kill()
    bot = await group.connect()
    await group.server.gateway.resumed.reach(1)
    await group.answered("!thread help")
    shown = group.server.use(group.alice, channel, "thread reading show")
    assert ": 1 of " in (await shown.answer()).text
    assert await bot.stop() == 0
