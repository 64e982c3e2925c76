"""What people get who keep their threads where links lead to, with ``watch: true``."""

import asyncio
import mmap
import os
import resource
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.knowledge import read_folder
from bot.ops.folder_watcher import AT_MOST, changes

DEADLINE = 60


def write(file: Path, title: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"title: {title}\nposts:\n- number: 1\n  text: a\n")


def replace(file: Path, title: str) -> None:
    """Write as careful editors do: another file, which takes the place of the first."""
    write(draft := file.with_suffix(".draft"), title)
    draft.replace(file)


def turn(link: Path, target: Path | str) -> None:
    """Let a link lead elsewhere, in one step."""
    (new := link.with_name("..new")).symlink_to(target)
    new.replace(link)


def config_map(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A volume as Kubernetes mounts it; each update replaces one link to a folder of all files."""
    mount = place / "mount"

    def update(title: str) -> None:
        write(mount / f"..{title}" / "t.yaml", title)
        turn(mount / "..data", f"..{title}")
        for old in mount.glob("..*"):
            if old.name not in ("..data", f"..{title}"):
                shutil.rmtree(old)

    update("first")
    (mount / "t.yaml").symlink_to("..data/t.yaml")
    return mount, update


def file_link(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A file that is a link to another, by way of a third, edited where it is."""
    folder, file = place / "knowledge", place / "elsewhere" / "t.txt"
    write(file, "first")
    folder.mkdir()
    (place / "between").symlink_to(file)
    (folder / "t.yaml").symlink_to("../between")
    return folder, lambda title: write(file, title)


def replaced_file(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A file that is a link to another, which an editor replaces."""
    folder, _ = file_link(place)
    return folder, lambda title: replace(place / "elsewhere" / "t.txt", title)


def folder_above(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder in a folder that is a link, which each release turns to another."""

    def release(title: str) -> None:
        write(place / title / "threads" / "t.yaml", title)
        turn(place / "current", title)

    release("first")
    return place / "current" / "threads", release


def folder_itself(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder that is a link, turned to another."""

    def release(title: str) -> None:
        write(place / title / "t.yaml", title)
        turn(place / "threads", place / title)

    release("first")
    return place / "threads", release


def moved_folder(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder in a folder whose name each release gives to another."""
    site = place / "site"

    def release(title: str) -> None:
        write(place / title / "threads" / "t.yaml", title)
        if site.exists():
            site.rename(place / f"before {title}")
        (place / title).rename(site)

    release("first")
    return site / "threads", release


def moved_and_back(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder in one that is moved away and back at once, with a link to a folder beside both."""
    site = place / "site"
    (place / "more").mkdir()
    write(site / "threads" / "t.yaml", "first")
    (site / "threads" / "more").symlink_to(place / "more")

    def move(title: str) -> None:
        site.rename(place / "away").rename(site)
        write(site / "threads" / "t.yaml", title)

    return site / "threads", move


def new_folders(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder whose threads are moved from one folder inside it to another."""
    folder = place / "knowledge"

    def move(title: str) -> None:
        for old in folder.iterdir():
            shutil.rmtree(old)
        write(folder / title / "T.YAML", title)

    folder.mkdir()
    move("first")
    return folder, move


def gone_and_back(place: Path) -> tuple[Path, Callable[[str], None]]:
    """A folder that is removed and made again."""
    folder = place / "knowledge"

    def again(title: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        write(folder / "t.yaml", title)

    again("first")
    return folder, again


@pytest.mark.parametrize(
    "made",
    [
        config_map,
        file_link,
        replaced_file,
        folder_above,
        folder_itself,
        moved_folder,
        moved_and_back,
        new_folders,
        gone_and_back,
    ],
)
async def test_what_the_names_lead_to_is_watched(
    tmp_path: Path, made: Callable[[Path], tuple[Path, Callable[[str], None]]]
) -> None:
    """Each change is noticed, and the one after it, by whatever links the threads are reached."""
    folder, change = made(tmp_path)
    async with aclosing(changes(folder, between=10 * AT_MOST)) as noticed:
        await until_read(noticed, folder, "first")
        for title in ("second", "third"):
            change(title)
            await until_read(noticed, folder, title)


@pytest.mark.parametrize("made", [config_map, file_link, folder_itself])
@pytest.mark.parametrize("name", [".thread.yaml.swp", "bot.log"])
async def test_what_matters_is_noticed_beside_what_changes_on_and_on(
    tmp_path: Path, made: Callable[[Path], tuple[Path, Callable[[str], None]]], name: str
) -> None:
    """A hidden file or a log that is written all the time keeps no change of a thread back."""
    folder, change = made(tmp_path)

    async def write_on_and_on() -> None:
        while True:
            folder.with_name(name).write_text("more")
            (folder / name).write_text("more")
            await asyncio.sleep(0.01)

    async with aclosing(changes(folder)) as noticed, asyncio.timeout(20):
        writer = asyncio.create_task(write_on_and_on())
        await until_read(noticed, folder, "first")
        for title in ("second", "third"):
            change(title)
            await until_read(noticed, folder, title)
        writer.cancel()


async def test_names_that_are_no_utf8_do_not_end_the_watch(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file of such a name is read and those beside it go on; a folder of one is named."""
    folder = tmp_path / "knowledge"
    write(folder / "t.yaml", "first")
    async with aclosing(changes(folder)) as noticed:
        await until_read(noticed, folder, "first")
        (odd := folder / os.fsdecode(b"\xff.yaml")).write_bytes(b"title: ")
        write(folder / "t.yaml", "second")
        odd.unlink()
        await until_read(noticed, folder, "second")
        (folder / os.fsdecode(b"\xff")).mkdir()
        write(folder / "t.yaml", "third")
        await until_read(noticed, folder, "third")
    assert r"\xff is not watched, for its name is no UTF-8; rename it" in caplog.text


async def test_without_a_watch_the_folder_is_read_now_and_then(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the system has no more watches, the log says so, until there are some again."""
    write(tmp_path / "t.yaml", "first")
    async with aclosing(changes(tmp_path)) as noticed:
        with no_more_files():
            await anext(noticed)
        assert "is not watched (Error creating recommended watcher: Too many" in caplog.text
        for title in ("second", "third"):
            write(tmp_path / "t.yaml", title)
            await until_read(noticed, tmp_path, title)


async def test_a_change_that_no_watch_tells_of_is_noticed(tmp_path: Path) -> None:
    """As on a network's file system that another machine writes to."""
    write(file := tmp_path / "t.yaml", "first")
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as content:
        async with aclosing(changes(tmp_path, between=1_000)) as noticed:
            await until_read(noticed, tmp_path, "first")
            for title in (b"other", b"third"):
                content[:12] = b"title: " + title
                content.flush()
                await until_read(noticed, tmp_path, title.decode())


async def test_a_file_that_is_edited_under_another_name_is_noticed_within_seconds(
    tmp_path: Path,
) -> None:
    """A hard link to it, or where it is mounted from as Docker mounts a file: no watch tells."""
    folder, other = tmp_path / "knowledge", tmp_path / "t.txt"
    write(folder / "t.yaml", "first")
    other.hardlink_to(folder / "t.yaml")
    async with aclosing(changes(folder)) as noticed, asyncio.timeout(20):
        await until_read(noticed, folder, "first")
        write(other, "second")
        await until_read(noticed, folder, "second")


@contextmanager
def no_more_files() -> Iterator[None]:
    """Be at the limit of open files, to which watches count."""
    os.close(free := os.dup(0))
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


async def test_a_folder_may_be_missing_at_first(tmp_path: Path) -> None:
    """A folder that is made later, with the folders above it, is noticed when it is there."""
    folder = tmp_path / "not" / "yet" / "threads"
    async with aclosing(changes(folder)) as noticed:
        await anext(noticed)
        write(folder / "t.yaml", "first")
        await until_read(noticed, folder, "first")


async def test_a_folder_may_be_in_one_that_cannot_be_read(tmp_path: Path) -> None:
    """Such as someone else's home, which a service may pass through and no more."""
    write(tmp_path / "t.yaml", "first")
    async with aclosing(changes(tmp_path)) as noticed:
        await anext(noticed)  # by now all modules are loaded
    with as_nobody(), unreadable_folder() as place:
        folder = place / "threads"
        write(folder / "t.yaml", "first")
        async with aclosing(changes(folder)) as noticed:
            await until_read(noticed, folder, "first")
            replace(folder / "t.yaml", "second")
            await until_read(noticed, folder, "second")


@contextmanager
def unreadable_folder() -> Iterator[Path]:
    """A folder that its owner may not read."""
    with TemporaryDirectory() as name:  # tmp_path is in a folder of one user
        folder = Path(name)
        folder.chmod(0o300)
        try:
            yield folder
        finally:
            folder.chmod(0o700)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Have the rights of a user without any, where root would have all."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


async def until_read(noticed: AsyncIterator[None], folder: Path, title: str) -> None:
    """Wait for the notice after which the folder has the thread of that title."""
    async with asyncio.timeout(DEADLINE):
        while True:
            await anext(noticed)
            if titles(folder) == [title]:
                return


def titles(folder: Path) -> list[str]:
    """The titles of the threads; none where the folder is missing."""
    return [thread.title for thread in read_folder(folder)] if folder.is_dir() else []
