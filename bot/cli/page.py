"""Write threads as pages."""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.cli.options import add_knowledge, add_settings_file, settings_in_force
from bot.errors import BotError
from bot.i18n import plural
from bot.knowledge import FolderReader, Thread


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "threads",
        nargs="*",
        metavar="THREAD",
        help="the ids of threads; without, all that every server sees",
    )
    parser.add_argument(
        *("--output", "-o"),
        type=Path,
        default=Path("site"),
        metavar="DIR",
        help="the folder to write to",
    )
    parser.add_argument(
        "--watch", action="store_true", help="write again whenever the threads change"
    )
    add_knowledge(parser)
    add_settings_file(parser)


def page(
    threads: Sequence[str],
    output: Path,
    *,
    watch: bool,
    knowledge: Path | None,
    settings_file: Path | None,
) -> None:
    """Write each thread as a page to read, and an index page."""
    from bot.pages import render_site, write_site  # only this command needs templates

    settings = settings_in_force(knowledge, settings_file)
    reader = FolderReader(settings.knowledge)

    def build() -> None:
        chosen = _chosen(reader.read(), threads)
        write_site(render_site(chosen, settings.site_url, reader.folder_of), output)
        print(f"{output / 'index.html'}: {plural(len(chosen), 'thread')}", flush=True)

    if watch:
        with suppress(asyncio.CancelledError):
            asyncio.run(_build_on_change(settings.knowledge, build))
    else:
        build()


async def _build_on_change(folder: Path, build: Callable[[], None]) -> None:
    """Build now and after each change of the folder; an error is printed, and the watch goes on."""
    from bot.ops.folder_watcher import changes
    from bot.ops.signals import call_at_stop

    watch = asyncio.current_task()
    assert watch is not None
    call_at_stop(watch.cancel)
    async for _ in changes(folder):
        try:
            build()
        except BotError as error:
            print(error, file=sys.stderr, flush=True)


def _chosen(threads: Sequence[Thread], ids: Sequence[str]) -> Sequence[Thread]:
    """The threads of these ids, or all that every server sees.

    Raises BotError where an id is no thread's.
    """
    by_id = {thread.id: thread for thread in threads}
    for id in ids:
        if id not in by_id:
            raise BotError(f'There is no thread "{id}"; there are: {", ".join(by_id)}')
    return [by_id[id] for id in ids] if ids else [one for one in threads if not one.servers]
