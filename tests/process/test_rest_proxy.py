"""What people get whose bot runs as several processes with one proxy for requests to Discord."""

from contextlib import AsyncExitStack

from tests.discord_server import Hang
from tests.process.rest_proxy import RestProxy
from tests.process.running import MESSAGES, StudyGroup

PROCESSES, CHANNELS, EACH = 3, 12, 4


async def test_processes_share_the_limits_of_requests(group: StudyGroup) -> None:
    """Three processes that answer at once stay within Discord's limits, and answer all, each once.

    The proxy gives up on one of the answers, which Discord takes without a word: it is sent again.
    """
    world = group.server.world
    guilds = [world.add_guild() for _ in range(CHANNELS)]
    channels = [world.add_channel(guild) for guild in guilds]
    for guild in guilds:
        world.add_member(guild, group.alice)
    assert {(guild.id >> 22) % PROCESSES for guild in guilds} == set(range(PROCESSES))
    async with RestProxy(group.server.api_url, timeout=1) as proxy, AsyncExitStack() as bots:
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
