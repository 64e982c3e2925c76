"""A site of threads: which files there are, what each holds, and how they are written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering.library import guessed_language
from bot.answering.page_links import POSTS_PER_PAGE, page_name
from bot.knowledge import Thread
from bot.pages.pictures import FOLDER, FolderOf, PagesError, pictures_of
from bot.pages.rendering import GENERATOR, Page, render_index, render_thread
from bot.unfinished import unfinished_folder

INDEX = "index.html"

_PICTURE_NAME = re.compile(r"[0-9a-f]{16}\.[a-z]+")


def render_site(
    threads: Iterable[Thread], site_url: str | None = None, folder_of: FolderOf | None = None
) -> Mapping[str, str | Path]:
    """Render the pages of some threads and their index page: by file name, HTML or a picture.

    ``site_url`` is the address at which the site will be read, for link previews. Pictures that
    are files are shown if their folders are known. Raises PagesError where a picture cannot be
    read, or two pages would have one name.
    """
    files: dict[str, str | Path] = {}
    listed: list[tuple[Thread, str]] = []
    for thread in map(_with_language, threads):
        pictures = pictures_of(thread, folder_of(thread)) if folder_of else {}
        files |= {picture.name: picture.file for picture in pictures.values()}
        names = [page_name(thread, number + 1) for number in range(_page_count(thread))]
        for number, name in enumerate(names):
            if name in files or name == INDEX:
                raise PagesError(
                    f'two pages would be called "{name}"; rename the thread "{thread.id}"'
                )
            page = _page(thread, names, number)
            files[name] = render_thread(thread, page, site_url, INDEX, pictures)
        listed.append((thread, names[0]))
    return {**files, INDEX: render_index(listed, site_url)}  # last, as it leads to all others


def render_served(thread: Thread, number: int) -> str | None:
    """Render a page, from 1, of a thread that is on no site; its pages are called by their numbers.

    Return None where the thread has no such page.
    """
    count = _page_count(thread)
    if not 1 <= number <= count:
        return None
    names = [str(each + 1) for each in range(count)]
    return render_thread(_with_language(thread), _page(thread, names, number - 1), None)


def write_site(files: Mapping[str, str | Path], folder: Path) -> None:
    """Write the files into a folder, each whole or not at all, and remove those of gone threads.

    Only files that this program wrote are replaced or removed. Raises PagesError.
    """
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (folder / name).exists() and not _is_ours(folder / name):
                raise PagesError(
                    f"{folder / name} was not written by this program; move it or choose another "
                    "folder with -o"
                )
        for path in (*folder.glob("*.html"), *(folder / FOLDER).glob("*.*")):
            if path.relative_to(folder).as_posix() not in files and _is_ours(path):
                path.unlink()
        for name, content in files.items():
            if isinstance(content, str):
                _replace(folder / name, content.encode())
            elif not (folder / name).exists():  # its name says what is in it
                _replace(folder / name, content.read_bytes())
    except OSError as error:
        raise PagesError(
            f"{folder} cannot be written ({error.strerror}); choose another folder with -o"
        ) from None


def _with_language(thread: Thread) -> Thread:
    """Return the thread with a guess of its language if it names none; a page says what it is."""
    if thread.language is not None:
        return thread
    return replace(thread, language=thread.guessed_language or guessed_language(thread))


def _page_count(thread: Thread) -> int:
    return -(-len(thread.posts) // POSTS_PER_PAGE)


def _page(thread: Thread, names: Sequence[str], number: int) -> Page:
    first = number * POSTS_PER_PAGE
    return Page(number, names, thread.posts[first : first + POSTS_PER_PAGE])


def _is_ours(path: Path) -> bool:
    if path.parent.name == FOLDER:
        return _PICTURE_NAME.fullmatch(path.name) is not None
    with path.open(encoding="utf-8", errors="replace") as file:
        return GENERATOR in file.read(4096)


def _replace(path: Path, content: bytes) -> None:
    with unfinished_folder(path.parent, "page") as folder:
        written = folder / path.name
        written.write_bytes(content)
        written.chmod(0o644)
        written.replace(path)
