"""Write threads as pages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Knowledge, SettingsFile, settings_in_force
from bot.errors import BotError
from bot.i18n import plural
from bot.knowledge import Thread, read_folder


def page(
    threads: Annotated[
        list[str] | None, typer.Argument(help="The ids of threads; without, all.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write to.", metavar="DIR")
    ] = Path("site"),
    knowledge: Knowledge = None,
    settings_file: SettingsFile = None,
) -> None:
    """Write each thread as a page to read, and an index page."""
    from bot.pages import render_site, write_site  # only this command needs templates

    settings = settings_in_force(knowledge, settings_file)
    chosen = _chosen(read_folder(settings.knowledge), threads or [])
    files = render_site(chosen, settings.site_url)
    write_site(files, output)
    print(f"{output / 'index.html'}: {plural(len(chosen), 'thread')}")


def _chosen(threads: Sequence[Thread], ids: Sequence[str]) -> list[Thread]:
    """The threads of these ids, or all; raises BotError where an id is no thread's."""
    by_id = {thread.id: thread for thread in threads}
    for id in ids:
        if id not in by_id:
            raise BotError(f'there is no thread "{id}"; there are: {", ".join(by_id)}')
    return [by_id[id] for id in ids] if ids else list(threads)
