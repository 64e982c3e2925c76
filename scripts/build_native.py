"""Compile the native part of the search: python scripts/build_native.py -o FILE.

hatchling calls it as well, whenever it builds a wheel or an editable install: with the machine's C
compiler if there is one.  Without one the wheel is pure Python, and the search runs on NumPy.
"""

from __future__ import annotations

import argparse
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

ROOT = Path(__file__).parents[1]
FOLDER = Path("bot/search/native")
EXTENSIONS = {"win32": ".dll", "darwin": ".dylib"}
library_name = runpy.run_path(str(ROOT / FOLDER / "naming.py"))["library_name"]

FLAGS = (
    *("-shared", "-std=c11", "-O2", "-fvisibility=hidden"),
    "-ffp-contract=off",  # the same scores on every processor
    *("-Wall", "-Wextra", "-Werror"),
)
ZIG_FLAGS = (
    "-mcpu=baseline",  # for every processor of the kind, not only for the one that compiles
    "-s",
)

#: zig's targets of the wheels, with the platform tag of each.
TARGETS = {
    "x86_64-linux-gnu.2.28": "manylinux_2_28_x86_64",
    "aarch64-linux-gnu.2.28": "manylinux_2_28_aarch64",
    "x86_64-linux-musl": "musllinux_1_2_x86_64",
    "aarch64-linux-musl": "musllinux_1_2_aarch64",
    "x86_64-macos.11.0": "macosx_11_0_x86_64",
    "aarch64-macos.11.0": "macosx_11_0_arm64",
    "x86_64-windows-gnu": "win_amd64",
    "aarch64-windows-gnu": "win_arm64",
}


def compile_library(output: Path, compiler: str, target: str | None = None) -> bool:
    """Compile the library with `cc` or `zig`, and return whether that succeeded."""
    sources = sorted(str(path) for path in (ROOT / FOLDER).glob("*.c"))
    command = _command(compiler, target)
    if command is None or not sources:
        return False
    with TemporaryDirectory() as cache:
        caches = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
        math = () if "windows" in (target or sys.platform) or sys.platform == "win32" else ("-lm",)
        done = subprocess.run(
            [*command, *FLAGS, "-o", str(output), *sources, *math],
            env=os.environ | caches,
            check=False,
        )
    return done.returncode == 0


def _command(compiler: str, target: str | None) -> Sequence[str] | None:
    """Return how the compiler is called, or None where there is none."""
    if compiler == "zig":
        choice = ("-target", target) if target else ()
        position = () if target and "windows" in target else ("-fPIC",)
        return (sys.executable, "-m", "ziglang", "cc", *choice, *ZIG_FLAGS, *position)
    found = shutil.which(os.environ.get("CC", "cc"))
    return None if found is None else (found, "-fPIC")


class NativeBuildHook(BuildHookInterface[Any]):
    """Compiles the library before hatchling makes a wheel or an editable install.

    NATIVE_TARGET, one of TARGETS, makes a wheel for another system, with zig.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the wheel for the systems that run it."""
        target = os.environ.get("NATIVE_TARGET")
        library = FOLDER / library_name(_extension(target))
        compiler = "zig" if target else "cc"
        if not compile_library(Path(self.root) / library, compiler, target):
            if target:
                self.app.abort(f"the native search does not compile for {target}; see above")
            return
        build_data["artifacts"].append(str(library))
        build_data["pure_python"] = False
        platform = TARGETS[target] if target else next(platform_tags())
        build_data["tag"] = f"py3-none-{platform}"


def _extension(target: str | None) -> str:
    if target is None:
        return EXTENSIONS.get(sys.platform, ".so")
    return ".dll" if "windows" in target else ".dylib" if "macos" in target else ".so"


def main() -> int:
    """Compile the library as the command line says."""
    parser = argparse.ArgumentParser(description="Compile the native part of the search.")
    parser.add_argument("--compiler", choices=("cc", "zig"), default="cc")
    parser.add_argument("--target", choices=sorted(TARGETS), help="for zig: another system")
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / FOLDER / library_name(_extension(None))
    )
    options = parser.parse_args()
    if options.target and options.compiler != "zig":
        parser.error("--target needs --compiler zig")
    if compile_library(options.output, options.compiler, options.target):
        return 0
    print("the native search was not compiled; the search runs on NumPy", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
