"""A group for each test, with a port and a folder of its own."""

import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord_server import DiscordServer
from tests.process.running import ROOT, StudyGroup

PATIENCE = 20.0


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A Discord without the bot yet, and a copy of the knowledge that is shipped."""
    knowledge = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    async with DiscordServer(patience=PATIENCE) as server:
        group = StudyGroup(server, knowledge, patience=PATIENCE)
        yield group
        await group.clear()


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
