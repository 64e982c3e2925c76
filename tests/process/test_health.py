"""What a supervisor sees of the bot from outside."""

from tests.discord_server import Hang
from tests.process.running import StudyGroup

UNAVAILABLE = 69


async def test_the_probe_tells_how_the_bot_is(group: StudyGroup, port: int) -> None:
    """The probe succeeds while heartbeats are answered, and fails when not, or where no bot is."""
    gateway, on_port = group.server.gateway, {"THREAD_BOT_PORT": str(port)}
    gateway.heartbeat_interval = 1
    async with group.bot(on_port) as bot:
        await bot.log.first(lambda line: "serving" in line or "ready" in line)
        assert (await group.run("health", on_port))[0] == 0
        group.server.always("HEARTBEAT", Hang())
        await gateway.heartbeats.reach(len(gateway.heartbeats) + 5)
        code, said = await group.run("health", on_port)
        assert (code, "heartbeat" in said) == (UNAVAILABLE, True)
    code, said = await group.run("health", on_port)
    assert (code, "No bot answers" in said) == (UNAVAILABLE, True)
