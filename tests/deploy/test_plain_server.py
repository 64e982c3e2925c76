"""The first deployment on a plain server, done as docs/deploying.md says, from nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.deploy.machine import BOOTING, NEEDED, Machine, booted, copy_root, debian
from tests.deploy.steps import commands
from tests.discord_server import DiscordServer
from tests.ops.asking import metrics, page

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0, reason="a fresh Debian can be made by root alone"),
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)} to make a Debian"
    ),
]


def unpack_source_archive(target: Path) -> None:
    """Build the source archive of this repository, and unpack it into a folder."""
    built = target.with_name("built")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (archive,) = built.glob("*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", built], check=True)
    shutil.move(built / archive.name.removesuffix(".tar.gz"), target)
    shutil.rmtree(built)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Debian on which nothing is installed, with the unpacked source archive in /source."""
    root = tmp_path_factory.mktemp("fresh") / "debian"
    debian(root, BOOTING)
    unpack_source_archive(root / "source")
    return root


@pytest.fixture
async def machine(fresh: Path, tmp_path: Path) -> AsyncIterator[Machine]:
    """A server that was just installed."""
    root = tmp_path / "server"
    copy_root(fresh, root)
    async with booted(root) as machine:
        yield machine


def logged(words: str) -> str:
    """Return the command that waits until the service has logged some words, for a minute."""
    log = "journalctl --unit thread-bot --lines all --follow"
    return f"timeout 60 bash -c \"grep --quiet --max-count 1 '{words}' <({log})\""


async def test_the_steps_of_the_readme(machine: Machine, port: int) -> None:
    """After the five steps the bot answers, is watched over, reloads, is upgraded and stops."""
    install_it, lay_out, store_token, start, look = commands("On a plain server")
    async with DiscordServer(patience=60) as server:
        channel = server.world.add_channel(server.world.add_guild())
        guild = server.world.guild_of(channel)
        assert guild
        alice = server.world.add_member(guild, "alice")

        await machine.run(install_it)
        await machine.run(lay_out.replace("9464", str(port)))
        settings = machine.root / "etc/thread-bot/bot.yaml"
        with settings.open("a") as file:
            file.write(f"api_url: {server.api_url}\n")
        await machine.run(store_token, stdin=f"{server.world.application.token}\n")
        await machine.run(start)
        seen = await machine.run(look)
        assert "active (running)" in seen
        assert seen.endswith("ok\n")

        answer = await server.answer(server.say(alice, channel, "!thread what is the dragonbear"))
        assert "keeps external forces away from CA" in answer.text
        assert await page(port, "/readyz") == (200, "ok\n")
        assert (await metrics(port))["thread_bot_questions_total", "answer sure"] == 1

        tea = (
            "title: On tea\nlanguage: en\nposts: [{number: 1, text: Water for tea has to boil.}]\n"
        )
        (machine.root / "etc/thread-bot/knowledge/tea.yaml").write_text(tea)
        await machine.run("systemctl reload thread-bot")
        await machine.run(logged("Reloaded 18 posts in 2 threads"))
        assert "On tea" in (await server.answer(server.say(alice, channel, "!thread tea"))).text

        await machine.run(install_it)
        await machine.run("\n".join(start.splitlines()[:2]))
        await machine.run("systemctl restart thread-bot")
        assert (await machine.run(look)).endswith("ok\n")

        await machine.run("systemctl stop thread-bot")
        state = await machine.run("systemctl show --property=Result,ExecMainStatus thread-bot")
        assert sorted(state.split()) == ["ExecMainStatus=0", "Result=success"]


async def test_a_wrong_token_is_not_tried_for_ever(machine: Machine, port: int) -> None:
    """A token that Discord refuses ends the service; systemd leaves it at that and shows why."""
    install_it, lay_out, store_token, start, _ = commands("On a plain server")
    async with DiscordServer(patience=60) as server:
        await machine.run(install_it)
        await machine.run(lay_out.replace("9464", str(port)))
        with (machine.root / "etc/thread-bot/bot.yaml").open("a") as file:
            file.write(f"api_url: {server.api_url}\n")
        await machine.run(store_token, stdin="another-token\n")
        await machine.run(f"! ({start})")
        state = await machine.run(
            "systemctl show --property=ActiveState,ExecMainStatus,NRestarts thread-bot"
        )
        assert sorted(state.split()) == ["ActiveState=failed", "ExecMainStatus=78", "NRestarts=0"]
        assert "Discord refuses the token" in await machine.run(
            "journalctl --unit thread-bot --no-pager"
        )
