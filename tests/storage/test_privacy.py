"""What people read about what is kept of them, and that it can be taken away and deleted."""

import json

import pytest
from sqlalchemy import BigInteger, Text

from bot.i18n import LANGUAGES
from bot.knowledge import Post, Thread
from bot.reading import place_table
from bot.storage import privacy, servers, settings, threads
from bot.storage.database import Database
from bot.storage.privacy import Kept
from bot.storage.schema import metadata
from bot.storage.threads import Message

SERVER, ELSEWHERE, CHANNEL, MEMBER, OTHER = 2**62, 2, 3, 4, 5
TALK = Thread("talk", "Talk", (Post(1, "One."), Post(2, "Two.")))
MESSAGES = {1: Message(11, MEMBER), 2: Message(12, OTHER)}


@pytest.fixture
def filled(database: Database) -> Database:
    """Rows of two servers and two members."""
    for server_id in (SERVER, ELSEWHERE):
        database.write_now(settings.change_server, server_id, "quotes", "1")
        database.write_now(settings.change_channel, server_id, CHANNEL, "thread", "talk")
        database.write_now(threads.add, server_id, TALK, 0, CHANNEL, MESSAGES)
    for member_id in (MEMBER, OTHER):
        database.write_now(settings.change_member, member_id, "language", "de")
    return database


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_with_an_id_is_named(language: str) -> None:
    """Each table has a sentence, and each column that may hold a Discord id."""
    for table in metadata.sorted_tables:
        assert f"kept_{table.name}" in LANGUAGES[language]
        assert set(privacy.sentences_of(table)) <= LANGUAGES[language].keys(), table.name
        for column in table.columns:
            whole = isinstance(column.type, BigInteger) and not column.name.endswith(
                ("_at", "_until")
            )
            written = isinstance(column.type, Text) and column.name in ("value", "ids")
            assert not (whole or written) or "about" in column.info, column


def test_no_column_holds_a_question() -> None:
    """There is no place for the words of questions."""
    names = {column.name for table in metadata.sorted_tables for column in table.columns}
    assert not {name for name in names if "question" in name or "query" in name}


def test_what_is_kept_is_counted(filled: Database) -> None:
    """A server and a person read which rows there are about them, and no more."""
    of_server = {one.name: one.count for one in filled.read_now(privacy.kept, "server", SERVER)}
    assert of_server == {
        "kept_servers": 1,
        "kept_server_settings": 1,
        "kept_channel_settings": 1,
        "kept_threads": 1,
        "kept_posts": 2,
    }
    of_member = filled.read_now(privacy.kept, "member", MEMBER)
    assert {one.name: one.count for one in of_member} == {
        "kept_member_settings": 1,
        "kept_posts": 2,
    }
    assert Kept("kept_member_settings", ("stored_member", "stored_setting_value"), 1) in of_member
    assert filled.read_now(privacy.kept, "member", 99) == []


def test_what_is_kept_can_be_exported(filled: Database) -> None:
    """An export has every row, and survives programs that read numbers as JavaScript does."""
    rows = json.loads(json.dumps(filled.read_now(privacy.exported, "server", SERVER)))
    assert rows["server_settings"] == [{"server_id": str(SERVER), "name": "quotes", "value": "1"}]
    assert [row["text"] for row in rows["posts"]] == ["One.", "Two."]
    assert rows["servers"] == [{"server_id": str(SERVER), "left_at": None}]
    rows = filled.read_now(privacy.exported, "member", MEMBER)
    assert [row["server_id"] for row in rows["posts"]] == [str(ELSEWHERE), str(SERVER)]


def test_a_member_alone_exports_how_far_they_have_read(filled: Database) -> None:
    """Those who run a server do not read the private places of its members."""
    filled.write_now(place_table.put, MEMBER, SERVER, "talk", 2)
    assert "places" not in filled.read_now(privacy.exported, "server", SERVER)
    assert len(filled.read_now(privacy.exported, "member", MEMBER)["places"]) == 1


def test_nothing_of_a_deleted_server_is_left(filled: Database) -> None:
    """Deleting a server leaves the other server and all members as they were."""
    before = filled.read_now(privacy.exported, "server", ELSEWHERE)
    assert filled.write_now(privacy.delete_all, "server", SERVER) == [("server", SERVER)]
    assert filled.read_now(privacy.kept, "server", SERVER) == []
    assert filled.read_now(privacy.exported, "server", ELSEWHERE) == before
    assert filled.read_now(settings.of_member, MEMBER) == {"language": "de"}
    assert filled.read_now(servers.server_ids) == [ELSEWHERE]


def test_nothing_of_a_deleted_member_is_left(filled: Database) -> None:
    """Deleting a person deletes their settings and posts, and no one else's."""
    changed = filled.write_now(privacy.delete_all, "member", MEMBER)
    assert changed == [("member", MEMBER), ("server", ELSEWHERE), ("server", SERVER)]
    assert filled.read_now(privacy.kept, "member", MEMBER) == []
    (talk,) = filled.read_now(threads.of_server, SERVER)
    assert [post.text for post in talk.thread.posts] == ["Two."]
    assert filled.read_now(settings.of_member, OTHER) == {"language": "de"}


def test_an_opt_out_outlives_the_deletion(filled: Database) -> None:
    """Who does not want to be quoted is not quoted again for having deleted the rest."""
    for name, value in (("quotable", "false"), ("cards", "false")):
        filled.write_now(settings.change_member, MEMBER, name, value)
    filled.write_now(settings.change_member, OTHER, "quotable", "true")
    for member in (MEMBER, OTHER):
        filled.write_now(privacy.delete_all, "member", member)
    assert filled.read_now(settings.of_member, MEMBER) == {"quotable": "false"}
    assert filled.read_now(settings.of_member, OTHER) == {}
