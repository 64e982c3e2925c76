"""Importing a thread: the format is told by the content, read, and made a thread."""

from dataclasses import dataclass

from bot.importing.assembly import assembled, thread_of
from bot.importing.documents import Documents, ImportFault
from bot.importing.formats import (
    bluesky,
    discord_export,
    mastodon,
    own_yaml,
    pasted_text,
    slack,
    table,
    web_page,
    x_archive,
)
from bot.importing.parsed_source import Dropped, Format, ImportOptions, Metadata
from bot.knowledge.thread import Thread

_FORMATS = (
    x_archive.FORMAT,
    discord_export.FORMAT,
    slack.FORMAT,
    mastodon.FORMAT,
    bluesky.FORMAT,
    web_page.FORMAT,
    own_yaml.FORMAT,
    *table.FORMATS,
    *pasted_text.FORMATS,  # last, because any text can be one
)

FORMATS = ("auto", *(format.name for format in _FORMATS))
"""The names that ``--format`` takes."""

_NO_CHOICE = ImportOptions()
_NO_FACTS = Metadata()


@dataclass(frozen=True, slots=True)
class Imported:
    """A thread made of a source, and what to tell the person about it.

    ``format`` says what the source was recognised as.
    """

    thread: Thread
    format: str
    dropped: tuple[Dropped, ...]
    warnings: tuple[str, ...]


def import_thread(
    documents: Documents,
    id: str,
    *,
    format: str = "auto",
    choice: ImportOptions = _NO_CHOICE,
    facts: Metadata = _NO_FACTS,
) -> Imported:
    """The thread that the documents hold.

    ``facts`` are the person's own and go before the source's. Nothing that neither knows is
    invented; only a title is made of the first words. Raises ImportFault with the place and the
    remedy.
    """
    told = _format(documents, format)
    if choice.root is not None and not told.roots:
        raise documents[0].fault("one post follows another in it; import it without --root")
    reading = assembled(told.read(documents, choice), only_author=choice.only_author)
    thread = thread_of(id, reading, facts)
    warnings = reading.warnings
    if not (facts.title or reading.facts.title):
        warnings += ("the source has no title, so the first words stand for it; give one: --title",)
    return Imported(thread, reading.recognised, reading.dropped, warnings)


def _format(documents: Documents, name: str) -> Format:
    for format in _FORMATS:
        if name == format.name or (name == "auto" and format.recognises(documents)):
            return format
    if name != "auto":
        raise ImportFault(f'"{name}" is no format; choose one of {", ".join(FORMATS)}')
    raise documents[0].fault("this JSON is of no known format; choose the format it should be")
