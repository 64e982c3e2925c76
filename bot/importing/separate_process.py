"""The other side of ``separate``: read files from standard input, write the thread to its output.

The modules that read formats are loaded before the limits are set, so that the limits are of the
source alone.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bot.errors import BotError, KnowledgeError
from bot.importing.documents import Document, SourceError, uploaded
from bot.importing.limits import memory_limited
from bot.importing.parsed_source import Metadata
from bot.importing.phrasing import plural
from bot.importing.recognition import import_thread
from bot.importing.report import Certainty
from bot.importing.separate import Limits
from bot.knowledge.folder import ENDINGS
from bot.knowledge.thread import Thread
from bot.knowledge.yaml_files import parse_thread

_NICENESS = 10
_OUT_OF_MEMORY = Path("/proc/self/oom_score_adj")
_POSTS_OF_LINE = 500


def main() -> None:
    """Answer one job."""
    job = json.loads(sys.stdin.buffer.readline())
    files = [(name, sys.stdin.buffer.read(size)) for name, size in job["files"]]
    limits = Limits(**job["limits"])
    _set(limits)
    with memory_limited(limits.memory):
        answered = answer(files, job["id"], job["title"], limits)
    sys.stdout.write(answered)


def answer(files: Sequence[tuple[str, bytes]], id: str, title: str | None, limits: Limits) -> str:
    """Return the thread of the files with its report, or what is wrong with them.

    It is JSON, a line for the report and what is around the posts, then one for each few of them:
    while the bot decodes one, nobody is answered.
    """
    try:
        around, posts = _read(files, id, title)
        parts = (posts[at : at + _POSTS_OF_LINE] for at in range(0, len(posts), _POSTS_OF_LINE))
        read = "\n".join(map(json.dumps, (around, *parts)))
        if len(read) > limits.answer:
            raise SourceError(f"{files[0][0]}: {limits.too_long_thread}")
    except MemoryError:
        return json.dumps({"too_large": files[0][0]})
    except BotError as error:
        return json.dumps({"error": str(error)})
    return read


def _set(limits: Limits) -> None:
    """Limit the time, and let the bot's answers go first; nothing is written to a disk.

    Where memory runs short, Linux is to end this process, and not the bot. Windows has no such
    limits.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):  # other systems have no such file
        _OUT_OF_MEMORY.write_text("1000")
    import resource

    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(
    files: Sequence[tuple[str, bytes]], id: str, title: str | None
) -> tuple[dict[str, Any], Sequence[Any]]:
    documents = uploaded(files)
    thread, report = _knowledge_file(documents, id) or _imported(documents, id, title)
    thread = replace(thread, servers=(), title=title or thread.title)
    fields = asdict(thread)
    if _has_nul(fields):
        raise SourceError(
            f"{files[0][0]}: it has NUL characters, which no thread keeps; remove them"
        )
    for computed in ("digest", "size", "character_count", "servers"):
        del fields[computed]
    posts = fields.pop("posts")
    return {"thread": fields, "report": report}, posts


def _has_nul(value: object) -> bool:
    """Return whether a text among these values has a NUL character: PostgreSQL keeps none."""
    match value:
        case str():
            return "\0" in value
        case dict():
            return _has_nul([*value, *value.values()])
        case list() | tuple():
            return any(map(_has_nul, value))
    return False


def _knowledge_file(documents: Sequence[Document], id: str) -> tuple[Thread, list[str]] | None:
    """Return the thread of a file that a bot can read as it is; None for any other source."""
    document, *others = documents
    if others or not document.name.casefold().endswith(ENDINGS):
        return None
    try:
        thread = parse_thread(id, document.content.decode("utf-8-sig"), document.name)
    except (KnowledgeError, UnicodeDecodeError):
        return None
    posts = plural(len(thread.posts), "post")
    return thread, [f"a thread file of this bot: {posts}; {Certainty.MARKED}"]


def _imported(
    documents: Sequence[Document], id: str, title: str | None
) -> tuple[Thread, list[str]]:
    imported = import_thread(documents, id, metadata=Metadata(title=title))
    return imported.thread, [*_without_options(imported.report.lines())]


def _without_options(lines: Iterator[str]) -> Iterator[str]:
    """Leave out of each line what only the command line offers."""
    return (line.partition("; set one with --")[0] for line in lines)


if __name__ == "__main__":
    main()
