"""A small bot of discord.py's, to try the server with: whatever holds for it holds for any."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import discord
import pytest
import yarl
from discord.ext import commands
from discord.gateway import KeepAliveHandler

from tests.discord_server import Channel, DiscordServer, User

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)

Connect = Callable[..., AbstractAsyncContextManager["SmallBot"]]


class SmallBot(commands.AutoShardedBot):
    """Says after people what they write after ``!say``, and keeps all that it received."""

    def __init__(self, **options: object) -> None:
        options = {"intents": INTENTS, "help_command": None} | options
        super().__init__("!", **options)  # type: ignore[arg-type]
        self.received: list[str] = []
        self.add_command(commands.Command(say))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait the five seconds that discord.py leaves between two sessions."""

    async def on_message(self, message: discord.Message) -> None:
        self.received.append(message.content)
        await self.process_commands(message)


async def say(context: commands.Context[SmallBot], *, text: str) -> None:
    await context.reply(text)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """A server to which every client of discord.py in this test goes."""
    async with DiscordServer(patience=5) as server:
        url = yarl.URL(server.gateway.url)
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", url)
        yield server


@pytest.fixture
def channel(server: DiscordServer) -> Channel:
    """A channel of a guild that has the bot in it."""
    return server.world.add_channel(server.world.add_guild())


@pytest.fixture
def alice(server: DiscordServer, channel: Channel) -> User:
    """A member of that guild."""
    guild = server.world.guild_of(channel)
    assert guild
    return server.world.add_member(guild, "alice")


@pytest.fixture
def connect(server: DiscordServer) -> Connect:
    """``async with connect() as bot``: the small bot, connected for as long as it lasts."""

    @asynccontextmanager
    async def connected(
        kind: type[SmallBot] = SmallBot, **options: object
    ) -> AsyncIterator[SmallBot]:
        before = len(server.gateway.identified)
        async with kind(**options) as bot:
            running = asyncio.create_task(bot.start("test-token"))
            await server.gateway.identified.reach(before + server.gateway.shards)
            yield bot
        await running
        await asyncio.to_thread(_end_heartbeats)

    return connected


def _end_heartbeats() -> None:
    """Wait for discord.py's heartbeat threads, which may outlive a client and then its loop."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()
            thread.join()


@pytest.fixture
async def client(server: DiscordServer) -> AsyncIterator[discord.Client]:
    """A client that is logged in and has no gateway connection, for the REST routes."""
    async with discord.Client(intents=INTENTS) as client:
        await client.login("test-token")
        yield client
