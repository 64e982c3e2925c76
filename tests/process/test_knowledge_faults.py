"""What may happen to the knowledge while the bot runs: the last good one stays in use."""

import asyncio
import shutil
from itertools import cycle
from pathlib import Path

import pytest

from tests.process.running import StudyGroup

RELOAD = "!thread reload"
GRAZE = "!thread where do animals graze"

#: An environment in which one member may ask as much as a hundred.
QUICK = {"THREAD_BOT_QUESTIONS_PER_MEMBER": "10000"}


async def test_the_folder_vanishes(group: StudyGroup) -> None:
    """A reload of a folder that is gone says so, and the bot answers from what it had."""
    async with group.bot():
        shutil.rmtree(group.knowledge)
        reply = await group.answered(RELOAD, user=group.admin)
        assert str(group.knowledge.name) in reply.text
        assert "15" in (await group.answered()).text


async def test_a_file_is_half_written(group: StudyGroup) -> None:
    """A reload of a file cut short names it with its line, and the bot answers from what it had."""
    file = group.knowledge / "dragonbear.yaml"
    whole = file.read_bytes()
    async with group.bot():
        file.write_bytes(whole[: len(whole) // 2] + b'\n  - text: "half')
        reply = await group.answered(RELOAD, user=group.admin)
        assert "dragonbear.yaml, line " in reply.text
        assert "15" in (await group.answered()).text
        file.write_bytes(whole)
        assert "reload" in (await group.answered(RELOAD, user=group.admin)).text.casefold()


async def test_only_those_who_may_reload(group: StudyGroup) -> None:
    """A member without the permission changes nothing by asking for a reload."""
    async with group.bot():
        (group.knowledge / "more.yaml").write_text(_thread("more", "zebras"), encoding="utf-8")
        await group.answered(RELOAD)
        assert "zebras" not in (await group.answered("!thread zebras graze")).text
        await group.answered(RELOAD, user=group.admin)
        assert "zebras" in (await group.answered("!thread where do zebras graze")).text


async def test_the_log_cannot_be_written(group: StudyGroup) -> None:
    """With a disk so full that no line can be logged, the bot answers and ends as ever."""
    async with group.bot(output=Path("/dev/full")):
        await group.answered()
        await group.answered(RELOAD, user=group.admin)


@pytest.mark.parametrize(
    ("reloads", "pause"), [(6, 0.2), pytest.param(60, 1.0, marks=pytest.mark.long)]
)
async def test_reloads_under_load(group: StudyGroup, reloads: int, pause: float) -> None:
    """While the knowledge is reloaded again and again, every answer is whole: the old or the new.

    Two versions of a thread take turns; each of its posts says which version it belongs to.
    """
    rounds = [
        [group.server.world.add_channel(group.guild) for _ in range(20)] for _ in range(reloads)
    ]
    versions = cycle(("zebras", "giraffes"))
    file, draft = group.knowledge / "animals.yaml", group.knowledge / "animals.draft"
    file.write_text(_thread("animals", next(versions)), encoding="utf-8")
    async with group.bot(QUICK):
        for office, *channels in rounds:
            version = next(versions)
            draft.write_text(_thread("animals", version), encoding="utf-8")
            draft.replace(file)
            reload = group.ask(RELOAD, user=group.admin, channel=office)
            asked = [group.ask(GRAZE, channel=channel) for channel in channels]
            await group.answer(reload)
            for question in asked:
                text = (await group.answer(question)).text.replace("*", "")
                assert ("zebras" in text) != ("giraffes" in text), text
            assert version in (await group.answer(group.ask(GRAZE, channel=office))).text
            await asyncio.sleep(pause)  # the rate of the reloads, not a wait


def _thread(title: str, animals: str) -> str:
    posts = (f"Where {animals} graze, part {part}: animals graze on grass." for part in (1, 2, 3))
    lines = [f'  - number: {number}\n    text: "{text}"' for number, text in enumerate(posts, 1)]
    return "\n".join([f"title: {title}", "language: en", "posts:", *lines, ""])
