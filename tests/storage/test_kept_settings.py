"""Which settings are in force for a member in a place."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.errors import UnavailableError
from bot.settings import Level, Settings
from bot.storage import settings as statements
from bot.storage.database import RETRY_SECONDS, Database
from bot.storage.kept_settings import KeptSettings, SettingsPlace
from bot.storage.remembered import Remembered

SERVER, CHANNEL, POST, MEMBER = 1, 2, 3, 4
HERE = SettingsPlace(SERVER, (CHANNEL,))
IN_THREAD = SettingsPlace(SERVER, (CHANNEL, POST))
OPERATOR = Settings(quotes=2, language="es")


@pytest.fixture
def kept(database: Database) -> KeptSettings:
    return KeptSettings(OPERATOR, database)


async def test_the_narrowest_setting_wins(kept: KeptSettings) -> None:
    """A member's setting wins over the server's, a Discord thread's over its channel's."""
    await kept.change(Level.SERVER, HERE, MEMBER, "language", "de")
    await kept.change(Level.CHANNEL, HERE, MEMBER, "answer_threads", "true")
    everyone = await kept.in_force(HERE)
    assert everyone.settings.language == "de"
    assert everyone.levels == {"language": Level.SERVER, "answer_threads": Level.CHANNEL}
    await kept.change(Level.MEMBER, HERE, MEMBER, "language", "en")
    await kept.change(Level.CHANNEL, IN_THREAD, MEMBER, "answer_threads", "false")
    in_force = await kept.in_force(IN_THREAD, MEMBER)
    assert in_force.settings == Settings(quotes=2, language="en", answer_threads=False)
    assert in_force.levels["language"] is Level.MEMBER
    assert (await kept.in_force(HERE, MEMBER)).settings.answer_threads
    assert (await kept.in_force(HERE, 99)).settings.language == "de"


async def test_what_a_question_needs_is_read_with_the_settings_of_who_asks(
    database: Database,
) -> None:
    """Where nobody asks, the server's threads are not read."""
    read: list[int] = []

    def threads(connection: Connection, server_id: int) -> str:
        read.append(server_id)
        return "threads"

    needed = Remembered(database, "server", lambda: threads, "", 9)
    kept = KeptSettings(OPERATOR, database, along=[needed])
    await kept.in_force(HERE)
    assert read == []
    await kept.in_force(HERE, MEMBER)
    assert read == [SERVER]
    assert await needed.get(SERVER) == "threads"
    await kept.in_force(HERE, 99)
    assert read == [SERVER]


async def test_settings_stay_in_their_place(kept: KeptSettings) -> None:
    """Elsewhere the operator's settings are in force; a member's own go along."""
    await kept.change(Level.SERVER, HERE, MEMBER, "prefix", "?")
    await kept.change(Level.CHANNEL, HERE, MEMBER, "answers", "false")
    await kept.change(Level.MEMBER, HERE, MEMBER, "cards", "false")
    elsewhere = await kept.in_force(SettingsPlace(99, (98,)), 97)
    assert elsewhere.settings is OPERATOR
    alone = await kept.in_force(SettingsPlace(None, (96,)), MEMBER)
    assert alone.settings == Settings(quotes=2, language="es", cards=False)
    beside = await kept.in_force(SettingsPlace(SERVER, (95,)))
    assert (beside.settings.prefix, beside.settings.answers) == ("?", True)


async def test_a_change_is_in_force_at_once(kept: KeptSettings) -> None:
    """What is changed counts for the next question, and what is removed no longer."""
    for written, quotes in (("1", 1), ("3", 3), (None, 2)):
        await kept.change(Level.SERVER, HERE, MEMBER, "quotes", written)
        assert (await kept.in_force(HERE)).settings.quotes == quotes


async def test_a_read_before_a_change_is_not_remembered(
    kept: KeptSettings, database: Database
) -> None:
    """A question that is read during a change does not hide the change from later ones."""
    reading = asyncio.create_task(kept.in_force(HERE))
    changing = asyncio.create_task(kept.change(Level.SERVER, HERE, MEMBER, "quotes", "1"))
    await asyncio.gather(reading, changing)
    assert (await kept.in_force(HERE)).settings.quotes == 1


async def test_what_this_version_does_not_read_is_left_out(
    kept: KeptSettings, database: Database
) -> None:
    """Settings that another version kept, or that belong to another level, change nothing."""
    for name, value in (("colour", "red"), ("quotes", "9"), ("token", "x"), ("thread", "bread")):
        database.write_now(statements.change_server, SERVER, name, value)
    assert (await kept.in_force(HERE)).settings == OPERATOR
    for channel, value in ((CHANNEL, "weekly"), (POST, "30")):
        change = statements.change_channel, SERVER, channel, "agenda_minutes"
        database.write_now(*change, value)
    assert await kept.agenda_minutes() == {(SERVER, POST): 30}


async def test_a_database_out_of_reach_leaves_the_operators_settings(sqlite: Path) -> None:
    """While the database cannot be read, questions are answered by the operator's settings."""
    now = 0.0
    database = Database.open(sqlite, lambda: now)
    kept = KeptSettings(OPERATOR, database)
    database.write_now(statements.change_server, SERVER, "quotes", "1")
    with sqlite3.connect(sqlite) as other:
        other.execute("ALTER TABLE server_settings RENAME TO hidden")
    assert (await kept.in_force(HERE)).settings is OPERATOR
    with pytest.raises(UnavailableError):
        await kept.known(HERE)
    with other:
        other.execute("ALTER TABLE hidden RENAME TO server_settings")
    other.close()
    now += RETRY_SECONDS
    assert (await kept.in_force(HERE)).settings.quotes == 1
    database.close()


async def test_without_a_database_nothing_is_kept() -> None:
    """A bot without a database has the operator's settings, and says that it keeps none."""
    kept = KeptSettings(OPERATOR, None)
    assert not kept.can_change
    assert (await kept.in_force(HERE, MEMBER)).settings is OPERATOR
    with pytest.raises(UnavailableError):
        await kept.change(Level.SERVER, HERE, MEMBER, "quotes", "1")
