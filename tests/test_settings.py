"""What people get who set the bot up by the environment."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


def test_nothing_set_gives_the_defaults() -> None:
    """Without any variable the bot chats in the terminal from the folder ``knowledge``."""
    assert Settings.from_environment({}) == Settings()
    assert Settings().token is None


def test_each_setting_is_read() -> None:
    """Every variable of the README takes effect."""
    settings = Settings.from_environment(
        {
            "DISCORD_TOKEN": " test-token\n",
            "THREAD_BOT_KNOWLEDGE": "/srv/threads",
            "THREAD_BOT_PREFIX": "?",
            "THREAD_BOT_QUOTES": "1",
            "THREAD_BOT_THRESHOLD": "0.5",
            "THREAD_BOT_ADMIN_ROLES": "Editors, 42",
        }
    )
    assert settings.token is not None
    assert settings.token.get_secret_value() == "test-token"
    assert settings.knowledge == Path("/srv/threads")
    assert (settings.prefix, settings.quotes, settings.threshold) == ("?", 1, 0.5)
    assert settings.admin_roles == ("Editors", "42")


def test_the_token_can_come_from_a_file(tmp_path: Path) -> None:
    """A secret file serves as well as a variable, with the line end it was written with."""
    file = tmp_path / "token"
    file.write_text("test-token\n")
    settings = Settings.from_environment({"DISCORD_TOKEN_FILE": str(file)})
    assert settings.token is not None
    assert settings.token.get_secret_value() == "test-token"


def test_the_token_does_not_show() -> None:
    """Neither the settings' repr nor their text gives the token away."""
    settings = Settings.from_environment({"DISCORD_TOKEN": "test-token"})
    assert "test-token" not in f"{settings!r} {settings} {settings.token}"


def test_a_token_file_that_is_not_there_is_told() -> None:
    """The sentence names the variable, the file and what to do."""
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"DISCORD_TOKEN_FILE": "/nowhere/token"})
    assert str(raised.value) == (
        "DISCORD_TOKEN_FILE names /nowhere/token, which cannot be read "
        "(No such file or directory); write the token into that file, or name another"
    )


def test_an_empty_token_file_is_told(tmp_path: Path) -> None:
    """An empty secret is a fault, not a chat in the terminal."""
    file = tmp_path / "token"
    file.touch()
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"DISCORD_TOKEN_FILE": str(file)})
    assert str(raised.value) == (
        f"{file}, named by DISCORD_TOKEN_FILE, is empty; write the token into it"
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "QUOTES",
            "4",
            'THREAD_BOT_QUOTES is "4"; it is the most posts that an answer quotes, 1 to 3',
        ),
        (
            "THRESHOLD",
            "high",
            'THREAD_BOT_THRESHOLD is "high"; it is the confidence below which nothing is quoted, '
            "0 to 1; unset, the one the search was measured with",
        ),
        (
            "PREFIX",
            "a b",
            'THREAD_BOT_PREFIX is "a b"; it is what commands begin with, 1 to 5 characters',
        ),
        ("QUOTE", "1", "THREAD_BOT_QUOTE is no setting; write THREAD_BOT_QUOTES"),
    ],
)
def test_a_wrong_setting_is_told(name: str, value: str, sentence: str) -> None:
    """A wrong setting is one line: its name, what it is, and what it takes."""
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({f"THREAD_BOT_{name}": value})
    assert str(raised.value) == sentence
