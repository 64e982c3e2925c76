"""Importing a thread from what people have in hand: a paste, an export, a saved page.

One file a format, listed in ``importing``, which asks each whether a source is its own. A format
makes a ``Reading`` of ``Document``s; ``assembly`` makes a thread of that, numbered and checked.
"""

from bot.knowledge.importers.importing import FORMATS, Imported, import_thread
from bot.knowledge.importers.reading import Choice, Dropped, Facts
from bot.knowledge.importers.source import Document, ImportFault, documents, standard_input
from bot.knowledge.importers.update import Update, update, write_update

__all__ = [
    "FORMATS",
    "Choice",
    "Document",
    "Dropped",
    "Facts",
    "ImportFault",
    "Imported",
    "Update",
    "documents",
    "import_thread",
    "standard_input",
    "update",
    "write_update",
]
