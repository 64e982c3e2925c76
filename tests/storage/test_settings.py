"""What becomes of the settings that servers, channels and members have."""

from bot.storage import servers, settings
from bot.storage.database import Database

SERVER, CHANNEL, MEMBER = 2**62, 2**61, 2**60


def test_a_setting_comes_back_until_it_is_removed(database: Database) -> None:
    """The last value of a setting is kept; None removes it."""
    for value in ("1", "", "41, 42"):
        database.write_now(settings.change_server, SERVER, "a", value)
        database.write_now(settings.change_channel, SERVER, CHANNEL, "b", value)
        database.write_now(settings.change_member, MEMBER, "c", value)
        kept = database.read_now(settings.of_server, SERVER)
        assert kept == ({"a": value}, {CHANNEL: {"b": value}})
        assert database.read_now(settings.of_member, MEMBER) == {"c": value}
    database.write_now(settings.change_server, SERVER, "a", None)
    database.write_now(settings.change_channel, SERVER, CHANNEL, "b", None)
    database.write_now(settings.change_member, MEMBER, "c", None)
    assert database.read_now(settings.of_server, SERVER) == ({}, {})
    assert database.read_now(settings.of_member, MEMBER) == {}


def test_removing_a_setting_leaves_every_other(database: Database) -> None:
    """Another server, another channel and another name keep their values."""
    for server, name in ((SERVER, "a"), (SERVER, "b"), (SERVER + 1, "a")):
        database.write_now(settings.change_server, server, name, "1")
        for channel in (CHANNEL, CHANNEL + 1):
            database.write_now(settings.change_channel, server, channel, name, "2")
    database.write_now(settings.change_server, SERVER, "a", None)
    database.write_now(settings.change_channel, SERVER, CHANNEL, "a", None)
    assert database.read_now(settings.of_server, SERVER) == (
        {"b": "1"},
        {CHANNEL: {"b": "2"}, CHANNEL + 1: {"a": "2", "b": "2"}},
    )
    assert database.read_now(settings.of_server, SERVER + 1) == (
        {"a": "1"},
        {CHANNEL: {"a": "2"}, CHANNEL + 1: {"a": "2"}},
    )


def test_settings_go_with_their_server(database: Database) -> None:
    """Deleting a server deletes its settings and its channels', and no member's."""
    database.write_now(settings.change_server, SERVER, "a", "1")
    database.write_now(settings.change_channel, SERVER, CHANNEL, "b", "2")
    database.write_now(settings.change_member, MEMBER, "c", "3")
    database.write_now(servers.delete_server, SERVER)
    assert database.read_now(settings.of_server, SERVER) == ({}, {})
    assert database.read_now(settings.of_member, MEMBER) == {"c": "3"}
