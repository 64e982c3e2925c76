"""Pages over HTTP, as their readers and everyone else on the web get them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.knowledge import Post, Thread
from bot.pages import serving
from bot.pages.serving import MAX_OF_ONE, PageServer
from bot.pages.signed_links import LinkSigner, PageLink

SIGNER = LinkSigner("a.b.c", lambda: 0.0)
RYE = Thread("rye", "On rye", (Post(1, "Rye rises."),), language="en")
WHEAT = Thread("wheat", "On wheat", (Post(1, "Wheat rises."),), language="en")
ALICE, BOB = 7, 8


class Threads:
    """The thread that everyone sees, once ``known`` is set."""

    def __init__(self) -> None:
        self.thread = RYE
        self.known = asyncio.Event()
        self.asked = asyncio.Semaphore(0)

    async def find(self, link: PageLink) -> Thread:
        self.asked.release()
        await self.known.wait()
        return self.thread


@pytest.fixture
def threads() -> Threads:
    return Threads()


@pytest.fixture
async def client(threads: Threads) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.router.add_routes(PageServer(SIGNER, threads).routes)
    async with TestClient(TestServer(app)) as client:
        yield client


def path(member: int) -> str:
    return f"/t/{SIGNER.sign(PageLink(member, 1, 0, 2, 'rye'))[0]}/1"


async def test_one_member_leaves_room_for_the_others(client: TestClient, threads: Threads) -> None:
    """Who asks for many pages at once waits; another member is served all the same."""
    own = [asyncio.create_task(client.get(path(ALICE))) for _ in range(MAX_OF_ONE)]
    other = asyncio.create_task(client.get(path(BOB)))
    for _ in range(MAX_OF_ONE + 1):
        await threads.asked.acquire()
    refused = await client.get(path(ALICE))
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    threads.known.set()
    assert [(await one).status for one in (*own, other)] == [200] * (MAX_OF_ONE + 1)
    assert (await client.get(path(ALICE))).status == 200


async def test_a_page_is_made_once_until_its_thread_changes(
    client: TestClient, threads: Threads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading a page again and again takes no time; what a page shows is never an older thread."""
    made: list[Thread] = []
    render = serving.render_served

    def counting(thread: Thread, number: int) -> str | None:
        made.append(thread)
        return render(thread, number)

    monkeypatch.setattr(serving, "render_served", counting)
    threads.known.set()
    pages = [await (await client.get(path(member))).text() for member in (ALICE, ALICE, BOB)]
    assert (len({*pages}), made) == (1, [RYE])
    threads.thread = WHEAT
    assert "Wheat rises." in await (await client.get(path(ALICE))).text()
