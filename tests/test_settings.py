"""What people get who set the bot up, by a file and by the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.setting_kinds import Shards
from bot.settings import SETTINGS, ResolvedSettings, Settings


def read(environment: dict[str, str]) -> Settings:
    return ResolvedSettings.read(environment).settings


def test_nothing_set_gives_the_defaults() -> None:
    """Without any variable the bot chats in the terminal from the folder ``knowledge``."""
    assert read({}) == Settings()
    assert Settings().token is None


def test_each_setting_is_read() -> None:
    """Every variable of the README takes effect."""
    settings = read(
        {
            "DISCORD_TOKEN": " test-token\n",
            "THREAD_BOT_KNOWLEDGE": "/srv/threads",
            "THREAD_BOT_PREFIX": "?",
            "THREAD_BOT_QUOTES": "1",
            "THREAD_BOT_THRESHOLD": "0.5",
            "THREAD_BOT_ADMIN_ROLES": "41, 42",
        }
    )
    assert settings.token is not None
    assert settings.token.value == "test-token"
    assert settings.knowledge == Path("/srv/threads")
    assert (settings.prefix, settings.quotes, settings.threshold) == ("?", 1, 0.5)
    assert settings.admin_roles == (41, 42)


def test_the_token_can_come_from_a_file(tmp_path: Path) -> None:
    """A secret file serves as well as a variable, with the line end it was written with."""
    file = tmp_path / "token"
    file.write_text("test-token\n")
    settings = read({"DISCORD_TOKEN_FILE": str(file)})
    assert settings.token is not None
    assert settings.token.value == "test-token"


@pytest.mark.parametrize(
    "token", ["test\ntoken", "test token", "t\u00f6ken", "test\x07", "t" * 5000]
)
def test_what_cannot_be_a_token_is_an_error(token: str) -> None:
    """A token that was copied badly is one line, which does not repeat it."""
    with pytest.raises(SettingsError) as raised:
        read({"DISCORD_TOKEN": token})
    assert str(raised.value) == (
        "DISCORD_TOKEN has white space or characters that no token has, or is too long; "
        "copy the token again"
    )


def test_a_token_file_without_end_is_an_error() -> None:
    """Of what is named as the token's file no more is read than a token has."""
    with pytest.raises(SettingsError, match="/dev/zero has white space or characters that no"):
        read({"DISCORD_TOKEN_FILE": "/dev/zero"})


@pytest.mark.parametrize("value", ["x" * 500_000, "//a:" * 100_000, "a" * 20 + ".aaaa" * 100_000])
def test_a_value_of_any_length_is_an_error_at_once(value: str) -> None:
    """Tokens and passwords are looked for in one pass, and the value is cut."""
    with pytest.raises(SettingsError) as raised:
        read({"THREAD_BOT_PORT": value})
    assert len(str(raised.value)) < 300


def test_the_token_does_not_show() -> None:
    """Neither the settings' repr nor their text gives the token away."""
    settings = read({"DISCORD_TOKEN": "test-token"})
    assert "test-token" not in f"{settings!r} {settings} {settings.token}"


def test_a_token_file_that_is_not_there_is_an_error() -> None:
    """The sentence names the variable and what to do, but not the file: it may be the token."""
    with pytest.raises(SettingsError) as raised:
        read({"DISCORD_TOKEN_FILE": "/nowhere/token"})
    assert str(raised.value) == (
        "DISCORD_TOKEN_FILE names a file, which cannot be read "
        "(No such file or directory); write the token into that file, or name another"
    )


LIKE_A_TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.mark.parametrize("token", ["a-token", "a" * 300, "a\0token", LIKE_A_TOKEN])
@pytest.mark.parametrize("given", [{}, {"DISCORD_TOKEN": "another-token"}])
def test_a_token_in_place_of_its_file_is_not_printed(token: str, given: dict[str, str]) -> None:
    """A token that is put into DISCORD_TOKEN_FILE by mistake is on no screen and in no log."""
    try:
        printed = str(ResolvedSettings.read({"DISCORD_TOKEN_FILE": token} | given))
    except SettingsError as error:
        printed = str(error)
    assert token not in printed


@pytest.mark.parametrize(
    "variable", ["THREAD_BOT_SETTINGS", "THREAD_BOT_PREFIX", "THREAD_BOT_PORT"]
)
def test_a_token_in_another_setting_is_not_printed(variable: str) -> None:
    """What looks like a token is hidden in every error of the settings."""
    with pytest.raises(SettingsError) as raised:
        read({variable: f"my token is: {LIKE_A_TOKEN}"})
    assert LIKE_A_TOKEN[:10] not in str(raised.value)
    assert "**********" in str(raised.value)


@pytest.mark.parametrize("variable", ["THREAD_BOT_KNOWLEDGE", "THREAD_BOT_DATABASE"])
@pytest.mark.parametrize("prefix", ["", "Bot ", '"', "[Bot "])
def test_a_token_is_not_the_name_of_a_file(variable: str, prefix: str) -> None:
    """A token in place of a folder or a file is refused, as errors and backups would show it."""
    with pytest.raises(SettingsError) as raised:
        read({variable: prefix + LIKE_A_TOKEN})
    assert str(raised.value) == f"{variable} is a token; put it into DISCORD_TOKEN"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("knowledge", f"DISCORD_TOKEN={LIKE_A_TOKEN}"),
        ("database", f"{LIKE_A_TOKEN} # the bot"),
        ("database", "postgresql://bot:secret"),
        ("database", "postgresql://bot:secret/name?sslmode=require"),
    ],
)
def test_the_settings_in_force_are_listed_without_secrets(name: str, written: str) -> None:
    """A token in a wrong line, and the password of an address that lacks its host, are hidden."""
    listed = str(ResolvedSettings.read({f"THREAD_BOT_{name.upper()}": written}))
    assert f"{name}: " in listed
    assert "**********" in listed
    assert LIKE_A_TOKEN[-10:] not in listed
    assert "secret" not in listed


@pytest.mark.parametrize(
    "address", ["postgresql://host:5432/name", "postgresql://one:1,two:2", "postgresql://[::1]:1"]
)
def test_the_port_of_a_database_is_listed(address: str) -> None:
    """What is behind the colon of an address without a password is no secret."""
    assert f'"{address}"' in str(ResolvedSettings.read({"THREAD_BOT_DATABASE": address}))


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("KNOWLEDGE", "postgresql://user:secret@host/name"),
        *(
            (variable, address)
            for variable in ("KNOWLEDGE", "DATABASE")
            for address in (
                "postgresql:/user:secret@host/name",
                "postgresql:user:secret@host/name",
                "user:secret@host/name",
                "host=127.0.0.1 user=bot password=secret",
                "host=127.0.0.1 PASSWORD = 'secret'",
            )
        ),
    ],
)
def test_an_address_is_not_the_name_of_a_file(variable: str, address: str) -> None:
    """A database's address in the wrong setting or form is refused, and its password not shown."""
    with pytest.raises(SettingsError, match=f"THREAD_BOT_{variable} is ") as raised:
        read({f"THREAD_BOT_{variable}": address})
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["THREAD_BOT_SITE_URL", "THREAD_BOT_PRIVATE_SITE_URL", "DISCORD_API_URL"]
)
def test_an_address_with_a_password_is_refused(name: str) -> None:
    """Links would show it to members, and a request to Discord's API has the token in its place."""
    with pytest.raises(SettingsError, match=f"{name} is ") as raised:
        read({name: "https://user:secret@host/name"})
    assert "secret" not in str(raised.value)
    assert read({name: "https://host:80/@name"})


@pytest.mark.parametrize("path", ["/srv/bot@home/b.db", r"C:\bot@home\b.db", "a:b.db", "@.db"])
def test_a_file_may_have_signs_of_addresses(path: str) -> None:
    """A colon or an @ makes no address of a file's name."""
    assert str(read({"THREAD_BOT_DATABASE": path}).database) == path


def test_an_empty_token_file_is_an_error(tmp_path: Path) -> None:
    """An empty secret is an error, not a chat in the terminal."""
    file = tmp_path / "token"
    file.touch()
    with pytest.raises(SettingsError) as raised:
        read({"DISCORD_TOKEN_FILE": str(file)})
    assert str(raised.value) == (
        f"DISCORD_TOKEN_FILE names {file}, which is empty; write the token into it"
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
def test_a_wrong_setting_is_an_error(name: str, value: str, sentence: str) -> None:
    """A wrong setting is one line: its name, what it is, and what it takes."""
    with pytest.raises(SettingsError) as raised:
        read({f"THREAD_BOT_{name}": value})
    assert str(raised.value) == sentence


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file in the folder where the bot is started; its name is short in errors."""
    monkeypatch.chdir(tmp_path)
    return Path("bot.yaml")


def test_the_file_is_read_where_the_bot_is_started(file: Path) -> None:
    """Each setting of the file takes effect, written as people write YAML."""
    file.write_text(
        "prefix: '?'\nquotes: 1\nadmin_roles: [41, 42]\nchannels: 7, 43\n"
        "watch: true\nport: 9464\nthreshold:\nshards: 4-7 of 16\n"
    )
    settings = read({})
    assert (settings.prefix, settings.quotes, settings.watch) == ("?", 1, True)
    assert settings.admin_roles == (41, 42)
    assert settings.channels == (7, 43)
    assert (settings.port, settings.threshold) == (9464, None)
    assert settings.shards == Shards(4, 7, 16)


@pytest.mark.parametrize("written", ["auto of 16 by ordinal", "auto of 64 by ordinal, 8 each"])
def test_shards_by_the_number_of_the_process(file: Path, written: str) -> None:
    """Processes that number themselves each have one shard, or several."""
    file.write_text(f"shards: {written}\n")
    assert str(read({}).shards) == written


def test_another_file_can_be_named(file: Path, tmp_path: Path) -> None:
    """THREAD_BOT_SETTINGS names the file to read in the place of bot.yaml, an option either."""
    file.write_text("quotes: 1\n")
    other, third = tmp_path / "other.yaml", tmp_path / "third.yaml"
    other.write_text("quotes: 2\n")
    third.write_text("prefix: '?'\n")
    named = {"THREAD_BOT_SETTINGS": str(other)}
    assert ResolvedSettings.read(named).settings == Settings(quotes=2)
    assert ResolvedSettings.read(named, third).settings == Settings(prefix="?")


def test_the_environment_wins(file: Path) -> None:
    """A variable overrides the file, and each value is said to come from where it came from."""
    file.write_text("# of our server\nquotes: 1\nprefix: '?'\n")
    in_force = ResolvedSettings.read({"THREAD_BOT_QUOTES": "2"})
    assert in_force.settings == Settings(quotes=2, prefix="?")
    assert in_force.origins == {"quotes": "THREAD_BOT_QUOTES", "prefix": "bot.yaml:3"}


def test_what_is_in_force_can_be_used_as_a_file(file: Path) -> None:
    """What is printed is a settings file that gives the same settings, without the token."""
    given = {
        "DISCORD_TOKEN": "test-token",
        "THREAD_BOT_ADMIN_ROLES": "41, 42",
        "THREAD_BOT_SHARDS": "0-3 of 16",
        "THREAD_BOT_THRESHOLD": "0.25",
        "THREAD_BOT_KNOWLEDGE": "/srv/thr\u00e9ads",
        "DISCORD_API_URL": "http://127.0.0.1/api/v10",
    }
    in_force = ResolvedSettings.read(given)
    printed = str(in_force)
    assert "test-token" not in printed
    file.write_text(printed)
    again = ResolvedSettings.read({"DISCORD_TOKEN": "test-token"})
    assert again.settings == in_force.settings
    assert printed.splitlines()[0].split() == ["#", "token:", "**********", "#", "DISCORD_TOKEN"]
    assert {line.split(":")[0] for line in printed.splitlines()[1:]} | {"token"} == set(SETTINGS)


def test_a_password_in_an_address_is_not_printed() -> None:
    """The address of a proxy may have a password, which is on no screen and in no log."""
    printed = str(
        ResolvedSettings.read({"DISCORD_GATEWAY_URL": "ws://me:pass-word@proxy.example/v10"})
    )
    assert "pass-word" not in printed
    assert 'gateway_url: "ws://me:**********@proxy.example/v10"' in printed


def test_the_command_prints_what_is_in_force(tmp_path: Path) -> None:
    """``thread-bot settings`` shows each value and its origin, and never the token."""
    (tmp_path / "mine.yaml").write_text("quotes: 2\n")
    printed = subprocess.run(
        [sys.executable, "-m", "bot", "settings", "--settings", "mine.yaml"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DISCORD_TOKEN": "test-token", "THREAD_BOT_PREFIX": "?"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = {line.lstrip("# ").split(":")[0]: line.split() for line in printed.splitlines()}
    assert lines["quotes"] == ["quotes:", "2", "#", "mine.yaml:1"]
    assert lines["prefix"] == ["prefix:", '"?"', "#", "THREAD_BOT_PREFIX"]
    assert lines["watch"] == ["watch:", "false", "#", "default"]
    assert lines["token"][-1] == "DISCORD_TOKEN"
    assert "test-token" not in printed


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("quotes: 4\n", '1:9: quotes is "4"; it is the most posts that an answer quotes, 1 to 3'),
        ("\nquote: 1\n", '2:1: "quote" is no setting; write quotes'),
        (
            "token: test-token\n",
            '1:1: "token" is a secret; set DISCORD_TOKEN, or name its file by "token_file"',
        ),
        ("admin_roles: [[a]]\n", "1:14: admin_roles is not a single value; it is the roles that"),
        (
            "shards: auto of 4 by ordinal, 5 each\n",
            '1:9: shards is "auto of 4 by ordinal, 5 each"; it is the shards that this process',
        ),
        (
            "shards: 3-1 of 4\n",
            '1:9: shards is "3-1 of 4"; it is the shards that this process serves, '
            'such as 0-3 of 16; by its number among processes, such as "auto of 16 by ordinal, 4 '
            'each"; or "auto", all of them',
        ),
        ("quotes: 1\nquotes: 2\n", '2:1: "quotes" is given twice, first in line 1; keep one'),
        ("- quotes\n", '1:1: a setting belongs here, such as "quotes: 1"'),
        ("quotes: [\n", "2:1: this is not YAML"),
        ('knowledge: "a\\0b"\n', '1:12: knowledge is "a\\x00b"; it is the folder of threads'),
        (f"reference_channels: {'9' * 5000}\n", '1:21: reference_channels is "999'),
        ("token_file: /nowhere\n", "1:13: token_file names a file, which cannot be read (No"),
    ],
)
def test_a_wrong_file_is_an_error(file: Path, content: str, sentence: str) -> None:
    """What is wrong in the file is one line with its place, what it takes, and what to do."""
    file.write_text(content)
    with pytest.raises(SettingsError) as raised:
        read({})
    assert str(raised.value).startswith(f"bot.yaml:{sentence}")
    assert "\n" not in str(raised.value)


def test_all_that_is_wrong_comes_at_once(file: Path) -> None:
    """Errors of the file and of the environment come together, one a line."""
    file.write_text("quote: 1\nquotes: 9\n")
    with pytest.raises(SettingsError) as raised:
        read({"THREAD_BOT_PORT": "0"})
    places = [line.split(" is ")[0] for line in str(raised.value).splitlines()]
    assert places == ['bot.yaml:1:1: "quote"', "bot.yaml:2:9: quotes", "THREAD_BOT_PORT"]


def test_a_named_file_has_to_be_there() -> None:
    """A settings file that was named and is missing is an error, not a start with defaults."""
    with pytest.raises(SettingsError) as raised:
        read({"THREAD_BOT_SETTINGS": "/nowhere/bot.yaml"})
    assert str(raised.value) == (
        "/nowhere/bot.yaml is not there; write the settings into it, or name another"
    )
