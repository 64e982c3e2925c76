"""Importing a thread from what people have in hand: a paste, an export, a saved page."""

from bot.knowledge.importers.importing import FORMATS, Imported, import_thread
from bot.knowledge.importers.reading import Choice, Dropped, Facts
from bot.knowledge.importers.source import Document, ImportFault, documents

__all__ = [
    "FORMATS",
    "Choice",
    "Document",
    "Dropped",
    "Facts",
    "ImportFault",
    "Imported",
    "documents",
    "import_thread",
]
