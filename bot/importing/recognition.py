"""Importing a thread: recognise the format by the content, read it, and make a thread of it."""

from dataclasses import dataclass, replace

from bot.importing.assembly import assembled, thread_of
from bot.importing.documents import Documents, SourceError
from bot.importing.formats import (
    bluesky,
    csv_table,
    discord_export,
    hacker_news,
    json_table,
    markdown,
    mastodon,
    mastodon_archive,
    own_yaml,
    pasted_text,
    reddit,
    slack,
    slackdump,
    telegram,
    transcript,
    web_page,
    x_api,
    x_archive,
)
from bot.importing.parsed_source import Format, ImportOptions, Metadata
from bot.importing.report import Certainty, Report
from bot.importing.unsupported import check_no_error_answer, check_supported, unknown_json
from bot.knowledge.thread import Thread

_EXPORTS = (
    x_archive.FORMAT,
    discord_export.FORMAT,
    slack.FORMAT,
    slackdump.FORMAT,
    telegram.FORMAT,
    mastodon_archive.FORMAT,
    mastodon.FORMAT,
    bluesky.FORMAT,
    reddit.FORMAT,
    hacker_news.FORMAT,
    x_api.FORMAT,
)
"""Formats with a shape of their own, which no other file has."""

_TEXTS = (
    web_page.FORMAT,
    csv_table.FORMAT,  # before those below, because its cells may have what marks them
    own_yaml.FORMAT,
    markdown.FORMAT,
    transcript.FORMAT,
    json_table.FORMAT,
    *pasted_text.FORMATS,  # last, because any text can be one
)

FORMATS = ("auto", *(format.name for format in (*_EXPORTS, *_TEXTS)))
"""The names that ``--format`` takes."""

_MAX_NOTES = 20
"""Notes of a source that are shown: an export can have one for each of its posts."""

_LONG = 2500
"""Characters in a post that nothing in the source marks, from which it may be several posts."""

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
    documents = tuple(map(web_page.json_in_page, documents))
    if options.root is not None:
        options = replace(options, root=options.root.strip())
    chosen = _chosen(format) if format != "auto" else _recognised(documents)
    if options.root is not None and not chosen.roots:
        raise documents[0].error("one post follows another in it; import it without --root")
    source = assembled(
        chosen.read(documents, options), only_author=options.only_author, in_order=chosen.roots
    )
    thread = thread_of(id, source, metadata)
    notes = source.warnings[:_MAX_NOTES]
    if more := len(source.warnings) - len(notes):
        notes += (f"{more:,} more of such notes",)
    if not (metadata.title or source.metadata.title):
        notes += (
            "the source has no title, so the first words are the title; set one with --title",
        )
    longest = max(thread.posts, key=lambda post: len(post.text))
    if source.certainty is Certainty.INFERRED and len(longest.text) > _LONG:
        notes += (f"post {longest.number} has {len(longest.text):,} characters: it may be several",)
    posts = len(thread.posts)
    return Imported(
        thread, Report(source.recognised, posts, source.certainty, source.left_out, notes)
    )


def _chosen(name: str) -> Format:
    for format in (*_EXPORTS, *_TEXTS):
        if name == format.name:
            return format
    raise SourceError(f'"{name}" is no format; choose one of {", ".join(FORMATS)}')


def _recognised(documents: Documents) -> Format:
    """The first format whose own the documents are; raises SourceError for what none can read."""
    check_no_error_answer(documents[0])
    for format in _EXPORTS:
        if format.recognises(documents):
            return format
    check_supported(documents)
    for format in _TEXTS:
        if format.recognises(documents):
            return format
    raise unknown_json(documents[0])
