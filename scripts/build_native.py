"""Compiles the search's kernel beside its source, whenever hatchling builds a wheel.

The compiler is the package ziglang, so that no other is needed: https://ziglang.org.
"""

import os
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

SOURCE = "bot/search/kernel.c"
LIBRARY = "bot/search/libkernel.so"

_FLAGS = (
    *("-shared", "-fPIC", "-std=c11", "-O2", "-s"),
    "-mcpu=baseline",  # for every processor of the kind, not only for the one that compiles
    "-ffp-contract=off",  # the same scores on every processor
    *("-Wall", "-Wextra", "-Werror", "-Wl,-z,defs"),
    *("-nostdlib", "-lc", "-lm"),  # zig's own run-time library takes six seconds to compile
)


class KernelCompiler(BuildHookInterface[Any]):
    """Hatchling calls it before it makes a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernel, and name the wheel for the systems on which it runs."""
        target, platform = _target()
        self._compile(target)
        build_data["artifacts"].append(LIBRARY)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"

    def _compile(self, target: str) -> None:
        compiler = (sys.executable, "-m", "ziglang", "cc", "-target", target)
        with TemporaryDirectory() as cache:
            caches = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
            done = subprocess.run(
                (*compiler, *_FLAGS, "-o", LIBRARY, SOURCE),
                cwd=self.root,
                env=os.environ | caches,
                check=False,
            )
        if done.returncode:
            self.app.abort(f"{SOURCE} does not compile; the compiler, ziglang, says why above")


def _target() -> tuple[str, str]:
    """What to compile for, as zig names it and as wheels do."""
    # Not for the glibc that happens to be here, but for one as old as numpy's wheels take.
    for tag in platform_tags():
        if tag.startswith("manylinux_2_28_"):
            return "native-linux-gnu.2.28", tag
    return "native", next(platform_tags())
