"""The distinct words of a thread, found by their letters.

A question's word is compared with every word of the thread by its character 4-grams, word ends
marked.  That finds typos, compounds ("dragon" in "dragonbear") and derived forms ("Ukrainian",
"Ukraine") in any language; scripts without spaces are compared by single characters and pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.analysis import Token

SLIP = 5  #: letters, from which on a word may have one wrong
SLIPPED = 0.75  #: how much alike two words are that differ by one letter


def grams(token: Token) -> list[str]:
    """The distinct pieces of a word by which it is compared, in order.

    >>> grams(Token("putin", "putin", 0, 5, "word"))
    ['<put', 'puti', 'utin', 'tin>']
    >>> grams(Token("普京", "普京", 0, 2, "run"))
    ['普', '京', '普京']
    """
    if token.kind == "run":
        word = token.word
        return list(dict.fromkeys([*word, *(word[i : i + 2] for i in range(len(word) - 1))]))
    marked = (f"<{word}>" for word in token.word.split())
    return list(dict.fromkeys(w[i : i + 4] for w in marked for i in range(max(1, len(w) - 3))))


def slips(word: str) -> set[str]:
    """A word with each of its letters left out in turn.

    Two words that share one of these, or of which one is the other's, differ by one letter
    wrong, missing, added or swapped with its neighbor (symmetric deletes).

    >>> sorted(slips("tawain") & slips("taiwan"))
    ['tawan']
    """
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


class Lists:
    """Rising numbers by key, kept in one flat array."""

    def __init__(self, keys: Sequence[int], values: Sequence[int], size: int) -> None:
        order = np.argsort(np.asarray(keys, np.int64), kind="stable")
        self.counts = np.bincount(np.asarray(keys, np.int64), minlength=size)
        self._bounds = np.concatenate(([0], np.cumsum(self.counts)))
        self._values = np.asarray(values, np.int32)[order]

    def __getitem__(self, key: int) -> NDArray[np.int32]:
        return self._values[self._bounds[key] : self._bounds[key + 1]]


class Lexicon:
    """The words of posts that are given as tokens; never changes."""

    def __init__(self, posts: Sequence[Sequence[Token]]) -> None:
        spelled = [{t.word: t for t in tokens if t.kind != "name"} for tokens in posts]
        self._tokens = list({word: t for held in spelled for word, t in held.items()}.values())
        self._numbers = {t.word: number for number, t in enumerate(self._tokens)}
        self._posts = Lists(
            [self._numbers[word] for held in spelled for word in held],
            [post for post, held in enumerate(spelled) for _ in held],
            len(self._tokens),
        )
        pieces = [(gram, number) for number, t in enumerate(self._tokens) for gram in grams(t)]
        self._grams = {gram: i for i, gram in enumerate(dict.fromkeys(g for g, _ in pieces))}
        self._words = Lists(
            [self._grams[gram] for gram, _ in pieces], [n for _, n in pieces], len(self._grams)
        )
        self._slips: dict[str, list[int]] = {}
        for number, token in enumerate(self._tokens):
            if token.kind == "word" and len(token.word) >= SLIP:
                for key in (token.word, *slips(token.word)):
                    self._slips.setdefault(key, []).append(number)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers

    def mass(self, token: Token) -> float:
        """How much there is of a word to compare: the sum of its grams' weights."""
        return sum(map(self._weight, grams(token)))

    def alike(self, token: Token, slip: bool) -> dict[str, float]:
        """The thread's words that look like a word, and how much: the share 0..1 of its grams'
        weight that they hold; with `slip`, at least SLIPPED where one letter differs."""
        shares: dict[int, float] = {}
        whole = self.mass(token) or 1.0
        for gram in grams(token):
            if gram in self._grams:
                part = self._weight(gram) / whole
                for number in self._words[self._grams[gram]].tolist():
                    shares[number] = shares.get(number, 0.0) + part
        if slip and token.kind == "word" and len(token.word) >= SLIP:
            for key in sorted({token.word, *slips(token.word)}):
                for number in self._slips.get(key, ()):
                    shares[number] = max(shares.get(number, 0.0), SLIPPED)
        return {self._tokens[n].word: min(share, 1.0) for n, share in shares.items()}

    def posts(self, word: str) -> NDArray[np.int32]:
        """The posts (positions, rising) that hold a word."""
        return self._posts[self._numbers[word]]

    def _weight(self, gram: str) -> float:
        """A gram's idf among the words."""
        number, n = self._grams.get(gram), len(self._tokens)
        df = 0 if number is None else int(self._words.counts[number])
        return math.log(1 + (n - df + 0.5) / (df + 0.5))
