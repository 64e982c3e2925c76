"""A simulated Discord around the bot."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot
from bot.importing import separate, separate_process
from bot.setting_kinds import Shards
from bot.settings import Settings
from bot.storage.database import Database

from . import simulation
from .screen import assert_nobody_pinged

BREAD = """\
title: On bread
author: "@baker"
source: https://example.org/bread
posts:
- number: 1
  text: Flour and water make a dough.
- number: 2
  text: A sourdough rests overnight in a cool cellar.
- number: 3
  text: Salt slows the yeast down.
- number: 5
  text: The oven must be hot before the loaf goes in.
"""


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("simcord.pytest_plugin")  # others need not wait for it
    config.addinivalue_line("markers", "settings(**settings): what the bot of the test is set to")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder with one small thread."""
    (tmp_path / "bread.yaml").write_text(BREAD, encoding="utf-8")
    return tmp_path


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wall_clock() -> Clock:
    """The clock of what is kept, in seconds since 1970."""
    return Clock()


@pytest.fixture
def new_bot(folder: Path, clock: Clock, wall_clock: Clock) -> Callable[..., ThreadBot]:
    """Makes a bot with these settings and an engine of its own, as a start of the process does."""

    def make(started_at: datetime | None = None, **options: Any) -> ThreadBot:
        settings = _settings(folder, options)
        engine = AnswerEngine(settings)
        return ThreadBot(settings, engine, clock=clock, started_at=started_at, now=wall_clock)

    return make


@pytest.fixture
def settings(folder: Path, request: pytest.FixtureRequest) -> Settings:
    """The settings that a test's ``settings`` marker names."""
    marker = request.node.get_closest_marker("settings")
    return _settings(folder, marker.kwargs if marker else {})


@pytest.fixture
def engine(settings: Settings) -> AnswerEngine:
    """The engine that the bot asks."""
    return AnswerEngine(settings)


@pytest.fixture
def kept_in_sqlite(sqlite: Path) -> Iterator[Database]:
    """A database, which the bot uses in the tests that want one."""
    database = Database.open(sqlite)
    yield database
    database.close()


@pytest.fixture
def bot_database(request: pytest.FixtureRequest) -> Database | None:
    """The database of the bot; most tests need none."""
    if "kept_in_sqlite" in request.fixturenames:
        return request.getfixturevalue("kept_in_sqlite")
    return None


class ImporterHere(separate.SeparateImporter):
    """Imports in this process: a process for each source takes longer than the rest of a test."""

    async def read(
        self, files: Sequence[separate.SourceFile], id: str, title: str | None = None
    ) -> separate.ImportedApart:
        """Return what the process would give back, or raise as it would."""
        contents = [(file.name, file.content) for file in files]
        answer = separate_process.answer, contents, id, title, self._limits
        return separate._unpacked((await asyncio.to_thread(*answer)).encode(), self._limits)


@pytest.fixture(autouse=True)
def _importer_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.importing.separate.SeparateImporter", ImporterHere)


@pytest.fixture
def simcord_bot(
    settings: Settings,
    engine: AnswerEngine,
    clock: Clock,
    wall_clock: Clock,
    bot_database: Database | None,
) -> ThreadBot:
    """The bot in the simulated Discord."""
    return ThreadBot(settings, engine, clock=clock, database=bot_database, now=wall_clock)


def _settings(folder: Path, options: Mapping[str, Any]) -> Settings:
    return Settings(knowledge=folder, **{"shards": Shards(0, 0, 1), **options})


@pytest.fixture
def simcord_env(simcord_env: Env) -> Env:
    """The simulated Discord, which takes commands that nobody registered: that is quicker."""
    simcord_env.strict_sync = False
    return simcord_env


@pytest.fixture
def channel(simcord_env: Env) -> ChannelHandle:
    return simcord_env.create_guild().create_text_channel("general")


@pytest.fixture
def alice(simcord_env: Env, channel: ChannelHandle) -> MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("alice"))


@pytest.fixture
def bob(simcord_env: Env, channel: ChannelHandle) -> MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("bob"))


@pytest.fixture
def manager(simcord_env: Env, channel: ChannelHandle) -> MemberActor:
    """A member with Manage Server."""
    permissions = discord.Permissions(manage_guild=True)
    role = simcord_env.guild.create_role("Managers", permissions=permissions)
    return simcord_env.guild.add_member(simcord_env.create_user("mia"), roles=[role])


@pytest.fixture
def restricted(simcord_env: Env, channel: ChannelHandle) -> Callable[..., ChannelHandle]:
    """Makes a channel in which the bot lacks permissions."""

    def make(**denied: bool) -> ChannelHandle:
        overwrites = {simcord_env.guild.me: discord.PermissionOverwrite(**denied)}
        return simcord_env.guild.create_text_channel("restricted", overwrites=overwrites)

    return make


@pytest.fixture
def change_interactions(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Changes what Discord says about the interactions that follow: locale, place, rights."""
    return simulation.change_interactions(monkeypatch)


@pytest.fixture(autouse=True)
def _nobody_was_pinged(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test: each message sent or edited allowed no mention at all."""
    yield
    env = request.node.funcargs.get("simcord_env")
    if isinstance(env, Env):
        assert_nobody_pinged(env)
