"""Starting: what is said where it cannot, and that the token stays a secret."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from discord.http import Route

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot, serve, sync
from bot.errors import BotError, SettingsError, UnavailableError
from bot.setting_kinds import Secret, Shards
from bot.settings import Settings

TOKEN = "not-a-real-token"


class Refusing(BaseHTTPRequestHandler):
    """Discord, as it answers a wrong token."""

    def do_GET(self) -> None:
        body = json.dumps({"message": "401: Unauthorized", "code": 0}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a Discord that refuses every token."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/v10"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _own_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings point the whole process at another Discord; put it back."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


def settings(folder: Path, url: str, token: str | None = TOKEN) -> Settings:
    return Settings(knowledge=folder, token=Secret(token) if token else None, api_url=url)


@pytest.mark.parametrize("start", [serve, sync])
def test_a_wrong_token(
    folder: Path,
    refusing: str,
    start: Callable[[Settings, AnswerEngine], object],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A token that Discord refuses ends with the remedy, and with the code for wrong settings."""
    caplog.set_level(logging.DEBUG)
    wrong = settings(folder, refusing)
    with pytest.raises(SettingsError) as error:
        start(wrong, AnswerEngine(wrong))
    assert str(error.value) == (
        "Discord refuses the token; copy the bot's token again from "
        "https://discord.com/developers/applications (your application, Bot, Reset Token) "
        "into DISCORD_TOKEN"
    )
    assert error.value.exit_code == 78
    printed = capfd.readouterr()
    for text in (caplog.text, str(error.value), repr(error.value), repr(wrong), *printed):
        assert TOKEN not in text


def test_discord_out_of_reach(folder: Path) -> None:
    """Where nothing answers, the code says that starting again may help."""
    unreachable = settings(folder, "http://127.0.0.1:1/api/v10")
    with pytest.raises(UnavailableError) as error:
        serve(unreachable, AnswerEngine(unreachable))
    assert str(error.value).startswith(
        "Discord cannot be reached (Cannot connect to host 127.0.0.1"
    )
    assert str(error.value).endswith("; check the network and start again")
    assert error.value.exit_code == 69


def test_no_token(folder: Path) -> None:
    """Registering the commands needs a token too."""
    without = settings(folder, "http://127.0.0.1:1", token=None)
    with pytest.raises(BotError) as error:
        sync(without, AnswerEngine(without))
    assert str(error.value) == "There is no token; set DISCORD_TOKEN, or DISCORD_TOKEN_FILE"


def test_little_is_asked_of_discord(new_bot: Callable[..., ThreadBot]) -> None:
    """Only servers, their events and messages are received; without the prefix nothing else."""
    asked = {name for name, on in new_bot().intents if on}
    messages = {"guild_messages", "dm_messages"}
    servers = {"guilds", "guild_scheduled_events"}
    assert asked == {*servers, "message_content", *messages}
    asked = {name for name, on in new_bot(message_content=False).intents if on}
    assert asked == {*servers, *messages}


def test_shards(new_bot: Callable[..., ThreadBot]) -> None:
    """A process serves the shards of the settings, or as many as Discord says."""
    some = new_bot(shards=Shards(2, 3, 8))
    assert (some.shard_ids, some.shard_count) == ([2, 3], 8)
    auto = new_bot(shards=None)
    assert (auto.shard_ids, auto.shard_count) == (None, None)
