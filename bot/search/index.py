"""A thread's index: evidence that a post answers a question, and how sure that makes us."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from bot.search.analysis import Analyzer, Token
from bot.search.bm25 import Postings
from bot.search.languages import detect

ANSWER_THRESHOLD = 0.33
SURE_THRESHOLD = 0.66


class Post(Protocol):
    """What an index takes: anything with a number and a text."""

    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=Post)


@dataclass(frozen=True, slots=True)
class Match:
    """What one word of the question found in a post."""

    word: str  #: the question's word, as typed
    kind: str  #: "word" (as typed), "stem", "number", "name", "emoji" or "typo" (alike in letters)
    found: str  #: the post's word, as it stands there
    span: tuple[int, int]  #: where it stands
    gave: float  #: the share of the evidence for the post that it gave, 0..1


@dataclass(frozen=True, slots=True)
class Hit(Generic[P]):
    """A post that matches a question."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    spans: tuple[tuple[int, int], ...]  #: the matched words in the post's text, half open, rising
    matches: tuple[Match, ...]  #: what the question's words found, in their order


def _grams(token: Token) -> list[str]:
    if token.kind == "run":
        return [*token.word, *(token.word[i : i + 2] for i in range(len(token.word) - 1))]
    marked = [f"<{word}>" for word in token.word.split()]
    return [word[i : i + 4] for word in marked for i in range(max(1, len(word) - 3))]


def _alike(a: Token, b: Token) -> float:
    """Dice's coefficient of two words' 4-grams."""
    x, y = Counter(_grams(a)), Counter(_grams(b))
    return 2 * (x & y).total() / (x.total() + y.total())


class Index(Generic[P]):
    """The posts of a thread, ready to be searched; never changes."""

    def __init__(
        self,
        posts: Sequence[P],
        language: str | None = None,
        glossary: Mapping[str, str] = {},
    ) -> None:
        self.posts = tuple(posts)
        tag = language or detect("\n".join(post.text for post in self.posts))
        self._analyzer = Analyzer(tag, glossary)
        self._share = self._analyzer.language.share
        self._tokens = [self._analyzer.post(post.text) for post in self.posts]
        self._words = Postings(
            ([t.term for t in tokens] for tokens in self._tokens), 0.5, 0.6, 200, self._share
        )
        self._letters = Postings(
            ([g for t in tokens if t.kind != "name" for g in _grams(t)] for tokens in self._tokens),
            0.5, 0.6,
        )  # fmt: skip

    def search(self, question: str, limit: int = 3) -> list[Hit[P]]:
        """The posts that match, best first; equal scores by number; [] when nothing matches."""
        asked = {t.term: t for t in self._analyzer.question(question[:4000])}
        if not any(self._share(term) < 1e-3 for term in asked):
            return []
        scores = self._scores(list(asked.values()))
        order = sorted(
            np.flatnonzero(scores > 0).tolist(), key=lambda i: (-scores[i], self.posts[i].number)
        )
        best = 1.0
        hits = []
        for i in order[:limit]:
            matches = self._matches(question, list(asked.values()), i)
            best = min(best, self._confidence(scores[i], list(asked.values()), i))
            spans = tuple(sorted({m.span for m in matches}))
            spans = tuple(s for j, s in enumerate(spans) if not j or spans[j - 1][1] <= s[0])
            hits.append(Hit(self.posts[i], round(best, 6), spans, tuple(matches)))
        return hits

    def _scores(self, asked: list[Token]) -> np.ndarray:
        n = len(self.posts)
        words, letters = np.zeros(n), np.zeros(n)
        most_words = most_letters = 0.0
        for token in asked:
            weight = self._words.weight(token.term)
            most_words += weight * 1.5
            posts, parts = self._words.parts(token.term)
            words[posts] += weight * parts
            for gram in _grams(token):
                rarity = weight * self._letters.weight(gram)
                most_letters += rarity * 1.5
                posts, parts = self._letters.parts(gram)
                letters[posts] += rarity * parts
        raw = words / (most_words or 1) + letters / (most_letters or 1)
        padded = np.pad(raw, 2)
        near = np.maximum(padded[1:-3], padded[3:-1])
        far = np.maximum(padded[:-4], padded[4:])
        return np.where(raw > 0, (raw + 0.2 * near + 0.1 * far).round(9), 0.0)

    def _confidence(self, score: float, asked: list[Token], i: int) -> float:
        evidence = unmatched = 0.0
        for token in asked:
            info = -math.log(1 - (1 - max(self._share(token.term), 1e-9)) ** 50)
            alike = self._best(token, i)[0]
            evidence += info * alike
            if token.term not in self._words.vocabulary:
                unmatched += info * (
                    1 - max(self._best(token, j)[0] for j in range(len(self.posts)))
                )
        z = 5.8 * score / 2 + 0.186 * evidence - 0.096 * unmatched - 2.24
        return 1 / (1 + math.exp(-z))

    def _best(self, asked: Token, i: int) -> tuple[float, list[Token]]:
        """How well a post has a question's word, and by which of its words."""
        same = [t for t in self._tokens[i] if t.term == asked.term]
        if same:
            return 1.0, same
        alike = {t.word: _alike(asked, t) for t in self._tokens[i] if t.kind != "name"}
        most = max(alike.values(), default=0.0)
        if most < 0.3:
            return 0.0, []
        return most, [t for t in self._tokens[i] if alike.get(t.word) == most]

    def _matches(self, question: str, asked: list[Token], i: int) -> list[Match]:
        found = []
        for token in asked:
            alike, tokens = self._best(token, i)
            if self._share(token.term) < 2e-3:
                for t in tokens:
                    kind = "typo" if alike < 1 else "word" if t.word == token.word else "stem"
                    found.append((token, t, kind, alike * self._words.weight(token.term)))
        total = sum(f[3] for f in found) or 1.0
        return [
            Match(
                question[q.start : q.end], kind, self.posts[i].text[t.start : t.end],
                (t.start, t.end), round(gave / total, 6),
            )
            for q, t, kind, gave in found
        ]  # fmt: skip
