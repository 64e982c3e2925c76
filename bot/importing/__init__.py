"""Importing a thread from what people have in hand: a paste, an export, a saved page.

One file a format, listed in ``recognition``, which asks each whether a source is its own. A format
parses ``Document``s to a ``ParsedSource``; ``assembly`` makes a thread of that, numbered and
checked; ``report`` says what was read, what was left out and how sure that is.
"""

from typing import TYPE_CHECKING, Any

from bot.importing.documents import Document, SourceError, documents, standard_input
from bot.importing.merge import Update, update, write_update
from bot.importing.parsed_source import ImportOptions, Metadata
from bot.importing.report import Certainty, LeftOut, Report

if TYPE_CHECKING:
    from bot.importing.recognition import FORMATS, Imported, import_thread

__all__ = [
    "FORMATS",
    "Certainty",
    "Document",
    "ImportOptions",
    "Imported",
    "LeftOut",
    "Metadata",
    "Report",
    "SourceError",
    "Update",
    "documents",
    "import_thread",
    "standard_input",
    "update",
    "write_update",
]

_OF_FORMATS = {"FORMATS", "Imported", "import_thread"}


def __getattr__(name: str) -> Any:
    """Load the formats when one is needed: pydantic and lxml take 17 MB and half a second."""
    if name not in _OF_FORMATS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bot.importing import recognition

    return getattr(recognition, name)
