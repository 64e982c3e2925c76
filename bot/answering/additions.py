"""Answers about the threads of a server's own: what was read, kept, changed and refused."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.answering.answer import Answer, Choice, File, Kind, Quote, cut
from bot.answering.reports import MAX_LISTED, named
from bot.answering.server_threads import CeilingError
from bot.errors import BotError
from bot.i18n import Sentence, plural, sentence
from bot.knowledge import Thread, format_thread

SHOWN_POSTS = 3
"""The first posts that the report of an import shows."""

QUOTE_LENGTH = 300
"""Characters of each of them."""

MAX_LINES, LINE_LENGTH = 8, 160
"""The most lines of an import's report that are shown, and the most characters of each."""

ID_LENGTH = 32
"""The most characters of an id that is made for a thread."""

_NOT_OF_IDS = re.compile("(?:[^\\w-]|[\U00010000-\U0010ffff])+")


def new_id(name: str, used: Collection[str]) -> str:
    """Make the id of a thread from its title or its file's name, unlike those that are used."""
    words = _NOT_OF_IDS.sub("-", unicodedata.normalize("NFC", name).casefold()).strip("-_")
    id = first = words[:ID_LENGTH].rstrip("-") or "thread"
    count = 1
    taken = {one.casefold() for one in used}
    while id in taken:
        count += 1
        id = f"{first}-{count}"
    return id


def imported(thread: Thread, report: Iterable[str], keep: str, discard: str) -> Answer:
    """Report an import with its first posts, and let the reader keep or discard the thread.

    ``keep`` and ``discard`` are the actions of the two choices.
    """
    lines = list(report)
    shown = [sentence("import_line", line=_line(one)) for one in lines[:MAX_LINES]]
    if len(lines) > MAX_LINES:
        shown.append(sentence("more", count=len(lines) - MAX_LINES))
    quotes = (Quote.of(thread, post, QUOTE_LENGTH) for post in thread.posts[:SHOWN_POSTS])
    choices = Choice(sentence("button_keep"), keep), Choice(sentence("button_discard"), discard)
    return Answer(
        Kind.POSTS,
        (named(thread), *shown, sentence("import_keep")),
        tuple(quotes),
        choices=choices,
        file=file_of(thread),
    )


def exported(thread: Thread) -> Answer:
    """Give the thread's file."""
    return replace(note("exported", title=thread.title), file=file_of(thread))


def removed(thread: Thread) -> Answer:
    """Say that a thread is gone, and give its file, from which it can be added again."""
    return replace(note("removed", title=thread.title), file=file_of(thread))


def file_of(thread: Thread) -> File:
    """Return the knowledge file of a thread, with the same bytes as the importer writes."""
    ascii_id = thread.id.encode("ascii", "ignore").decode() or "thread"
    return File(f"{ascii_id}.yaml", format_thread(replace(thread, servers=())).encode())


def refused(error: BotError) -> Answer:
    """Say why a thread of a server's own cannot be added or changed."""
    if isinstance(error, CeilingError):
        return Answer.refused(sentence(error.name, limit=_counted(error), has=error.has))
    return Answer.refused(sentence("import_failed", reason=_line(str(error), 4 * LINE_LENGTH)))


def which_own(threads: Collection[Thread]) -> Answer:
    """Ask which of the server's own threads is meant; say so where it has none."""
    if not threads:
        return Answer.refused(sentence("no_own_threads"))
    some = list(threads)[:MAX_LISTED]
    return Answer.refused(sentence("which_own"), *map(named, some))


def _counted(error: CeilingError) -> Sentence | int:
    match error.name:
        case "ceiling_threads":
            return plural(error.limit, "thread")
        case "ceiling_posts":
            return plural(error.limit, "post")
    return error.limit


def _line(text: str, limit: int = LINE_LENGTH) -> str:
    words = " ".join(text.split())
    return words if len(words) <= limit else f"{words[:limit].rstrip()}…"


def note(name: str, **values: object) -> Answer:
    """Say in a sentence what was done; texts in it are cut to what a sentence can take."""
    short = {key: cut(one) if isinstance(one, str) else one for key, one in values.items()}
    return Answer.info(sentence(name, **short))
