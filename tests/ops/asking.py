"""Asking a running bot how it is, as a monitor and a supervisor do."""

import asyncio
import os
import sys

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.process.running import ROOT


def is_ready(line: str) -> bool:
    """Whether this is the line that says that the bot is connected."""
    return " ready guilds=" in line


async def page(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """The status and the text of one of the bot's pages."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{host}:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def metrics(port: int) -> dict[tuple[str, str], float]:
    """Every sample of /metrics, by its name and label values, as Prometheus reads it."""
    status, text = await page(port, "/metrics")
    assert status == 200
    return {
        (
            sample.name,
            " ".join(value for _, value in sorted(sample.labels.items(), reverse=True)).strip(),
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def metric_names(port: int) -> set[str]:
    """The names of the bot's own metrics, those without a sample yet included."""
    _, text = await page(port, "/metrics")
    return {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in text_string_to_metric_families(text)
        if family.name.startswith("thread_bot_") and not family.name.endswith("_created")
    }


async def health(port: int) -> tuple[int, str]:
    """What ``thread-bot health`` exits with and says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "health"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "THREAD_BOT_PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode().strip()
