"""The distinct words of a thread, found by their letters.

A question's word is compared with every word of the thread by its character 4-grams, word ends
marked.  That finds typos, compounds ("dragon" in "dragonbear") and derived forms ("Ukrainian",
"Ukraine") in any language; scripts without spaces are compared by single characters and pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.search.analysis import Token

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SLIP = 5  #: letters, from which on a word may have one wrong
HASH = 0xFFFFFFFF  #: the bits kept of a hash
SLIPPED = 0.75  #: how much alike two words are that differ by one letter


def grams(token: Token) -> tuple[str, ...]:
    """The distinct pieces of a word by which it is compared, in order.

    >>> grams(Token("putin", "putin", 0, 5, "word"))
    ('<put', 'puti', 'utin', 'tin>')
    >>> grams(Token("普京", "普京", 0, 2, "run"))
    ('普', '京', '普京')
    """
    return _grams(token.word, token.kind == "run")


@lru_cache(maxsize=1 << 14)
def _grams(word: str, run: bool) -> tuple[str, ...]:
    if run:
        return tuple(dict.fromkeys([*word, *(word[i : i + 2] for i in range(len(word) - 1))]))
    marked = [f"<{part}>" for part in word.split()]
    return tuple(dict.fromkeys([w[i : i + 4] for w in marked for i in range(max(1, len(w) - 3))]))


def slips(word: str) -> set[str]:
    """A word, and the word with each of its letters left out in turn.

    Two words that share one of these differ by one letter wrong, missing, added, swapped with its
    neighbor or moved (symmetric deletes).

    >>> sorted(slips("tawain") & slips("taiwan"))
    ['tawan']
    """
    return {word, *[word[:i] + word[i + 1 :] for i in range(len(word))]}


class Lists:
    """Rising numbers by key, kept in one flat array."""

    def __init__(
        self, keys: Sequence[int] | Numbers, values: Sequence[int] | Numbers, size: int
    ) -> None:
        order = np.argsort(np.asarray(keys, np.int64), kind="stable")
        counts = np.bincount(np.asarray(keys, np.int64), minlength=size)
        self._bounds = np.concatenate(([0], counts.cumsum()), dtype=np.int32)
        self._values = np.asarray(values, np.int32)[order]

    def counts(self, keys: Numbers) -> Numbers:
        """How many numbers each of some keys has."""
        return np.subtract(self._bounds[keys + 1], self._bounds[keys], dtype=np.int64)

    def of(self, keys: Numbers) -> NDArray[np.int32]:
        """The numbers of some keys, one key's after the other's."""
        counts = self.counts(keys)
        shift = (self._bounds[keys] - counts.cumsum() + counts).repeat(counts)
        values: NDArray[np.int32] = self._values[shift + np.arange(len(shift))]
        return values


class Slips:
    """Words by their slips, of which hashes are kept, in one sorted array: that is small."""

    def __init__(self, words: Mapping[int, str]) -> None:
        self._words = words
        made = [(number, slips(word)) for number, word in words.items()]
        numbers = np.array([number for number, held in made for _ in held], np.int32)
        hashes = np.array([hash(slip) & HASH for _, held in made for slip in held], np.uint32)
        order = hashes.argsort(kind="stable")
        self._hashes, self._numbers = hashes[order], numbers[order]

    def of(self, word: str) -> list[int]:
        """The numbers of the words that share a slip with a word."""
        wanted = slips(word)
        hashes = np.array([hash(slip) & HASH for slip in wanted], np.uint32)
        starts = self._hashes.searchsorted(hashes, "left").tolist()
        ends = self._hashes.searchsorted(hashes, "right").tolist()
        near = {n for a, b in zip(starts, ends, strict=True) for n in self._numbers[a:b].tolist()}
        return [number for number in near if not wanted.isdisjoint(slips(self._words[number]))]


class Lexicon:
    """The words of posts that are given as tokens; never changes.

    Words are numbered in the order in which the posts first hold them.
    """

    def __init__(self, posts: Sequence[Sequence[Token]]) -> None:
        spelled = [{t.word: t for t in tokens if t.kind != "name"} for tokens in posts]
        tokens = {word: t for held in spelled for word, t in held.items()}
        self.numbers = {word: number for number, word in enumerate(tokens)}
        self._posts = Lists(
            [self.numbers[word] for held in spelled for word in held],
            [post for post, held in enumerate(spelled) for _ in held],
            len(tokens),
        )
        pieces = [grams(token) for token in tokens.values()]
        self._grams: dict[str, int] = {}
        for held in pieces:
            for gram in held:
                self._grams.setdefault(gram, len(self._grams))
        self._words = Lists(
            [self._grams[gram] for held in pieces for gram in held],
            np.arange(len(tokens)).repeat([len(held) for held in pieces]),
            len(self._grams) + 1,  # the last is for grams that no word has
        )
        most = self._words.counts(np.arange(len(self._grams))).max(initial=0)
        self._weights = np.array(
            [math.log(1 + (len(tokens) - df + 0.5) / (df + 0.5)) for df in range(int(most) + 1)]
        )
        self._slips = Slips({n: t.word for n, t in enumerate(tokens.values()) if _may_slip(t)})

    def __contains__(self, word: str) -> bool:
        return word in self.numbers

    def compare(self, tokens: Iterable[tuple[Token, bool]]) -> tuple[list[float], Floats]:
        """How much there is of each word to compare, the sum of its grams' weights (their idf
        among the words); and how much each word here looks like it: (tokens, words).

        That is the share 0..1 of its grams' weight that the word here holds; for a token that
        comes with True, at least SLIPPED where one letter differs.
        """
        size = len(self.numbers)
        pieces: list[str] = []
        ends: list[int] = []
        slipped: list[int] = []
        for row, (token, slip) in enumerate(tokens):
            pieces += grams(token)
            ends.append(len(pieces))
            if slip and _may_slip(token):
                slipped += [row * size + number for number in self._slips.of(token.word)]
        unknown = len(self._grams)
        keys = np.array([self._grams.get(gram, unknown) for gram in pieces], np.int64)
        counts = self._words.counts(keys)
        weights = self._weights[counts].tolist()
        masses = [sum(weights[start:end]) for start, end in pairwise([0, *ends])]
        held = np.diff(ends, prepend=0)
        parts = weights / np.array(masses).repeat(held)
        at = (np.arange(len(ends)) * size).repeat(held).repeat(counts)
        shares = np.bincount(at + self._words.of(keys), parts.repeat(counts), len(ends) * size)
        shares = shares.astype(np.float64, copy=False)  # whole numbers if no gram is known
        shares[slipped] = np.maximum(shares[slipped], SLIPPED)
        return masses, np.minimum(shares, 1.0).reshape(len(ends), size)

    def spread(self, shares: Floats, spread: Floats) -> None:
        """Write, over zeros, the greatest share among the words of each post: (tokens, words) to
        (tokens, posts)."""
        size = spread.shape[1]
        flat = shares.reshape(-1)
        alike = np.flatnonzero(flat > 0)
        alike = alike[flat[alike].argsort()]
        rows, words = np.divmod(alike, shares.shape[1])
        counts = self._posts.counts(words)
        at = (rows * size).repeat(counts) + self._posts.of(words)
        spread.reshape(-1)[at] = flat[alike].repeat(counts)  # the greatest comes last


def _may_slip(token: Token) -> bool:
    return token.kind == "word" and len(token.word) >= SLIP
