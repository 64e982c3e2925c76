"""How often words are used: wordfreq's small lists, some 30,000 words each.

``NOTICE.md`` has their origin and their licence.
"""

import gzip
from pathlib import Path
from typing import Any

import msgpack

_FOLDER = Path(__file__).parent


def word_frequencies(code: str) -> dict[str, float]:
    """Return each word's share of running words, the most frequent first; none without a list."""
    file = _FOLDER / f"{code}.msgpack.gz"
    if not file.exists():
        return {}
    _header, *buckets = _unpack(file)  # words by frequency, in hundredths of a power of ten
    return {word: 10 ** (-cb / 100) for cb, words in enumerate(buckets) for word in words}


def simplified_characters() -> dict[int, str]:
    """Return the simplified form of each traditional Chinese character, by code point."""
    return dict(_unpack(_FOLDER / "simplified_chinese.msgpack.gz"))


def _unpack(file: Path) -> Any:
    with gzip.open(file) as packed:
        return msgpack.load(packed, strict_map_key=False)
