"""What systemd receives, on a socket as it opens one."""

import asyncio
import signal
import socket
from pathlib import Path

from tests.discord_server import Hang
from tests.process.running import StudyGroup


async def test_systemd_is_informed(group: StudyGroup, tmp_path: Path) -> None:
    """The service is ready once connected, reloads, feeds its watchdog only while it is alive."""
    beats = group.server.gateway.heartbeats
    group.server.gateway.heartbeat_interval = 0.2
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)

        async def received(wanted: str) -> list[str]:
            """The lines up to and with the wanted one."""
            lines: list[str] = []
            while not lines or lines[-1] != wanted:
                lines.append((await loop.sock_recv(manager, 4096)).decode())
            return lines

        watchdog = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        async with group.bot(watchdog) as bot, asyncio.timeout(10):
            assert await received("READY=1") == ["READY=1"]
            await received("WATCHDOG=1")
            bot.send(signal.SIGHUP)
            await received("RELOADING=1")
            await received("READY=1")
            group.server.always("HEARTBEAT", Hang())
            await beats.reach(len(beats) + 5)
            await _drain(manager)
            await beats.reach(len(beats) + 3)
            assert await _drain(manager) == []
        assert await received("STOPPING=1") == ["STOPPING=1"]


async def test_a_manager_that_cannot_be_reached(group: StudyGroup, tmp_path: Path) -> None:
    """A socket that nobody listens on keeps the bot neither from answering nor from stopping."""
    async with group.bot({"NOTIFY_SOCKET": str(tmp_path / "gone")}):
        await group.answered()


async def _drain(manager: socket.socket) -> list[str]:
    """What has come in so far."""
    lines = []
    while True:
        try:
            lines.append(manager.recv(4096).decode())
        except BlockingIOError:
            return lines
