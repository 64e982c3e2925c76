"""The bot as a process with a database, and without one."""

import sqlite3
from pathlib import Path

from bot.storage.database import Database
from tests.process.running import StudyGroup


async def test_without_a_place_to_write_the_folder_is_served(group: StudyGroup) -> None:
    """A bot whose database cannot be written answers all the same, and says what it cannot do."""
    async with group.bot({"THREAD_BOT_DATABASE": "/nowhere/thread-bot.db"}) as bot:
        await group.answered()
    assert "The database /nowhere/thread-bot.db cannot be used" in bot.said
    assert "Until then servers have no threads and settings of their own" in bot.said


async def test_a_newer_database_ends_the_start(group: StudyGroup, tmp_path: Path) -> None:
    """The exit code tells a supervisor that starting again does not help."""
    file = tmp_path / "thread-bot.db"
    Database.open(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    bot = await group.start({"THREAD_BOT_DATABASE": str(file)})
    assert await bot.ended() == 78
    assert "newer than this bot" in bot.said
    assert "Traceback" not in bot.said
