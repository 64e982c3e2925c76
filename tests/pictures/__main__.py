"""Draws the pictures of the README from the bot's own messages, offline.

Run with ``python -m tests.pictures``. A browser draws them: ``chromium`` by default, or the one
that BROWSER names (on Debian: ``apt install chromium fonts-inter fonts-noto-color-emoji``).
"""

import asyncio
import os
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import simcord
from simcord import ChannelHandle, MemberActor

from bot.answering.engine import AnswerEngine
from bot.chat.discord import ThreadBot
from bot.setting_kinds import Shards
from bot.settings import Settings
from bot.storage import settings as kept
from bot.storage.database import Database

from .page import Theme, page

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "knowledge" / "dragonbear.yaml"
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 440
"""Pixels across: a phone's."""

SCENES: dict[str, tuple[Theme, str]] = {
    "answer": ("dark", "!thread what is the dragonbear"),
    "answer-light": ("light", "!thread what is the dragonbear"),
    "refusal": ("dark", "!thread how do bees make honey"),
    "thread-page": ("dark", "!thread 8-12"),
    "reload": ("dark", "!thread reload"),
    "help": ("dark", "!thread help"),
    "import": ("dark", "!thread add On tea"),
    "settings": ("dark", "/thread settings"),
    "privacy": ("dark", "/thread privacy"),
}
"""What is asked for each picture, in a message or by a slash command."""

FILES = {
    "import": [
        (
            "tea.txt",
            b"1/ Water for tea has to boil first. What is off the boil is too late.\n\n"
            b"2/ Two minutes for green tea, five for black. Longer, and it turns bitter.\n\n"
            b"3/ Milk goes in after the tea, whatever they say.\n",
        )
    ]
}
"""The files that hang on the message of a picture."""


async def main() -> None:
    """Draw every scene."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (theme, line) in SCENES.items():
        async with _channel() as (channel, carol):
            if line.startswith("/"):
                result = await carol.slash(channel, line.removeprefix("/"))
                shown = [result.response.message]
            else:
                await carol.send(channel, line, attachments=FILES.get(name, ()))
                shown = channel.history()
            _draw(page(shown, theme, WIDTH), PICTURES / f"{name}.png")


@asynccontextmanager
async def _channel() -> AsyncIterator[tuple[ChannelHandle, MemberActor]]:
    """A channel with an admin and the bot, which has read all but the shipped thread's last post.

    The last post is there as well by now, for a reload to find.
    """
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Path(folder) / SHIPPED.name
        text = SHIPPED.read_text(encoding="utf-8")
        knowledge.write_text(text[: text.rindex("- number:")], encoding="utf-8")
        settings = Settings(knowledge=Path(folder), shards=Shards(0, 0, 1))
        database = Database.open(Path(folder) / "thread-bot.db")
        bot = ThreadBot(settings, AnswerEngine(settings), database=database)
        knowledge.write_text(text, encoding="utf-8")
        async with simcord.run(bot) as env:
            env.settle_timeout = 60.0  # an import starts a process
            guild = env.create_guild()
            role = guild.create_role("admins", permissions=discord.Permissions(manage_guild=True))
            carol = guild.add_member(env.create_user("carol"), roles=[role])
            channel = guild.create_text_channel("reading")
            database.write_now(kept.change_server, guild.id, "quotes", "2")
            database.write_now(kept.change_channel, guild.id, channel.id, "thread", "dragonbear")
            database.write_now(kept.change_member, carol.id, "language", "en")
            await bot.tree.sync()
            yield channel, carol
        database.close()


def _draw(html: str, picture: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, encoding="utf-8")
        measured = _browse(source, "--dump-dom")
        height = re.search(r'data-height="(\d+)"', measured)
        assert height is not None
        _browse(source, f"--screenshot={picture}", f"--window-size={WIDTH},{height[1]}")
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


def _browse(source: Path, *options: str) -> str:
    browser = os.environ.get("BROWSER", "chromium")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--window-size={WIDTH},600", *options, source.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


if __name__ == "__main__":
    asyncio.run(main())
