"""What people get whose bot runs as several processes with one proxy for requests to Discord."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.discord_server import DiscordServer, Hang, Limit
from tests.process.conftest import PATIENCE
from tests.process.rest_proxy import RestProxy
from tests.process.running import MESSAGES, ROOT, StudyGroup

PROCESSES, CHANNELS, EACH = 2, 4, 3
LIMIT, PER_SECOND = Limit(6, 1.0), 5
"""What Discord takes of all processes together, and what the proxy lets through."""


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A Discord that takes few requests a second."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    async with DiscordServer(patience=PATIENCE, overall=LIMIT) as server:
        group = StudyGroup(server, tmp_path / "knowledge", patience=PATIENCE)
        yield group
        await group.clear()


async def test_processes_share_the_limits_of_requests(group: StudyGroup) -> None:
    """Two processes that answer at once stay within Discord's limits, and answer all, each once.

    The proxy gives up on one of the answers, which Discord takes without a word: it is sent again.
    """
    world = group.server.world
    channels = [world.add_channel(world.add_guild()) for _ in range(CHANNELS)]
    guilds = [world.guilds[channel.guild_id] for channel in channels if channel.guild_id]
    for guild in guilds:
        world.add_member(guild, group.alice)
    assert {(guild.id >> 22) % PROCESSES for guild in guilds} == set(range(PROCESSES))
    proxy = RestProxy(group.server.api_url, per_second=PER_SECOND, timeout=1)
    async with proxy, AsyncExitStack() as bots:
        for shard in range(PROCESSES):
            shards = {"THREAD_BOT_SHARDS": f"{shard}-{shard} of {PROCESSES}"}
            await bots.enter_async_context(group.bot(shards | {"DISCORD_API_URL": proxy.api_url}))
        group.server.next(f"POST /channels/{channels[0].id}/messages", Hang(done=True))
        asked = [group.ask(channel=channel) for _ in range(EACH) for channel in channels]
        for question in asked:
            await group.answer(question)
    assert 408 in proxy.statuses
    assert 429 not in proxy.statuses
    routes = [request.route for request in group.server.requests]
    assert routes.count(MESSAGES) == len(asked) + 1
