"""Handing a source over as people do: as files, as a paste, through a pipe."""

from io import BytesIO
from pathlib import Path

from bot.importing import (
    Imported,
    ImportOptions,
    Metadata,
    documents,
    import_thread,
    standard_input,
)

SOURCES = Path(__file__).parent / "sources"


def of_files(
    *names: str | Path, format: str = "auto", options: ImportOptions | None = None
) -> Imported:
    """Import files and folders, those of ``sources`` by their name."""
    taken = documents([SOURCES / name for name in names])
    return import_thread(taken, "imported", format=format, options=options or ImportOptions())


def of_text(
    text: str | bytes,
    *,
    format: str = "auto",
    options: ImportOptions | None = None,
    metadata: Metadata | None = None,
) -> Imported:
    """Import what is piped in."""
    content = text.encode() if isinstance(text, str) else text
    return import_thread(
        standard_input(BytesIO(content)),
        "imported",
        format=format,
        options=options or ImportOptions(),
        metadata=metadata or Metadata(),
    )


def texts(imported: Imported) -> list[str]:
    """The words of the posts."""
    return [post.text for post in imported.thread.posts]


def labels(imported: Imported) -> list[str | None]:
    """The labels of the posts."""
    return [post.label for post in imported.thread.posts]


def numbers(imported: Imported) -> list[int]:
    """The numbers of the posts."""
    return [post.number for post in imported.thread.posts]
