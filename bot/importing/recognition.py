"""Importing a thread: recognise the format by the content, read it, read, and made a thread."""

from dataclasses import dataclass

from bot.importing.assembly import assembled, thread_of
from bot.importing.documents import Documents, SourceError
from bot.importing.formats import (
    bluesky,
    discord_export,
    hacker_news,
    mastodon,
    own_yaml,
    pasted_text,
    reddit,
    slack,
    table,
    telegram,
    web_page,
    x_api,
    x_archive,
)
from bot.importing.parsed_source import Format, ImportOptions, Metadata
from bot.importing.report import Report
from bot.knowledge.thread import Thread

_FORMATS = (
    x_archive.FORMAT,
    discord_export.FORMAT,
    slack.FORMAT,
    telegram.FORMAT,
    mastodon.FORMAT,
    bluesky.FORMAT,
    reddit.FORMAT,
    hacker_news.FORMAT,
    x_api.FORMAT,
    web_page.FORMAT,
    own_yaml.FORMAT,
    *table.FORMATS,
    *pasted_text.FORMATS,  # last, because any text can be one
)

FORMATS = ("auto", *(format.name for format in _FORMATS))
"""The names that ``--format`` takes."""

_NO_OPTIONS = ImportOptions()
_NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class Imported:
    """A thread made of a source, and the report on how that went."""

    thread: Thread
    report: Report


def import_thread(
    documents: Documents,
    id: str,
    *,
    format: str = "auto",
    options: ImportOptions = _NO_OPTIONS,
    metadata: Metadata = _NO_METADATA,
) -> Imported:
    """Return the thread that the documents hold, with its report.

    ``metadata`` is the person's own and overrides the source's. Nothing unknown is invented; only
    a missing title is made of the first words. Raises SourceError with the place and the remedy.
    """
    chosen = _format(documents, format)
    if options.root is not None and not chosen.roots:
        raise documents[0].error("one post follows another in it; import it without --root")
    source = assembled(
        chosen.read(documents, options), only_author=options.only_author, in_order=chosen.roots
    )
    thread = thread_of(id, source, metadata)
    notes = source.warnings
    if not (metadata.title or source.metadata.title):
        notes += (
            "the source has no title, so the first words are the title; set one with --title",
        )
    posts = len(thread.posts)
    return Imported(
        thread, Report(source.recognised, posts, source.certainty, source.left_out, notes)
    )


def _format(documents: Documents, name: str) -> Format:
    for format in _FORMATS:
        if name == format.name or (name == "auto" and format.recognises(documents)):
            return format
    if name != "auto":
        raise SourceError(f'"{name}" is no format; choose one of {", ".join(FORMATS)}')
    raise documents[0].error("this JSON is of no known format; choose the format it should be")
