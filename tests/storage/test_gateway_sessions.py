"""Sessions with the gateway, as one process leaves them to the next."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from bot.errors import UnavailableError
from bot.storage.database import Database
from bot.storage.gateway_sessions import GatewaySession, SessionFile, SessionTable

SESSION = GatewaySession(0, 2, "an id", 7, "wss://gateway.example", "a hash", 1_000)


async def test_the_last_session_of_a_shard_is_kept(
    tmp_path: Path, database: Database, request: pytest.FixtureRequest
) -> None:
    """A file and PostgreSQL return what was saved last of each shard."""
    if database.is_shared:
        store = SessionTable(database)
    else:
        store = SessionFile(tmp_path / "sessions.json")
    other, later = replace(SESSION, shard=1), replace(SESSION, sequence=2**40)
    assert await store.load() == []
    await store.save([SESSION, other])
    await store.save([later, other])
    assert sorted(await store.load(), key=lambda one: one.shard) == [later, other]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[1]", '[{"shard": 0}]', "{", '[{"colour": "red"}]'),
        *(
            json.dumps([asdict(SESSION) | {field.name: value}])
            for field in fields(SESSION)
            for value in (None, [])
        ),
        json.dumps([asdict(SESSION) | {"seen_at": "now"}]),
    ],
)
async def test_a_damaged_file_holds_no_session(tmp_path: Path, text: str) -> None:
    """What cannot be read is as if it were not there."""
    (tmp_path / "sessions.json").write_text(text, "utf-8")
    assert await SessionFile(tmp_path / "sessions.json").load() == []


async def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """The error says which file, and what to do."""
    with pytest.raises(UnavailableError, match=r"sessions.json cannot be written .*let the bot"):
        await SessionFile(tmp_path / "nowhere" / "sessions.json").save([SESSION])
