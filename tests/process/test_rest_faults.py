"""What may happen to an answer on its way to Discord: it arrives all the same, and once."""

from tests.discord_server import CutSocket, Hang, NotJson, RateLimited, Status
from tests.process.running import DRAGONBEAR, MESSAGES, StudyGroup

FAULTS = (
    RateLimited(0.2),
    RateLimited(0.2, scope="shared"),
    RateLimited(0.2, scope="global"),
    RateLimited(None),
    RateLimited(0.2, via=False),
    Status(408),
    Status(408, done=True),
    Status(500),
    Status(502),
    Status(502, done=True),
    Status(503),
    Status(503, done=True),
    Status(504, done=True),
    CutSocket(),
    CutSocket(done=True),
    NotJson(),
    NotJson(done=True),
    NotJson('{"id": "1", "cont', "application/json"),
    NotJson('{"id": "1", "cont', "application/json", done=True),
    Hang(),
    Hang(done=True),
)


async def test_an_answer_meets_a_fault(group: StudyGroup) -> None:
    """An answer that Discord fails to take is sent again; one it took in silence is not doubled.

    Each fault happens in a channel of its own, all at the same time.
    """
    places = {fault: group.server.world.add_channel(group.guild) for fault in FAULTS}
    async with group.bot():
        for fault, channel in places.items():
            group.server.next(f"POST /channels/{channel.id}/messages", fault)
        asked = {fault: group.ask(channel=channel) for fault, channel in places.items()}
        for question in asked.values():
            await group.answer(question)


async def test_several_faults_in_a_row(group: StudyGroup) -> None:
    """An answer survives a series of different faults."""
    faults = (Status(503), CutSocket(done=True), NotJson(), RateLimited(0.1))
    async with group.bot():
        group.server.next(MESSAGES, *faults)
        await group.answered()
        tries = await group.server.requests.all(lambda request: request.route == MESSAGES, 5)
        assert len({request.body["nonce"] for request in tries}) == 1


async def test_other_channels_are_not_delayed(group: StudyGroup) -> None:
    """While an answer in one channel waits for Discord, those in others arrive."""
    elsewhere = group.server.world.add_channel(group.guild)
    group.server.next(f"POST /channels/{group.channel.id}/messages", RateLimited(2))
    async with group.bot():
        waiting = group.ask()
        await group.answer(group.ask(DRAGONBEAR, channel=elsewhere))
        assert not group.server.answers(waiting)
        await group.answer(waiting)


async def test_an_answer_that_discord_refuses(group: StudyGroup) -> None:
    """What Discord refuses for good is not sent again and again, and the bot goes on."""
    async with group.bot() as bot:
        group.server.next(MESSAGES, Status(403, {"message": "Missing Permissions", "code": 50013}))
        group.server.say(group.alice, group.channel, DRAGONBEAR)
        await bot.log.first(lambda line: "Missing Permissions" in line)
        await group.answered("!thread mid-term elections")
    assert [request.route for request in group.server.requests].count(MESSAGES) == 2


async def test_what_discord_never_answers_is_not_waited_for(group: StudyGroup) -> None:
    """A question for which the bot has to ask Discord something is answered all the same."""
    thread = "title: On submarines\nposts:\n- number: 1\n  text: The submarine dives.\n"
    (group.knowledge / "submarine.yaml").write_text(f"servers: [{group.guild.id}]\n{thread}")
    here = group.server.world.direct_channel(group.alice)
    async with group.bot():
        group.server.next("GET /guilds/{guild_id}/members/{user_id}", Hang())
        answer = await group.answer(group.ask("what does the submarine do", channel=here))
        assert "submarine" in str(answer.embeds)
