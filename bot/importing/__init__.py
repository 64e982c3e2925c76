"""Importing a thread from what people have in hand: a paste, an export, a saved page.

One file a format, listed in ``importing``, which asks each whether a source is its own. A format
makes a ``Reading`` of ``Document``s; ``assembly`` makes a thread of that, numbered and checked.
"""

from bot.importing.documents import Document, ImportFault, documents, standard_input
from bot.importing.merge import Update, update, write_update
from bot.importing.parsed_source import Dropped, ImportOptions, Metadata
from bot.importing.recognition import FORMATS, Imported, import_thread

__all__ = [
    "FORMATS",
    "Document",
    "Dropped",
    "ImportFault",
    "ImportOptions",
    "Imported",
    "Metadata",
    "Update",
    "documents",
    "import_thread",
    "standard_input",
    "update",
    "write_update",
]
