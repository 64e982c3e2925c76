"""What those get who watch over a running bot: its pages, its probe and its metrics."""

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError

from bot.ops import http_endpoints as endpoints
from bot.ops.health import Shard
from bot.ops.http_endpoints import http_endpoints
from bot.ops.metrics import Metrics
from tests.discord_server import Hang
from tests.ops.asking import health, is_ready, metric_names, metrics, page
from tests.process.running import ROOT, StudyGroup

PAGE = ROOT / "docs/deploying.md"
_DOCUMENTED = re.compile("`(thread_bot_\\w+)`")


async def test_a_bot_that_is_well(group: StudyGroup, port: int) -> None:
    """While questions are answered, every page and the probe say so, and all can be scraped."""
    async with group.bot({"THREAD_BOT_PORT": str(port)}) as bot:
        await group.answered("!thread what is the dragonbear")
        await group.answered("!thread who won the world cup zebra quantum pancakes")
        await group.answered("!thread 7")
        await bot.log.first(is_ready)
        assert await page(port, "/livez") == (200, "ok\n")
        assert await page(port, "/readyz") == (200, "ok\n")
        assert await health(port) == (0, "ok")
        seen, names = await metrics(port), await metric_names(port)
    kinds = {name[1]: value for name, value in seen.items() if "questions_total" in name[0]}
    assert (kinds["answer sure"], kinds["refusal"]) == (1, 1)
    assert (kinds["posts"], kinds["failed"]) == (1, 0)
    assert seen["thread_bot_search_seconds_count", ""] == 2
    assert seen["thread_bot_reply_seconds_count", ""] == 3
    assert (seen["thread_bot_index_threads", ""], seen["thread_bot_index_posts", ""]) == (1, 17)
    assert (seen["thread_bot_guilds", ""], seen["thread_bot_gateway_ready", ""]) == (1, 1)
    assert 0 < seen["thread_bot_gateway_latency_seconds", "0"] < 60
    assert seen["thread_bot_reloads_total", "done"] == 0
    assert names == set(_DOCUMENTED.findall(PAGE.read_text()))


async def test_a_bot_whose_gateway_is_silent(group: StudyGroup, port: int) -> None:
    """A process that runs, but whose heartbeats nobody answers, is not called well."""
    beats = group.server.gateway.heartbeats
    group.server.gateway.heartbeat_interval = 0.2
    async with group.bot({"THREAD_BOT_PORT": str(port)}):
        await group.answered()
        group.server.always("HEARTBEAT", Hang())
        await beats.reach(len(beats) + 5)
        status, said = await page(port, "/livez")
        assert status == 503
        assert said.startswith("shard 0 has had no heartbeat answered for")
        code, sentence = await health(port)
        assert code == 69
        assert sentence.startswith("The bot is not well: shard 0 has had no heartbeat answered")
        group.server.restore("HEARTBEAT")
        await beats.reach(len(beats) + 2)
        assert await page(port, "/livez") == (200, "ok\n")


async def test_a_bot_that_is_not_connected_yet(group: StudyGroup, port: int) -> None:
    """Before Discord has welcomed it, a bot is alive and not ready, and the probe says why."""
    group.server.next("IDENTIFY", Hang())
    bot = await group.start({"THREAD_BOT_PORT": str(port)})
    await group.server.gateway.heartbeats.reach(1)
    assert (await page(port, "/livez"))[0] == 200
    assert await page(port, "/readyz") == (503, "not connected to Discord\n")
    assert await health(port) == (69, "The bot is not well: not connected to Discord; see its log")
    assert await bot.stop() == 0


@pytest.mark.parametrize(("exposed", "host"), [(False, "127.0.0.1"), (True, "127.0.0.2")])
async def test_who_may_ask_on_the_port(port: int, exposed: bool, host: str) -> None:
    """Only this machine is answered on the port, unless it is exposed: then every address is."""
    async with http_endpoints(port, exposed, Metrics(), Connected()):
        assert await page(port, "/readyz", host) == (200, "ok\n")
        if not exposed:
            with pytest.raises(ClientConnectionError):
                await page(port, "/readyz", "127.0.0.2")


async def test_connections_that_ask_nothing_keep_nobody_out(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of too many connections the oldest is ended, and a probe is answered."""
    monkeypatch.setattr(endpoints, "MAX_CONNECTIONS", 3)
    async with http_endpoints(port, False, Metrics(), Connected()):
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for reader, writer in silent:
            assert (await page(port, "/livez"))[0] == 200
            assert await reader.read() == b""
            writer.close()


async def test_what_strangers_send_is_not_logged(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """What is no HTTP is refused without a line in the log, so that nobody fills the disk."""
    async with http_endpoints(port, False, Metrics(), Connected()):
        for sent in (b"\x16\x03\x01\r\n\r\n", b"GET /%s HTTP/1.1\r\n\r\n" % (b"a" * 10_000)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            assert (await reader.read()).startswith(b"HTTP/1.0 400")
            writer.close()
    assert caplog.records == []


class Connected:
    """A gateway without shards that is connected."""

    is_ready = True
    guilds = 0

    async def ready(self) -> None:
        """Be ready at once."""

    def shards(self) -> list[Shard]:
        """Have none."""
        return []


async def test_without_a_port_nothing_listens(group: StudyGroup) -> None:
    """A bot that was given no port opens none."""
    async with group.bot() as bot:
        await group.answered()
        assert not _listening(bot.pid)


def _listening(pid: int) -> list[str]:
    """The addresses at which a process listens for connections, as the kernel knows them."""
    inodes = {
        str(link.readlink()).removeprefix("socket:[").removesuffix("]")
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if str(link.readlink()).startswith("socket:")
    }
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in rows if row[3] == "0A" and row[9] in inodes]
