"""Reloading without a command, as people do who may reach the server but not Discord."""

import asyncio
import shutil
import signal
from collections.abc import Callable

import pytest

from tests.ops.asking import metrics
from tests.process.running import BotProcess, StudyGroup

TEA = "title: On tea\nlanguage: en\nposts:\n- number: 1\n  text: Water for tea has to boil.\n"


def says(text: str) -> Callable[[str], bool]:
    """Whether a line has these words."""
    return lambda line: text in line


async def watching(bot: BotProcess) -> None:
    """Wait until the folder is watched: a watch begins with a look at what there is."""
    await bot.log.first(says("[watch] Nothing has changed"))


async def test_sighup_reloads(group: StudyGroup, port: int) -> None:
    """A hang-up signal reads the folder as the command does; its report is in the log."""
    tea = group.knowledge / "tea.yaml"
    async with group.bot({"THREAD_BOT_PORT": str(port)}) as bot:
        tea.write_text(TEA)
        bot.send(signal.SIGHUP)
        await bot.log.first(says("[SIGHUP] Reloaded 18 posts in 2 threads"))
        assert "On tea" in (await group.answered("!thread boil water for tea")).text
        tea.write_text("title: [\n")
        bot.send(signal.SIGHUP)
        await bot.log.first(says("[SIGHUP] Nothing was reloaded"))
        await bot.log.first(says("tea.yaml:2:1:"))
        assert "On tea" in (await group.answered("!thread tea")).text
        await bot.log.first(says("request kind=error"))
        plural = await metrics(port)
    assert plural["thread_bot_reloads_total", "done"] == 1
    assert plural["thread_bot_reloads_total", "failed"] == 1


async def test_a_change_is_noticed_once_it_is_written(group: StudyGroup) -> None:
    """With ``watch: true`` a new thread is found by itself, and never read half-written."""
    async with group.bot({"THREAD_BOT_WATCH": "true"}) as bot:
        await watching(bot)
        with (group.knowledge / "tea.yaml").open("w") as file:
            for part in (TEA[:20], TEA[20:50], TEA[50:]):
                file.write(part)
                file.flush()
                await asyncio.sleep(0.2)  # a slow writer: time itself is what is tried here
        await bot.log.first(says("[watch] Reloaded 18 posts in 2 threads"))
        assert "On tea" in (await group.answered("!thread boil water for tea")).text
    assert "Nothing was reloaded" not in bot.said


@pytest.mark.long
async def test_a_folder_that_vanishes_and_comes_back(group: StudyGroup) -> None:
    """The old knowledge answers while the folder is gone; when it is back, so is the watch."""
    aside = group.knowledge.with_name("aside")
    async with group.bot({"THREAD_BOT_WATCH": "true"}) as bot:
        await watching(bot)
        group.knowledge.rename(aside)
        await bot.log.first(says("[watch] Nothing was reloaded"))
        await group.answered("!thread mid-term elections")
        (aside / "tea.yaml").write_text(TEA)
        shutil.copytree(aside, group.knowledge)
        await bot.log.first(says("[watch] Reloaded 18 posts in 2 threads"))
        (group.knowledge / "tea.yaml").unlink()
        await bot.log.first(says("[watch] Threads: 0 added, 0 changed, 1 removed"))
