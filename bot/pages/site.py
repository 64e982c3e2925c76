"""A site of threads: which files there are, what each holds, and how they are written."""

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.answering.page_links import POSTS_PER_PAGE, page_name
from bot.errors import BotError
from bot.knowledge import Thread
from bot.pages.rendering import GENERATOR, Page, render_index, render_thread

INDEX = "index.html"


class PagesError(BotError):
    """Pages that cannot be written; says which and what to do."""


def render_site(threads: Iterable[Thread], site_url: str | None = None) -> Mapping[str, str]:
    """Render the pages of some threads and their index page: HTML by file name.

    ``site_url`` is the address at which the site will be read, for link previews. Raises PagesError
    where two pages would have one name.
    """
    files: dict[str, str] = {}
    listed: list[tuple[Thread, str]] = []
    for thread in threads:
        names = [page_name(thread, number + 1) for number in range(_page_count(thread))]
        for number, name in enumerate(names):
            if name in files or name == INDEX:
                raise PagesError(
                    f'two pages would be called "{name}"; rename the thread "{thread.id}"'
                )
            files[name] = render_thread(thread, _page(thread, names, number), site_url, INDEX)
        listed.append((thread, names[0]))
    return {INDEX: render_index(listed, site_url), **files}


def render_served(thread: Thread, number: int) -> str | None:
    """Render a page, from 1, of a thread that is on no site; its pages are called by their numbers.

    Return None where the thread has no such page.
    """
    count = _page_count(thread)
    if not 1 <= number <= count:
        return None
    names = [str(each + 1) for each in range(count)]
    return render_thread(thread, _page(thread, names, number - 1), None)


def write_site(files: Mapping[str, str], folder: Path) -> None:
    """Write the pages into a folder, each whole or not at all, and remove pages of gone threads.

    Only files that this program wrote are replaced or removed. Raises PagesError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).exists() and not _is_ours(folder / name):
                raise PagesError(
                    f"{folder / name} was not written by this program; move it or choose another "
                    "folder with -o"
                )
        for path in folder.glob("*.html"):
            if path.name not in files and _is_ours(path):
                path.unlink()
        for name, html in files.items():
            _replace(folder / name, html)
    except OSError as error:
        raise PagesError(
            f"{folder} cannot be written ({error.strerror}); choose another folder with -o"
        ) from None


def _page_count(thread: Thread) -> int:
    return -(-len(thread.posts) // POSTS_PER_PAGE)


def _page(thread: Thread, names: Sequence[str], number: int) -> Page:
    first = number * POSTS_PER_PAGE
    return Page(number, names, thread.posts[first : first + POSTS_PER_PAGE])


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return GENERATOR in file.read(4096)


def _replace(path: Path, html: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(html)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
