"""What similar words share, as numbers: character 4-grams, and deletes.

The number of a piece is a hash of its characters.  That two of a million grams have the same one is
less likely than one in ten million; a delete with the same number as another is compared itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from bot.search.ragged import Ragged, concat_ranges, offsets
from bot.search.tokenizer import Form

GRAM = 4  #: characters of a gram
SHORTEST_TYPO = 5  #: characters; a shorter word has no typo
LONGEST_TYPO = 2048
FACTOR = 0x9E3779B97F4A7C15  # any odd number with as many ones as zeros
_INVERSE = pow(FACTOR, -1, 1 << 64)
_MASK = (1 << 64) - 1

Hashes = NDArray[np.uint64]


def grams(form: Form) -> list[int]:
    """Return the distinct grams of a form in order, word ends marked."""
    codes = []
    for part in parts(form):
        letters = map(ord, part.ljust(GRAM, "\0"))
        pairs = [first << 32 | second for first, second in pairwise(letters)]
        halves = zip(pairs[:-2], pairs[2:], strict=True)
        codes += [first * FACTOR + second & _MASK for first, second in halves]
    return [*dict.fromkeys(codes)]


def grams_of_all(forms: Sequence[Form]) -> Ragged:
    """Return the grams of each form in order, some more than once."""
    spelled = [
        # Most forms are words, which are read without a call.
        [f"<{word}>"] if kind == "word" and word.isalnum() else parts(form)
        for form in forms
        for _, word, kind in (form,)
    ]
    padded = letters_of([part.ljust(GRAM, "\0") for part in chain.from_iterable(spelled)])
    letters = padded.values.astype(np.uint64)
    pairs = letters[:-1] << np.uint64(32) | letters[1:]
    counts = padded.lengths() - (GRAM - 1)
    codes = (pairs[:-2] * np.uint64(FACTOR) + pairs[2:])[concat_ranges(padded.offsets[:-1], counts)]
    ends = offsets([*map(len, spelled)])  # of the parts of each form
    return Ragged(offsets(counts)[ends], codes)


def deletes(word: str) -> set[str]:
    """Return a word, and the word without each of its letters.

    Two words with a common element differ by one letter: another, missing, added or moved.
    """
    return {word, *[word[:at] + word[at + 1 :] for at in range(len(word))]}


def has_typos(form: Form) -> bool:
    """Tell whether words that are a typo away from a form are looked for."""
    return form.kind == "word" and SHORTEST_TYPO <= len(form.word) <= LONGEST_TYPO


def deletes_of_all(words: Ragged) -> Ragged:
    """Return the deletes of words, given by their letters, as numbers below 2^31."""
    ends, owners = words.offsets, words.owners()
    points = words.values.astype(np.uint64)
    # A word's hash is the sum of its characters, each times a power of the factor; sums over all
    # words give it without any character.
    powers, inverses = _powers(FACTOR, len(points) + 2), _powers(_INVERSE, len(points) + 2)
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(points * powers[: len(points)], out=sums[1:])
    start, end = ends[owners], ends[owners + 1]
    at = np.arange(len(points))
    before, after = sums[at] - sums[start], sums[end] - sums[at + 1]
    without = before * inverses[start] + after * inverses[start + 1]
    whole = (sums[ends[1:]] - sums[ends[:-1]]) * inverses[ends[:-1]]
    hashes = np.insert(without, ends[:-1], whole) * np.uint64(FACTOR) >> np.uint64(33)
    return Ragged(ends + np.arange(len(ends)), hashes.astype(np.int32))


def parts(form: Form) -> list[str]:
    """Return the strings of which a form's grams are windows."""
    _, word, kind = form
    if kind == "run":
        return [*word, *map(add, word, word[1:])]
    return [f"<{part}>" for part in word.split()]


def letters_of(words: Sequence[str]) -> Ragged:
    """Return the characters of each word."""
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    return Ragged(offsets([*map(len, words)]), letters)


def _powers(factor: int, count: int) -> Hashes:
    powers = np.full(count, factor, np.uint64)
    powers[0] = 1
    return powers.cumprod(dtype=np.uint64)
