"""The name of the compiled library.

It changes with the sources, so that a library of older sources is never loaded: what it takes and
returns may be laid out in another way.
"""

import zlib
from pathlib import Path

_FOLDER = Path(__file__).parent


def library_name(extension: str) -> str:
    """Return the file name of the library of today's sources."""
    digest = 0
    for source in sorted(_FOLDER.glob("*.[ch]")):
        digest = zlib.crc32(source.read_bytes(), digest)
    return f"libsearch.{digest:08x}{extension}"
