"""What is known of each language: its words, their terms, and the names of emoji and flags.

There is a file for each language. ``scripts/build_language_data.py`` computes them, so that the bot
need not; ``NOTICE.md`` has their origins and licences. A file is compressed text in six sections,
with an empty line between them. The text files are written by hand: words that only ask, patterns
of questions for a number and of words such as "not", forms of words that no stemmer brings
together, and of those that it brings together with other words, the stemmers of languages, subtags
of languages that are analysed as another one, American spellings, and months and days that are a
typo or two apart, of languages without a list of words.
"""

import gzip
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent

_BLOCK_SIZE = 512

WORD_LISTS = frozenset({
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fil", "fr",
    "he", "hi", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "ms", "nb", "nl",
    "pl", "pt", "ro", "ru", "sh", "sk", "sl", "sv", "ta", "tr", "uk", "ur", "vi", "zh",
})  # fmt: skip
"""Languages with words; the others have the names of flags and numbers."""


class SortedLines:
    """A table that stays text: a line for each key, with a tab before its value, in order.

    It takes a tenth of a dictionary's memory, and a microsecond for each key that is looked up.
    """

    def __init__(self, text: bytes = b"") -> None:
        self._blocks: list[bytes] = []
        start, text = 0, b"\n%b\n" % text if text else b""
        while start < len(text) - 1:
            end = text.find(b"\n", start + _BLOCK_SIZE)
            end = len(text) - 1 if end < 0 else end
            self._blocks.append(text[start : end + 1])
            start = end

    def get(self, key: str) -> str | None:
        """Return the value of a key, or None."""
        start = b"\n%b\t" % key.encode("utf-8", "surrogatepass")
        number = bisect_right(self._blocks, start + b"\xff") - 1
        if number < 0 or (at := self._blocks[number].find(start)) < 0:
            return None
        block, at = self._blocks[number], at + len(start)
        return block[at : block.index(b"\n", at)].decode()

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each key and its value."""
        for block in self._blocks:
            for line in block.decode().strip("\n").split("\n"):
                key, _, value = line.partition("\t")
                yield key, value


class LanguageData(NamedTuple):
    """The tables of a language.

    ``words`` has the share of each word among running words, as the hundredths of a power of ten
    by which it is below 1. ``terms`` has the share of all words of a term, in thousandths, where
    the word that is spelled like the term has another one. ``synonyms`` has the stems that are
    looked up as other ones, and ``forms`` the words that are, while others with their stem are not.
    ``names`` has what emoji, flags and signs are called, and ``characters`` the simplified Chinese
    characters of others.
    """

    words: SortedLines = SortedLines()
    terms: SortedLines = SortedLines()
    synonyms: SortedLines = SortedLines()
    forms: SortedLines = SortedLines()
    names: SortedLines = SortedLines()
    characters: SortedLines = SortedLines()


def has_data(code: str) -> bool:
    """Tell whether a language has a file."""
    return _file(code).exists()


def read(code: str) -> LanguageData:
    """Read the tables of a language; all are empty for one without a file."""
    if not has_data(code):
        return LanguageData()
    with gzip.open(_file(code)) as packed:
        return LanguageData(*map(SortedLines, packed.read().split(b"\n\n")))


@cache
def written(name: str) -> Mapping[str, str]:
    """Return a table that is written by hand: a language each line, a tab, and its value."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def _file(code: str) -> Path:
    return _FOLDER / f"{code}.gz"
