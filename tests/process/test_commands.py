"""Slash commands and buttons, from their registration to a bot that was started again."""

from tests.discord_server import CutSocket, Hang, NotJson, Status
from tests.discord_server.world import every_component
from tests.process.running import StudyGroup

#: The first response to an interaction, and the answer that takes the place of its deferral: a
#: request that can be repeated, which a follow-up cannot.
RESPOND = "POST /interactions/{interaction_id}/{token}/callback"
ANSWER = "PATCH /webhooks/{application_id}/{token}/messages/{message_id}"


async def test_a_command_is_registered_and_answered(group: StudyGroup) -> None:
    """After one command of the shell, members find the slash commands and get their answers."""
    code, said = await group.run("sync")
    assert code == 0, said
    async with group.bot():
        asking = group.server.use(
            group.alice, group.channel, "thread ask", question="what is the dragonbear"
        )
        assert "15" in (await asking.answer()).text
        typing = group.server.complete(
            group.alice, group.channel, "thread ask", "thread", question="?", thread="drag"
        )
        assert [choice["value"] for choice in await typing.choices()] == ["dragonbear"]


async def test_who_types_fast_gets_the_newest_suggestions(group: StudyGroup) -> None:
    """Posts are looked up for what is typed last; what was typed while they were is passed over."""
    await group.run("sync")
    async with group.bot():
        words = "what do China and Russia want in Central Asia " * 100
        typing = [
            group.server.complete(group.alice, group.channel, "thread post", "number", number=text)
            for text in [words] * 20 + ["dragonbear"]
        ]
        offered = [await one.choices() for one in typing]
    assert offered.pop()[0]["value"] == 15
    assert offered.count([]) > len(offered) / 2


async def test_a_button_outlives_the_bot(group: StudyGroup) -> None:
    """A button under an answer works after the bot was killed and started again."""
    bot = await group.connect()
    answer = await group.answered()
    await bot.kill()
    ids = [each["custom_id"] for each in every_component(answer.components) if "custom_id" in each]
    assert ids
    async with group.bot():
        for custom_id in ids[:-1]:
            pressed = group.server.click(group.alice, answer, custom_id)
            assert (await pressed.answer()).text


async def test_a_command_meets_a_fault(group: StudyGroup) -> None:
    """A command whose answer meets a fault on its way is answered all the same, and once.

    Each fault happens to one of several commands that are used at the same time.
    """
    await group.run("sync")
    first = (Status(502), Status(502, done=True), CutSocket(), CutSocket(done=True))
    first += (NotJson(), NotJson(done=True), Hang(), Hang(done=True))
    later = (Status(502, done=True), CutSocket(done=True), NotJson(done=True))
    async with group.bot():
        group.server.next(RESPOND, *first)
        group.server.next(ANSWER, *later)
        asked = [
            group.server.use(
                group.alice, group.channel, "thread ask", question="what is the dragonbear"
            )
            for _ in (*first, *later)
        ]
        for asking in asked:
            assert "15" in (await asking.answer()).text
    assert [len(group.server.answers(asking)) for asking in asked] == [1] * len(asked)
