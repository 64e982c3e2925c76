"""The gateway, seen by discord.py and by a bare WebSocket."""

import asyncio
import json
import time
import zlib
from importlib.util import find_spec
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_server import Channel, CutSocket, DiscordServer, Hang, Held, User
from tests.discord_server.conftest import INTENTS, Connect, SmallBot


async def test_a_bot_knows_its_guilds(
    server: DiscordServer, channel: Channel, connect: Connect
) -> None:
    """A bot that connects receives its guilds, their channels, and itself as a member."""
    async with connect() as bot:
        await bot.wait_until_ready()
        (guild,) = bot.guilds
        assert guild.name == "Study group"
        assert [(each.name, each.id) for each in guild.text_channels] == [("questions", channel.id)]
        assert guild.me.guild_permissions.send_messages


async def test_a_message_is_received_and_answered(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """What a member says reaches the bot, and its reply reaches the channel."""
    async with connect():
        question = server.say(alice, channel, "!say good morning")
        answer = await server.answer(question)
    assert answer.text == "good morning"
    assert answer.author == server.world.application.bot
    assert server.answers(question) == [answer]


async def test_content_is_for_those_who_may_read_it(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """Without the message content intent a bot reads direct messages and mentions, no others."""
    direct = server.world.direct_channel(alice)
    mention = f"{server.world.application.bot.mention} hello"
    intents = discord.Intents(guilds=True, messages=True)
    async with connect(intents=intents) as bot:
        server.say(alice, channel, "between us")
        server.say(alice, channel, mention)
        last = server.say(alice, direct, "!say done")
        await server.answer(last)
    assert bot.received[:3] == ["", mention, "!say done"]


async def test_events_go_only_to_those_who_want_them(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A bot without the intent for guild messages hears none of them."""
    async with connect(intents=discord.Intents(guilds=True, dm_messages=True)) as bot:
        server.say(alice, channel, "!say nothing")
        await server.answer(server.say(alice, server.world.direct_channel(alice), "!say done"))
    assert bot.received[0] == "!say done"


async def test_what_was_missed_is_replayed(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A message written while the connection is cut is received after the resume, once."""
    async with connect() as bot:
        await server.answer(server.say(alice, channel, "!say before"))
        held = Held()
        server.next("CONNECT", held)
        server.gateway.cut()
        await held.reached.wait()
        question = server.say(alice, channel, "!say during the cut")
        held.released.set()
        await server.answer(question)
        await server.gateway.resumed.reach(1)
    assert len(server.gateway.identified) == 1
    assert bot.received.count("!say during the cut") == 1


async def test_a_reconnect_is_asked_for(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A bot that is asked to reconnect resumes its session."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say before"))
        server.gateway.reconnect()
        await server.gateway.resumed.reach(1)
        await server.answer(server.say(alice, channel, "!say after"))


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_session_is_invalidated(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect, resumable: bool
) -> None:
    """A bot whose session is invalid resumes it if it may, or else begins a new one."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say before"))
        server.gateway.invalidate(resumable=resumable)
        if resumable:
            await server.gateway.resumed.reach(1)
        else:
            await server.gateway.identified.reach(2)
        await server.answer(server.say(alice, channel, "!say after"))
    assert len(server.gateway.identified) == (1 if resumable else 2)


@pytest.mark.parametrize("code", [4000, 4001, 4002, 4003, 4005, 4008])
async def test_a_close_that_leaves_the_session(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect, code: int
) -> None:
    """After the codes that allow it, the session can be resumed."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say before"))
        await server.gateway.close(code)
        await server.gateway.resumed.reach(1)
    assert server.gateway.closed[0] == code


@pytest.mark.parametrize("code", [4007, 4009])
async def test_a_close_that_ends_the_session(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect, code: int
) -> None:
    """After the codes that end it, a resume is refused and the bot begins a new session."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say before"))
        await server.gateway.close(code)
        await server.gateway.identified.reach(2)
    assert not len(server.gateway.resumed)


async def test_a_wrong_token(server: DiscordServer, channel: Channel) -> None:
    """A token that is wrong is refused at login, and on the gateway with 4004."""
    async with SmallBot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.start("another-token")
    assert await say_hello(server, identify(token="another-token")) == 4004


async def test_an_intent_that_is_not_switched_on(server: DiscordServer, channel: Channel) -> None:
    """A privileged intent that the developer portal does not grant is refused with 4014."""
    server.world.application.intents = 0
    async with SmallBot() as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start("test-token")
    assert server.gateway.closed[0] == 4014


async def test_guilds_are_spread_over_shards(server: DiscordServer, connect: Connect) -> None:
    """Each shard has its own guilds, and hears what is said in them and nowhere else."""
    server.gateway.shards = 2
    channels = [server.world.add_channel(server.world.add_guild()) for _ in range(4)]
    async with connect() as bot:
        for channel in channels:
            guild = server.world.guild_of(channel)
            assert guild
            await server.answer(server.say(guild.owner, channel, "!say here"))
        assert {guild.shard_id for guild in bot.guilds} == {0, 1}
    assert sorted(session.shard for session in server.gateway.identified) == [(0, 2), (1, 2)]
    assert bot.received.count("!say here") == 4


async def test_heartbeats_are_acknowledged(
    server: DiscordServer, channel: Channel, connect: Connect
) -> None:
    """Every heartbeat gets its acknowledgement, so that the bot knows its latency."""
    server.gateway.heartbeat_interval = 0.05
    async with connect() as bot:
        await server.gateway.heartbeats.reach(4)
        assert bot.latency < 5


async def test_a_heartbeat_can_be_asked_for(
    server: DiscordServer, channel: Channel, connect: Connect
) -> None:
    """A bot sends a heartbeat at once when it is asked for one."""
    async with connect():
        await server.gateway.heartbeats.reach(1)
        server.gateway.ask_for_heartbeat()
        await server.gateway.heartbeats.reach(2)


async def test_a_busy_bot_is_slow_to_answer_a_ping(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A ping tells how long the bot's event loop was held up."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say ready"))
        assert 0 < await server.gateway.ping() < 0.1
        pinging = asyncio.create_task(server.gateway.ping())
        await asyncio.sleep(0)  # the ping is on its way
        asyncio.get_running_loop().call_soon(time.sleep, 0.1)
        assert await pinging >= 0.1


async def test_acknowledgements_stop(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A bot without an event for its heartbeat timeout connects again, and misses nothing."""
    server.gateway.heartbeat_interval = 0.1
    async with connect(heartbeat_timeout=0.5):
        await server.answer(server.say(alice, channel, "!say before"))
        server.always("HEARTBEAT", Hang())
        await server.gateway.resumed.reach(1)
        server.restore("HEARTBEAT")
        await server.answer(server.say(alice, channel, "!say after"))


async def test_nobody_can_connect(
    server: DiscordServer, channel: Channel, alice: User, connect: Connect
) -> None:
    """A server that is down and comes up again is found again by the bot."""
    async with connect():
        await server.answer(server.say(alice, channel, "!say before"))
        await server.go_down()
        assert not server.gateway.connected
        await server.come_up()
        await server.gateway.identified.reach(2)
        await server.answer(server.say(alice, channel, "!say after"))


async def test_a_connection_is_cut_at_the_handshake(
    server: DiscordServer, channel: Channel, connect: Connect
) -> None:
    """A WebSocket that is cut before it is open is an error; aiohttp itself tries it twice."""
    server.next("CONNECT", CutSocket(), CutSocket())
    async with asyncio.timeout(5), aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientError):
            await http.ws_connect(server.gateway.url)
        async with http.ws_connect(server.gateway.url):
            pass


def identify(**changes: Any) -> dict[str, Any]:
    """An IDENTIFY as a client would send it."""
    fields = {"token": "test-token", "intents": INTENTS.value, "properties": {}}
    return {"op": 2, "d": fields | changes}


def resume(seq: int) -> dict[str, Any]:
    """A RESUME of a session that nobody has."""
    return {"op": 6, "d": {"token": "test-token", "session_id": "none", "seq": seq}}


async def say_hello(
    server: DiscordServer, *payloads: Any, query: str = "v=10&encoding=json"
) -> Any:
    """Send payloads over a bare WebSocket; the code it is closed with, or the last thing said."""
    last: Any = None
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{server.gateway.url}?{query}") as socket,
    ):
        for payload in payloads:
            await socket.send_str(payload if isinstance(payload, str) else json.dumps(payload))
        async for frame in socket:
            last = json.loads(frame.data)
            if last["op"] == 9:
                return last
    return socket.close_code


@pytest.mark.parametrize(
    ("code", "payloads", "query"),
    [
        (4001, [identify(), {"op": 99, "d": None}], "v=10&encoding=json"),
        (4002, ["{"], "v=10&encoding=json"),
        (4002, [json.dumps(identify(properties={"os": "x" * 4096}))], "v=10&encoding=json"),
        (4003, [{"op": 3, "d": None}], "v=10&encoding=json"),
        (4005, [identify(), identify()], "v=10&encoding=json"),
        (4008, [{"op": 1, "d": None}] * 121, "v=10&encoding=json"),
        (4010, [identify(shard=[2, 2])], "v=10&encoding=json"),
        (4012, [], "v=9&encoding=json"),
        (4013, [identify(intents=1 << 30)], "v=10&encoding=json"),
    ],
)
async def test_a_client_breaks_the_protocol(
    server: DiscordServer, code: int, payloads: list[Any], query: str
) -> None:
    """Each breach of the protocol closes the connection with the code that Discord gives it."""
    assert await say_hello(server, *payloads, query=query) == code


async def test_sharding_is_required(server: DiscordServer) -> None:
    """A bot that uses fewer shards than it must is refused with 4011."""
    server.gateway.shards = 2
    assert await say_hello(server, identify()) == 4011


async def test_an_unknown_session_cannot_be_resumed(server: DiscordServer) -> None:
    """A resume of a session that is not there is answered with an invalid session."""
    assert await say_hello(server, resume(1)) == {"op": 9, "d": False}


async def test_a_sequence_from_the_future(server: DiscordServer) -> None:
    """A resume after an event that was never sent is refused with 4007."""
    greeted = asyncio.create_task(say_hello(server, identify()))
    session = await server.gateway.identified.reach(1)
    payload = resume(99)
    payload["d"]["session_id"] = session.id
    assert await say_hello(server, payload) == 4007
    server.gateway.cut()
    await greeted


@pytest.mark.parametrize(
    "kind",
    ["zlib-stream", *(["zstd-stream"] if any(map(find_spec, ("zstandard", "_zstd"))) else [])],
)
async def test_compression(server: DiscordServer, kind: str) -> None:
    """A client that asks for compression gets one stream, of which each frame can be read."""
    inflate = zlib.decompressobj().decompress if kind == "zlib-stream" else _zstd_reader()
    url = f"{server.gateway.url}?v=10&encoding=json&compress={kind}"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        hello = json.loads(inflate(await socket.receive_bytes()))
        await socket.send_json(identify())
        ready = json.loads(inflate(await socket.receive_bytes()))
    assert hello["op"] == 10
    assert ready["t"] == "READY"


def _zstd_reader() -> Any:
    from discord.utils import _ActiveDecompressionContext

    return _ActiveDecompressionContext().decompress
