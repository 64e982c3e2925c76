"""What a supervisor sees of the bot from outside."""

import socket

import pytest

from tests.discord_server import Hang
from tests.process.running import StudyGroup

UNAVAILABLE = 69


@pytest.fixture
def port() -> dict[str, str]:
    """An environment that opens the bot's port, and lets a probe find it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return {"THREAD_BOT_PORT": str(probe.getsockname()[1])}


async def test_the_probe_tells_a_stale_heartbeat(group: StudyGroup, port: dict[str, str]) -> None:
    """The probe succeeds while heartbeats are answered, and fails when they are not any more."""
    gateway = group.server.gateway
    gateway.heartbeat_interval = 1
    async with group.bot(port) as bot:
        await bot.log.first(lambda line: "serving" in line or "ready" in line)
        assert (await group.run("health", port))[0] == 0
        group.server.always("HEARTBEAT", Hang())
        await gateway.heartbeats.reach(len(gateway.heartbeats) + 5)
        code, said = await group.run("health", port)
        assert (code, "heartbeat" in said) == (UNAVAILABLE, True)


async def test_the_probe_tells_a_bot_that_is_gone(group: StudyGroup, port: dict[str, str]) -> None:
    """The probe fails where no bot runs."""
    code, said = await group.run("health", port)
    assert (code, "No bot answers" in said) == (UNAVAILABLE, True)
