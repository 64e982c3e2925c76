"""How often words are used: wordfreq's small lists, some 30,000 words each.

``NOTICE.md`` has their origin and their licence.
"""

import gzip
from pathlib import Path
from typing import Any

import msgpack

_FOLDER = Path(__file__).parent


def has_list(code: str) -> bool:
    """Tell whether a language has a list."""
    return _file(code).exists()


def word_frequencies(code: str) -> dict[str, float]:
    """Return each word's share of running words, the most frequent first; none without a list."""
    if not has_list(code):
        return {}
    _header, *buckets = _unpack(_file(code))  # words by frequency, in hundredths of a power of ten
    return {word: 10 ** (-cb / 100) for cb, words in enumerate(buckets) for word in words}


def simplified_characters() -> dict[int, str]:
    """Return the simplified form of each traditional Chinese character, by code point."""
    return dict(_unpack(_file("simplified_chinese")))


def _file(name: str) -> Path:
    return _FOLDER / f"{name}.msgpack.gz"


def _unpack(file: Path) -> Any:
    with gzip.open(file) as packed:
        return msgpack.load(packed, strict_map_key=False)
