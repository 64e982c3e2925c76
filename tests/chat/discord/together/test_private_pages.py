"""Pages for one member: links that are handed out privately, and what they lead to."""

import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import discord
import lxml.html
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port
from simcord import ChannelHandle, Env, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord.gateway_health import DiscordGateway
from bot.chat.discord.runner import page_routes
from bot.errors import SettingsError
from bot.knowledge import Post, Thread
from bot.ops.http_endpoints import http_endpoints
from bot.ops.metrics import Metrics
from bot.ops.request_log import RequestLog
from bot.ops.services import run_services
from bot.setting_kinds import Secret
from bot.settings import Settings

from ..screen import buttons, shown
from .conftest import Now
from .test_reading import start

SITE = "https://threads.example/read"

SERVED = {"message_content": False, "token": Secret("a.b.c"), "private_site_url": f"{SITE}/"}
pytestmark = pytest.mark.settings(**SERVED)


@pytest.fixture
async def web(simcord_env: Env) -> AsyncIterator[ClientSession]:
    """Someone on the web, whose requests a reverse proxy passes to the bot's port."""
    bot, port = simcord_env.bot, unused_port()
    gateway, metrics = DiscordGateway(bot), Metrics()
    async with (
        http_endpoints(port, False, metrics, gateway, page_routes(bot)),
        ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


async def press(member: MemberActor, message: discord.Message) -> str:
    """Press "Read in place", and return the path of the address that only the member gets."""
    result = await member.click(message, custom_id=buttons(message)["Read in place"])
    assert result.ephemeral
    [[button]] = (row["components"] for row in result.response.components)
    assert button["url"].startswith(f"{SITE}/t/")
    return str(button["url"]).removeprefix(SITE)


async def texts(web: ClientSession, path: str) -> list[str]:
    """Return the posts of a page."""
    response = await web.get(path)
    assert response.status == 200
    page = lxml.html.fromstring(await response.text())
    return [post.text_content() for post in page.cssselect("section .text")]


@pytest.fixture
async def opened(
    channel: ChannelHandle, manager: MemberActor, alice: MemberActor, tick: Callable
) -> str:
    """The path that alice has once the first post of a reading is open."""
    await start(manager, channel)
    await tick()
    return await press(alice, channel.last_message)


async def test_a_page_grows_with_the_reading(
    web: ClientSession, opened: str, manager: MemberActor, channel: ChannelHandle, tick: Callable
) -> None:
    """A page has the posts that are open when it is loaded, and not a word beyond them."""
    assert await texts(web, opened) == ["Flour and water make a dough."]
    assert "sourdough" not in await (await web.get(opened)).text()
    await tick(1)
    assert len(await texts(web, opened)) == 2
    await manager.slash(channel, "thread reading back")
    assert len(await texts(web, opened)) == 1


async def test_a_page_is_for_its_reader_alone(web: ClientSession, opened: str) -> None:
    """No search engine, cache, frame or cookie has a part in it, and it loads nothing else."""
    response = await web.get(opened, headers={"Cookie": "a=b"})
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "Set-Cookie" not in response.headers


async def test_a_link_expires(
    web: ClientSession, opened: str, now: Now, caplog: pytest.LogCaptureFixture
) -> None:
    """After a week the page says how to get another link; the log never has the link."""
    caplog.set_level(logging.DEBUG)
    now.now += timedelta(days=6, hours=23, minutes=59)
    assert await texts(web, opened)
    now.now += timedelta(minutes=1)
    response = await web.get(opened, headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert response.status == 410
    assert "Drücke auf Discord unter einer Antwort „Im Zusammenhang" in await response.text()
    assert opened.split("/")[2] not in caplog.text


async def test_only_links_of_the_bot_lead_to_pages(web: ClientSession, opened: str) -> None:
    """A link that was changed anywhere, and a page that the thread has not, lead to no post."""
    _, _, signed, _ = opened.split("/")
    changed = [signed.swapcase(), f"{signed[:40]}{'B' if signed[40] == 'A' else 'A'}{signed[41:]}"]
    paths = [f"/t/{one}/1" for one in (*changed, "", "é", signed[:-2], signed + "AAAA")]
    for path in (*paths, f"/t/{signed}/2", f"/t/{signed}", "/t/", f"/t/{'A' * 4000}/1"):
        response = await web.get(path)
        assert response.status == 404, path
        assert "Flour" not in await response.text()
        assert "Press “Read in place” under an answer" in await response.text()


@pytest.mark.parametrize("left", ["server", "channel"])
async def test_someone_who_left_reads_no_more(
    web: ClientSession,
    opened: str,
    left: str,
    channel: ChannelHandle,
    alice: MemberActor,
    simcord_env: Env,
    clock: Callable,
) -> None:
    """The page is gone for someone who left the server, or cannot read the channel any more."""
    clock.now += 61
    if left == "server":
        simcord_env.guild.remove_member(alice)
    else:
        place = simcord_env.bot.get_channel(channel.id)
        await place.set_permissions(place.guild.default_role, view_channel=False)
        await simcord_env.settle()
    assert (await web.get(opened)).status == 404


@pytest.mark.settings(questions_per_member=2, **SERVED)
async def test_who_loads_too_often_waits(web: ClientSession, opened: str) -> None:
    """Pages count as questions: past the limit of a minute the page says when to come again."""
    assert (await web.get(opened)).status == 200
    response = await web.get(opened)
    assert (response.status, response.headers["Retry-After"]) == (429, "60")


async def test_a_server_thread_has_a_page_for_its_members(
    web: ClientSession, simcord_env: Env, channel: ChannelHandle, alice: MemberActor
) -> None:
    """A thread that a server added is read in place by those who may see it."""
    own = simcord_env.bot._server_threads
    posts = (Post(1, "Tea is <b>boiled</b>."), Post(2, "Coffee is brewed."))
    await own.add(simcord_env.guild.id, Thread(id="tea", title="On tea", posts=posts))
    answer = await alice.slash(channel, "thread ask", question="is coffee brewed")
    assert shown(answer.response)
    path = await press(alice, answer.response)
    assert await texts(web, path) == [post.text for post in posts]


async def test_a_page_from_a_direct_message(
    web: ClientSession, alice: MemberActor, channel: ChannelHandle, manager: MemberActor
) -> None:
    """In a direct message the link leads to what the member may see there."""
    await start(manager, channel, first=2)
    await alice.send_dm("flour and water")
    path = await press(alice.user, alice.user.dm_channel.last_message)
    assert await texts(web, path) == ["Flour and water make a dough."]


async def test_pages_need_a_port(
    simcord_env: Env, settings: Settings, engine: AnswerEngine
) -> None:
    """An address of pages without a port is refused at the start, with the remedy."""
    bot, log = simcord_env.bot, RequestLog(Metrics())
    services = run_services(settings, engine, log, DiscordGateway(bot), {}, page_routes(bot))
    with pytest.raises(SettingsError, match="set THREAD_BOT_PORT as well"):
        async with services:
            pass


@pytest.mark.settings(**SERVED | {"message_content": True})
async def test_a_thread_from_an_age_restricted_channel_has_no_page(
    simcord_env: Env,
    web: ClientSession,
    manager: MemberActor,
    alice: MemberActor,
) -> None:
    """A page asks nobody for their age: it is gone once the channel is marked."""
    talk = simcord_env.guild.create_text_channel("tea-talk")
    await alice.send(talk, "Water for tea has to boil first.")
    added = await manager.slash(talk, "thread add", channel=talk)
    await manager.click(added.response, label="Keep")
    asked = {"number": 1, "thread": "tea-talk"}
    await alice.slash(talk, "thread post", **asked)
    path = await press(alice, talk.last_message)
    assert await texts(web, path) == ["Water for tea has to boil first."]
    simcord_env.bot.get_channel(talk.id).nsfw = True
    assert (await web.get(path)).status == 404
    answer = talk.last_message
    result = await alice.click(answer, custom_id=buttons(answer)["Read in place"])
    assert "age-restricted" in shown(result.response)
