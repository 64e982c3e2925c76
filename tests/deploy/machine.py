"""A fresh Debian with systemd as its first process, in a folder."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

NEEDED = ("debootstrap", "nsenter", "systemd-nspawn", "unshare")
BOOTING = "systemd,systemd-sysv,dbus,ca-certificates"
"""The packages of a Debian that boots."""

_PIP_NEEDS = ("etc/ssl/certs", "etc/pip.conf", "opt/*")
"""Where the machine that runs the tests may keep what pip is configured with on it."""

_BOOT = 'mount --make-rprivate / && mount -t tmpfs tmpfs /run && exec systemd-nspawn "$@"'


class Machine:
    """A booted Debian on which commands are run as root; it shares the network of its host."""

    def __init__(self, root: Path, first_process: int) -> None:
        self.root = root
        self._first_process = first_process

    async def run(self, command: str, stdin: str = "") -> str:
        """Run shell commands, of which each has to succeed; what they print."""
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        process = await asyncio.create_subprocess_exec(
            *("nsenter", "--target", str(self._first_process), "--all"),
            *("/bin/sh", "-e", "-c", f"cd /source\n{command}"),
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
            | pip,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate(stdin.encode())
        assert process.returncode == 0, (
            f"{command}\nended with {process.returncode}:\n{said.decode()}"
        )
        return said.decode()


def debian(root: Path, packages: str) -> None:
    """Install Debian into a folder: what it needs at least, and these packages."""
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def copy_root(root: Path, target: Path) -> None:
    """Copy a file system, devices and all."""
    subprocess.run(["cp", "--archive", root, target], check=True)


@asynccontextmanager
async def booted(root: Path) -> AsyncIterator[Machine]:
    """Boot the Debian in a folder; it is switched off at the end."""
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", "sh", "-c", _BOOT, "sh"),
        *("--quiet", "--register=no", "--keep-unit", "--boot", f"--directory={root}", *binds()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    booting: list[str] = []
    async for line in process.stdout:
        booting.append(line.decode(errors="replace"))
        if "Multi-User System" in booting[-1]:
            break
    else:
        raise AssertionError("".join(booting))
    draining = asyncio.create_task(process.stdout.read())
    try:
        yield Machine(root, only_child(process.pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await draining
        await process.wait()


def binds() -> list[str]:
    """Return the options of systemd-nspawn that show pip's configuration inside."""
    return [f"--bind-ro={place}" for needed in _PIP_NEEDS for place in Path("/").glob(needed)]


def only_child(pid: int) -> int:
    """The first process inside, as systemd-nspawn's only child."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
