"""What people get who start the bot with something missing or wrong."""

import socket
from pathlib import Path

from tests.process.running import StudyGroup


async def test_a_missing_secret(group: StudyGroup) -> None:
    """A token file that is not there is one line that says what to do, with exit code 78."""
    bot = await group.start({"DISCORD_TOKEN": "", "DISCORD_TOKEN_FILE": "/nowhere/token"})
    assert await bot.ended() == 78
    assert list(bot.log) == [
        "DISCORD_TOKEN_FILE names a file, which cannot be read "
        "(No such file or directory); write the token into that file, or name another"
    ]


async def test_a_folder_that_cannot_be_read(group: StudyGroup, tmp_path: Path) -> None:
    """A folder of threads that is none gives one line, with exit code 1."""
    group.knowledge = tmp_path / "file"
    group.knowledge.touch()
    bot = await group.start()
    assert await bot.ended() == 1
    assert list(bot.log) == [
        f"{group.knowledge}:1:1: the folder cannot be read (Not a directory); name another"
    ]


async def test_a_port_that_is_in_use(group: StudyGroup) -> None:
    """A port that another process has gives its number and what to do, with exit code 69."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        bot = await group.start({"THREAD_BOT_PORT": str(port)})
        assert await bot.ended() == 69
    assert bot.log[-1] == (
        f"Port {port} is not free (Address already in use); "
        "stop what uses it, or set THREAD_BOT_PORT to another"
    )
    assert "Traceback" not in bot.said
