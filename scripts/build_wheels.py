"""Build in dist/ the source archive, a wheel for each system, and one for all others.

The wheels are built from the source archive: each in a folder of its own, so that none carries a
library of another system.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from build_native import TARGETS

ROOT = Path(__file__).parents[1]


def build(kind: str, folder: Path, output: Path, **environment: str) -> None:
    """Build a source archive or a wheel of the sources in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(output)]
    subprocess.run(command, cwd=folder, env=os.environ | environment, check=True)


def build_wheel(archive: Path, **environment: str) -> None:
    """Build a wheel of a source archive, beside it."""
    with TemporaryDirectory() as folder:
        shutil.unpack_archive(archive, folder)
        (sources,) = Path(folder).iterdir()
        build("wheel", sources, archive.parent, **environment)


def main() -> None:
    """Build everything that a release publishes, or the wheels of some targets only."""
    parser = argparse.ArgumentParser(description="Build the source archive and the wheels.")
    parser.add_argument("targets", nargs="*", help="of which to build wheels; all by default")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist")
    options = parser.parse_args()
    shutil.rmtree(options.output, ignore_errors=True)
    build("sdist", ROOT, options.output)
    (archive,) = options.output.glob("*.tar.gz")
    if not options.targets:
        build_wheel(archive, CC="no-compiler")  # without native code: any system
    for target in options.targets or TARGETS:
        build_wheel(archive, NATIVE_TARGET=target)


if __name__ == "__main__":
    main()
