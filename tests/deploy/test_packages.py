"""The wheel and the source archive, used where the repository is not."""

import importlib.util
import os
import platform
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a wheel that was built from the source archive."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", folder], check=True)
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    subprocess.run([*build, "-t", "wheel"], cwd=unpacked, check=True, capture_output=True)
    return folder


def thread_bot(python: Path, folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run ``thread-bot`` in a folder; its exit code and all that it prints."""
    done = subprocess.run(
        [str(python), "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"]} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_the_wheel_is_whole(built: Path, tmp_path: Path) -> None:
    """A wheel that was built from the source archive answers from the thread that it carries."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    (share,) = tmp_path.glob("*.data/data/share/thread-bot")
    assert {each.name for each in share.iterdir()} == {
        "bot.yaml",
        "knowledge",
        "thread-bot.service",
    }
    dependencies = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    base = Path(sys.executable).resolve()  # without the environment, in which the repository is
    paths = {"PYTHONPATH": f"{tmp_path}:{dependencies}"}
    code, said = thread_bot(base, share, "ask", "what is the dragonbear", **paths)
    assert (code, "keeps external forces away from CA" in said) == (0, True), said


def test_the_wheel_needs_no_compiler(built: Path, tmp_path: Path) -> None:
    """The wheel brings the native search compiled, and its name says on which systems it runs."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    code = "from bot.search import native; assert native.load() is not None, native.__file__"
    dependencies = next(path for path in sys.path if path.endswith("site-packages"))
    base = Path(sys.executable).resolve()  # without the environment, in which the repository is
    paths = {"PYTHONPATH": f"{tmp_path}:{dependencies}"}
    subprocess.run([base, "-c", code], cwd=tmp_path, env=paths, check=True)
    (tag,) = parse_wheel_filename(wheel.name)[-1]
    assert (tag.interpreter, tag.abi) == ("py3", "none")
    assert tag.platform != "any"
    assert tag in set(sys_tags())


def test_without_a_compiler_the_search_runs_on_numpy(built: Path, tmp_path: Path) -> None:
    """Where no C compiler is, the wheel is pure Python, builds all the same, and answers."""
    (archive,) = built.glob("*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", tmp_path], check=True)
    (unpacked,) = tmp_path.iterdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    environment = os.environ | {"CC": "no-such-compiler"}
    subprocess.run(build, cwd=unpacked, env=environment, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as opened:
        assert not [name for name in opened.namelist() if "libsearch" in name]
        opened.extractall(tmp_path / "wheel")
    dependencies = next(path for path in sys.path if path.endswith("site-packages"))
    base = Path(sys.executable).resolve()
    paths = {"PYTHONPATH": f"{tmp_path / 'wheel'}:{dependencies}"}
    code, said = thread_bot(base, unpacked, "ask", "what is the dragonbear", **paths)
    assert (code, "keeps external forces away from CA" in said) == (0, True), said


@pytest.mark.skipif(not importlib.util.find_spec("ziglang"), reason="needs ziglang")
def test_a_wheel_for_linux_runs_where_no_compiler_is(tmp_path: Path) -> None:
    """A wheel of a release brings the native search to a Linux without a compiler."""
    target = f"{platform.machine()}-linux-gnu.2.28"
    build = [sys.executable, ROOT / "scripts/build_wheels.py", target, "-o", tmp_path / "dist"]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("dist/*.whl")
    (tag,) = parse_wheel_filename(wheel.name)[-1]
    assert tag in set(sys_tags())
    install = [Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--offline"]
    install += ["--no-deps", "--target", tmp_path / "installed", wheel]
    subprocess.run(install, env={"PATH": "", "HOME": str(tmp_path)}, check=True)
    dependencies = next(path for path in sys.path if path.endswith("site-packages"))
    base = Path(sys.executable).resolve()
    environment = {"PATH": "", "PYTHONPATH": f"{tmp_path / 'installed'}:{dependencies}"}
    code = "from bot.search import native; assert native.load() is not None, native.__file__"
    subprocess.run([base, "-c", code], cwd=tmp_path, env=environment, check=True)
    share = tmp_path / "installed/share/thread-bot"
    code, said = thread_bot(base, share, "ask", "what is the dragonbear", **environment)
    assert (code, "keeps external forces away from CA" in said) == (0, True), said


def test_the_source_archive_is_source(built: Path) -> None:
    """The source archive holds nothing compiled: people run what they compiled themselves."""
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {Path(name).name for name in opened.getnames()}
    assert "search.h" in names
    assert not [name for name in names if name.startswith("libsearch.")]


def test_a_library_of_older_sources_is_not_loaded(tmp_path: Path) -> None:
    """After an upgrade of the sources alone, the library of the old ones has another name."""
    native = tmp_path / "native"
    shutil.copytree(ROOT / "bot/search/native", native)
    before = runpy.run_path(str(native / "naming.py"))["library_name"](".so")
    with (native / "search.h").open("a") as header:
        header.write("// changed\n")
    after = runpy.run_path(str(native / "naming.py"))["library_name"](".so")
    assert before != after


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """An installed bot that starts where no threads are says what is missing."""
    code, said = thread_bot(Path(sys.executable), tmp_path, "run")
    assert code == 1
    assert said == "knowledge:1:1: the folder is not there; make it, or name another\n"


@pytest.mark.long
def test_the_wheel_in_a_clean_environment(built: Path, tmp_path: Path) -> None:
    """With the locked dependencies alone, as they are installed from their hashes, it answers."""
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean/bin/python"
    (wheel,) = built.glob("*.whl")
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    locked = ["--require-hashes", "--requirement", str(ROOT / "requirements.txt")]
    subprocess.run([*pip, *locked], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    share = tmp_path / "clean/share/thread-bot"
    code, said = thread_bot(python, share, "ask", "what is the dragonbear")
    assert (code, "keeps external forces away from CA" in said) == (0, True), said
    code, said = thread_bot(python, share, "--help")
    commands = set(re.findall(r"^    (\w+)", said, re.MULTILINE))
    assert {"run", "settings", "health"} <= commands
