"""The REST routes, seen by discord.py."""

import asyncio

import aiohttp
import discord
import pytest

from tests.discord_server import (
    Channel,
    ChannelType,
    CutSocket,
    DiscordServer,
    Hang,
    Held,
    Limit,
    NotJson,
    Overwrite,
    Permission,
    RateLimited,
    Status,
    User,
)
from tests.discord_server.conftest import INTENTS

MESSAGES = "POST /channels/{channel_id}/messages"


async def open_channel(client: discord.Client, channel: Channel) -> discord.TextChannel:
    """The channel as discord.py sees it without a gateway."""
    guild = await client.fetch_guild(channel.guild_id or 0)
    found = await guild.fetch_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_message_is_written_edited_and_deleted(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """What the bot writes is in the channel, as it last was, until it is deleted."""
    place = await open_channel(client, channel)
    message = await place.send("first")
    assert server.world.messages[message.id].text == "first"
    await message.edit(content="second", embed=discord.Embed(title="and more"))
    assert server.world.messages[message.id].text == "second\nand more"
    assert (await place.fetch_message(message.id)).content == "second"
    assert [each.id async for each in place.history()] == [message.id]
    await message.delete()
    with pytest.raises(discord.NotFound) as caught:
        await place.fetch_message(message.id)
    assert caught.value.code == 10008


async def test_every_request_is_kept(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A test can look at what was sent: the route, its parameters and the body."""
    await (await open_channel(client, channel)).send("hello")
    request = await server.requests.first(lambda each: each.route == MESSAGES)
    assert request.id("channel_id") == channel.id
    assert request.body["content"] == "hello"


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"embed": discord.Embed(title="x" * 257)}, "embeds.0.title"),
        ({"embed": discord.Embed(description="x" * 4097)}, "embeds.0.description"),
        ({"embed": discord.Embed().set_footer(text="x" * 2049)}, "embeds.0.footer.text"),
        ({"embed": discord.Embed().add_field(name="", value="x")}, "embeds.0.fields.0.name"),
        ({"embed": discord.Embed().add_field(name="x", value="x" * 1025)}, "fields.0.value"),
        ({"embed": discord.Embed(title="x", url="javascript:x")}, "embeds.0.url"),
        ({"embeds": [discord.Embed(description="x" * 3001)] * 2}, "embeds.1"),
        ({"content": "x", "nonce": "x" * 26}, "nonce"),
    ],
)
async def test_a_message_is_too_long(
    server: DiscordServer,
    channel: Channel,
    client: discord.Client,
    message: dict[str, object],
    where: str,
) -> None:
    """Each length that Discord limits is limited here, and the error names the field."""
    place = await open_channel(client, channel)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send(**message)  # type: ignore[call-overload]
    assert caught.value.code == 50035
    assert f"{where}:" in caught.value.text
    assert len(server.refusals) == 1


@pytest.mark.parametrize("content", ["", "  \n"])
async def test_a_message_is_empty(
    server: DiscordServer, channel: Channel, client: discord.Client, content: str
) -> None:
    """A message that shows nothing is refused."""
    place = await open_channel(client, channel)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send(content)
    assert caught.value.code == 50006


async def test_half_a_character(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A lone surrogate is no text that Discord can read."""
    place = await open_channel(client, channel)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send("\ud83d")
    assert caught.value.code == 50109


@pytest.mark.parametrize(
    ("denied", "code"),
    [
        (Permission.VIEW_CHANNEL, 50001),
        (Permission.SEND_MESSAGES, 50013),
        (Permission.EMBED_LINKS, 50013),
        (Permission.READ_MESSAGE_HISTORY, 160002),
    ],
)
async def test_a_permission_is_missing(
    server: DiscordServer, channel: Channel, client: discord.Client, denied: Permission, code: int
) -> None:
    """An answer that a channel's overwrites do not permit is refused with Discord's code."""
    guild = server.world.guild_of(channel)
    assert guild
    bot = server.world.application.bot
    closed = server.world.add_channel(guild, overwrites={bot.id: Overwrite(deny=denied)})
    question = server.world.write(guild.owner, closed, "hello")
    place = client.get_partial_messageable(closed.id)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send(
            "hello",
            embed=discord.Embed(title="hello"),
            reference=place.get_partial_message(question.id),
        )
    assert caught.value.code == code


async def test_a_thread_has_the_permissions_of_its_channel(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """In a thread the bot may write if its channel lets it write in threads."""
    guild = server.world.guild_of(channel)
    assert guild
    bot = server.world.application.bot
    deny = Overwrite(deny=Permission.SEND_MESSAGES_IN_THREADS)
    closed = server.world.add_channel(guild, overwrites={bot.id: deny})
    for parent, may in ((channel, True), (closed, False)):
        thread = server.world.add_channel(guild, kind=ChannelType.THREAD, parent=parent)
        assert bool(server.world.permissions(bot, thread) & deny.deny) is may


async def test_a_reply_to_nothing(
    server: DiscordServer, channel: Channel, alice: User, client: discord.Client
) -> None:
    """A reply to a deleted message is refused, unless the bot said that it may be none."""
    place = client.get_partial_messageable(channel.id)
    question = server.world.write(alice, channel, "hello")
    server.delete(question)
    gone = place.get_partial_message(question.id)
    with pytest.raises(discord.HTTPException) as caught:
        await place.send("hello", reference=gone)
    assert caught.value.code == 50035
    message = await place.send("hello", reference=gone.to_reference(fail_if_not_exists=False))
    assert server.world.messages[message.id].reply_to is None


async def test_the_messages_of_others(
    server: DiscordServer, channel: Channel, alice: User, client: discord.Client
) -> None:
    """The bot cannot edit what others wrote, nor delete it without the permission."""
    theirs = server.world.write(alice, channel, "hello")
    message = client.get_partial_messageable(channel.id).get_partial_message(theirs.id)
    with pytest.raises(discord.Forbidden) as edited:
        await message.edit(content="goodbye")
    with pytest.raises(discord.Forbidden) as deleted:
        await message.delete()
    assert (edited.value.code, deleted.value.code) == (50005, 50013)


async def test_who_is_pinged(
    server: DiscordServer, channel: Channel, alice: User, client: discord.Client
) -> None:
    """A message pings those it mentions, cut down by its allowed mentions."""
    place = client.get_partial_messageable(channel.id)
    question = server.world.write(alice, channel, "hello")
    text = f"@everyone {alice.mention} <@&5>"
    reply = place.get_partial_message(question.id)
    none = discord.AllowedMentions.none()
    loud = await place.send(text, reference=reply)
    quiet = await place.send(text, reference=reply, allowed_mentions=none)
    assert server.world.messages[loud.id].pings == {"everyone", alice.id, 5}
    assert server.world.messages[quiet.id].pings == frozenset()


async def test_a_nonce_is_used_once(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A message sent a second time with its nonce is the first one, not another."""
    place = client.get_partial_messageable(channel.id)
    first = await place.send("hello", nonce="42")
    second = await place.send("hello", nonce="42")
    assert first.id == second.id
    assert len(server.sent) == 1


async def test_a_user_is_written_to(
    server: DiscordServer, alice: User, client: discord.Client
) -> None:
    """The bot can open a direct channel and write there."""
    message = await (await client.fetch_user(alice.id)).send("hello")
    assert server.world.messages[message.id].channel == server.world.direct_channel(alice)


async def test_nobody_comes_in_without_the_token(
    server: DiscordServer, client: discord.Client
) -> None:
    """A request without the bot's token is refused, and one for no route at all is not found."""
    async with aiohttp.ClientSession() as http:
        for path, status in (("/users/@me", 401), ("/nothing", 404)):
            async with http.get(server.api_url + path) as response:
                assert response.status == status
    assert [refusal.status for _, refusal in server.refusals] == [401, 404]


async def test_rate_limits_are_in_the_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that heeds the headers sends more than the limit and is never refused."""
    async with (
        DiscordServer(limits={MESSAGES: Limit(2, 0.2)}) as server,
        discord.Client(intents=INTENTS) as client,
    ):
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        await client.login("test-token")
        channel = server.world.add_channel(server.world.add_guild())
        place = client.get_partial_messageable(channel.id)
        for number in range(5):
            await place.send(str(number))
        assert len(server.sent) == 5
        assert not len(server.refusals)


async def test_rate_limits_are_kept(server: DiscordServer, channel: Channel) -> None:
    """A client that heeds nothing is refused with the time to wait."""
    headers = {"Authorization": "Bot test-token"}
    url = f"{server.api_url}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession(headers=headers) as http:
        for _ in range(5):
            async with http.post(url, json={"content": "hello"}) as response:
                assert response.status == 200
        async with http.post(url, json={"content": "hello"}) as response:
            assert response.status == 429
            assert 0 < (await response.json())["retry_after"] <= 5
            assert response.headers["X-RateLimit-Remaining"] == "0"
            assert response.headers["X-RateLimit-Scope"] == "user"


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_rate_limit_happens(
    server: DiscordServer, channel: Channel, client: discord.Client, scope: str
) -> None:
    """A scripted rate limit is waited out and the message sent once."""
    server.next(MESSAGES, RateLimited(0.05, scope=scope))
    await client.get_partial_messageable(channel.id).send("hello")
    assert len(server.sent) == 1


async def test_a_failure_after_the_deed(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A request whose answer is lost has taken effect; its nonce keeps it from doing so twice."""
    server.next(MESSAGES, Status(502, done=True))
    await client.get_partial_messageable(channel.id).send("hello")
    assert len(await server.requests.all(lambda each: each.route == MESSAGES, 2)) == 2
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Status(400), discord.HTTPException),
        (Status(503), discord.DiscordServerError),
        (RateLimited(via=False), discord.HTTPException),
        (CutSocket(), aiohttp.ClientError),
        (NotJson(), TypeError),
        (NotJson("{", "application/json"), ValueError),
    ],
)
async def test_a_fault_happens(
    server: DiscordServer,
    channel: Channel,
    client: discord.Client,
    fault: Status,
    error: type[Exception],
) -> None:
    """Each fault reaches discord.py as what it is, once, and leaves no message."""
    server.next(MESSAGES, fault)
    place = client.get_partial_messageable(channel.id)
    with pytest.raises(error):
        await place.send("hello")
    assert not len(server.sent)
    await place.send("hello")


async def test_a_request_is_held(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A test can be in the middle of a request, and let it go on."""
    held = Held()
    server.next(MESSAGES, held)
    sending = asyncio.create_task(client.get_partial_messageable(channel.id).send("hello"))
    await held.reached.wait()
    assert not len(server.sent)
    held.released.set()
    await sending
    assert len(server.sent) == 1


async def test_a_fault_in_one_channel(
    server: DiscordServer, channel: Channel, client: discord.Client
) -> None:
    """A fault that is scripted for one channel happens there and nowhere else."""
    guild = server.world.guild_of(channel)
    assert guild
    other = server.world.add_channel(guild)
    server.next(f"POST /channels/{channel.id}/messages", Status(403))
    await client.get_partial_messageable(other.id).send("hello")
    with pytest.raises(discord.Forbidden):
        await client.get_partial_messageable(channel.id).send("hello")


async def test_a_script_is_checked() -> None:
    """A fault for a step that does not exist, or one that never happened, fails the test."""
    with pytest.raises(ValueError, match="no step 'POST /nothing'"):
        DiscordServer().next("POST /nothing", Hang())
    with pytest.raises(AssertionError, match="never happened"):
        async with DiscordServer() as server:
            server.next(MESSAGES, Hang())
