"""The image of deploy/Dockerfile, made and run as a container engine would, without one.

The image that it begins with is stood in for by a bare Debian with Python; systemd-nspawn runs the
outcome with a read-only file system, as the user of the image, without any capability.
"""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.deploy.dockerfile import Copy, Run, stages
from tests.deploy.machine import NEEDED, binds, copy_root, debian, only_child
from tests.deploy.test_plain_server import unpack_source_archive
from tests.discord_server import DiscordServer

DOCKERFILE = Path(__file__).parents[2] / "deploy" / "Dockerfile"
SECRET = "/run/secrets/token"

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0, reason="a fresh Debian can be made by root alone"),
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)} to make a Debian"
    ),
]


def nspawn(root: Path, *options: str) -> list[str]:
    """The beginning of a command that runs one in a file system, sharing the host's network."""
    begin = 'mount --make-rprivate / && mount -t tmpfs tmpfs /run && exec systemd-nspawn "$@"'
    return [
        *("unshare", "--mount", "sh", "-c", begin, "sh", "--quiet", "--register=no"),
        *("--keep-unit", "--pipe", f"--directory={root}", *options),
    ]


def build(folder: Path) -> Path:
    """Carry out the Dockerfile; the file system of its last stage."""
    base, context, roots = folder / "base", folder / "context", {}
    debian(base, "python3,python3-venv,ca-certificates")
    (base / "usr/bin/python").symlink_to("python3")  # as the image of the Dockerfile has it
    unpack_source_archive(context)
    for name, stage in stages(DOCKERFILE).items():
        root = roots[name] = folder / f"stage-{name}"
        copy_root(roots.get(stage.image, base), root)
        for step in stage.steps:
            match step:
                case Copy():
                    copy(step, context if step.stage is None else roots[step.stage], root)
                case Run():
                    run(step, root)
    return root


def copy(step: Copy, origin: Path, root: Path) -> None:
    """A folder's content goes into the target, a file goes below it or becomes it."""
    target = root / step.target.lstrip("/")
    for source in (origin / name.lstrip("/") for name in step.sources):
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


def run(step: Run, root: Path) -> None:
    """Run a command of the build in its folder, as the host's pip is configured."""
    (root / step.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    given = [f"--setenv={name}={value}" for name, value in (pip | step.environment).items()]
    command = nspawn(root, *binds(), *given, f"--chdir={step.folder}")
    done = subprocess.run(
        [*command, "/bin/sh", "-c", step.command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


async def test_the_image(tmp_path: Path, port: int) -> None:
    """What the Dockerfile makes answers on Discord from a read-only file system, and is healthy."""
    root = await asyncio.to_thread(build, tmp_path)
    image = stages(DOCKERFILE)[""]
    user, group = image.user.split(":")
    secret = tmp_path / "token"
    secret.write_text("test-token\n")
    secret.chmod(0o400)
    os.chown(secret, int(user), int(group))
    knowledge = tmp_path / "context" / "knowledge"
    (root / image.folder.lstrip("/") / "knowledge").mkdir(parents=True)
    async with DiscordServer(patience=60) as server:
        given = image.environment | {
            "DISCORD_TOKEN_FILE": SECRET,
            "DISCORD_API_URL": server.api_url,
            "THREAD_BOT_PORT": str(port),
        }
        container = nspawn(
            root,
            "--read-only",
            "--no-new-privileges=yes",
            f"--bind-ro={secret}:{SECRET}",
            f"--bind-ro={knowledge}:{image.folder}/knowledge",
            f"--chdir={image.folder}",
            *(f"--setenv={name}={value}" for name, value in given.items()),
        )
        as_user = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        as_user += ["--bounding-set=-all", "--inh-caps=-all"]
        bot = await asyncio.create_subprocess_exec(
            *container, *as_user, *image.command, stderr=asyncio.subprocess.PIPE
        )
        assert bot.stderr is not None
        logged = []
        async for line in bot.stderr:
            logged.append(line.decode())
            if "ready guilds=" in logged[-1]:
                break
        assert bot.returncode is None, "".join(logged)
        channel = server.world.add_channel(server.world.add_guild())
        guild = server.world.guild_of(channel)
        assert guild
        alice = server.world.add_member(guild, "alice")
        question = server.say(alice, channel, "!thread what is the dragonbear")
        assert "keeps external forces away from CA" in (await server.answer(question)).text
        health = await asyncio.create_subprocess_exec(*container, *as_user, *image.health)
        assert await health.wait() == 0
        os.kill(only_child(bot.pid), signal.SIGTERM)  # as an engine stops a container
        rest = (await bot.stderr.read()).decode()
        assert await bot.wait() == 0, rest
        assert "stopping: no new question is taken" in rest
