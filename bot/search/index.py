"""A thread's index: evidence that a post answers a question, and how sure that makes us.

Two kinds of evidence speak for a post, each between 0 and about 1:

    words    Σ w(t)·bm25(t, post) / Σ w(t)                 the question's terms t under BM25
    letters  Σ w(t)·m(t)·alike(t, post) / Σ w(t)·m(t)      its words by their character 4-grams

w is BM25's idf with everyday language in the background (`bot.search.bm25`), m the weight of a
word's grams, and alike the greatest share of it that a word of the post holds
(`bot.search.lexicon`).  A thread is read in order, so a term counts, fading, in the posts after
the one that holds it, and less in those before: what was named is "he" and "it" from then on.

    score    words + LETTERS·letters

Posts rank by score, with NUMBER more where a number is asked for and the post holds one.  The
confidence that a post answers is logistic in what is known of any question, in any language, and
of a thread of any size:

    z = 3.02·score + 0.222·Σ w(t)·found(t, post) - 0.056·Σ info(t)·(1 - found(t, any post))
        - 1.435·ln(posts + BACKGROUND) - 0.78 if a number is asked for and the post has none + 4.96

info(t) = -ln(1 - (1 - p)^50) is how much it says, in nats, that a term of everyday share p stands
in a text of 50 words; found is 1 for a term, else alike where it is at least ALIKE.  A longer
thread finds more by chance, hence its logarithm.

The weights were fitted, all alike, to real questions on threads of 5 to 3,000 posts in English,
German and Arabic: asked of their own thread, of another one, and of their own without its answer.
What was tried on the way, in points of nDCG@10, the mean of five sets:

    posts lend each term, fading (.5 a post on, .3 back)            +1.3
    posts lend whole scores (.2 and .1, on either side) instead     +0.65
    lending only as far as the thread's posts hang together         +0.05: left out
    each word's likest word in a post, for grams anywhere in it     +0.1, and it can be shown
    a number where one is asked for                                 +0.2
    grams weighted among words, not posts                           -0.1, a third less to keep
    sums of powers .7 to .9 (softer "and")                          +0.1: left out
    one evidence, the greater of words and letters                  -0.2
    adjacent or near words together                                 +0.05 in English, -0.2 in German
    a word inside a longer one as good as whole                     -0.1
    dictionary lemmas before stems                                   0
    large word lists (300,000 words) for small ones                  0
    question words left out: English                                +0.3, and refusal AUC +.002
    question words left out: German, Arabic                         -0.15
    refusal by 14 more features, or by products of these four        0 in AUC
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search.analysis import Token, analyzer, joined
from bot.search.bm25 import Postings
from bot.search.languages import RARE, detect
from bot.search.lexicon import Lexicon

#: The least confidence of an answer; below are at best the closest posts.  Of questions on tweets,
#: a quarter of them asked of the wrong thread, 87 % are rightly answered or refused by it.
ANSWER_THRESHOLD = 0.5
#: The confidence from which an answer is sure: on tweets 96 % of such first hits are the right
#: post, on articles, where the next sentence often says it too, more than 80 %.
SURE_THRESHOLD = 0.8

K1, B = 0.5, 0.6  # a short post that names a word once says nearly all there is to say
BACKGROUND = 200  # posts of everyday language beside the thread
LETTERS = 1.25
NUMBER = 0.2
BEFORE, AFTER = (0.5, 0.25, 0.125), (0.3, 0.09)  # what a term counts in the 1st, 2nd … post on
MATCHED = 0.2  # a post in which no word of the question is found so far does not match
ALIKE = 0.3
EVERYDAY = 5e-3  # a term of a larger share of running words says nothing by itself
MARKED = 2e-3  # and one of this share is not worth marking in a quote
SHORTEST_PART = 4  # letters of each half of a compound
LONGEST_QUESTION = 4000  # characters

Floats = NDArray[np.float64]


class Post(Protocol):
    """What an index takes: anything with a number and a text."""

    @property
    def number(self) -> int:
        """The number by which people name the post."""

    @property
    def text(self) -> str:
        """What the post says."""


P = TypeVar("P", bound=Post)


@dataclass(frozen=True, slots=True)
class Match:
    """What one word of the question found in a post."""

    word: str  #: the question's word, as typed
    kind: str  #: "word" (as typed), "stem", "number", "name" (or flag, emoji) or "similar"
    found: str  #: the post's word, as it stands there
    spans: tuple[tuple[int, int], ...]  #: where it stands, each time
    gave: float  #: what it gave to the score under the confidence, the posts around left aside


@dataclass(frozen=True, slots=True)
class Hit(Generic[P]):
    """A post that matches a question."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    spans: tuple[tuple[int, int], ...]  #: the matched words in the post's text, half open, rising
    matches: tuple[Match, ...]  #: what the question's words found, in the question's order


@dataclass(frozen=True, slots=True)
class Candidate(Generic[P]):
    """A post that matches a question, before it is looked up which words do."""

    post: P
    score: float  #: confidence that the post answers, 0..1
    hit: Callable[[], Hit[P]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's word as this thread sees it."""

    token: Token
    share: float  # of running words in everyday language
    weight: float  # w(t)

    @property
    def info(self) -> float:
        """info(t), in nats."""
        return -math.log(1 - (1 - self.share) ** 50)


class Index(Generic[P]):
    """The posts of a thread, ready to be searched; it never changes.

    `language` is a BCP 47 tag, guessed from the posts if None; `glossary` maps abbreviations to
    what they stand for.  Positions in the arrays below are places in `posts`.
    """

    def __init__(
        self,
        posts: Sequence[P],
        language: str | None = None,
        glossary: Mapping[str, str] | None = None,
    ) -> None:
        self.posts = tuple(posts)
        texts = [post.text for post in self.posts]
        self._analyzer = analyzer(language or detect("\n".join(texts)), glossary or {})
        self._language = self._analyzer.language
        tokens = [self._analyzer.post(text) for text in texts]
        terms = [[t.term for t in post] for post in tokens]
        self._postings = Postings(terms, K1, B, BACKGROUND, self._language.share)
        self._lexicon = Lexicon(tokens)
        self._numbered = np.array([any(c.isdecimal() for c in text) for text in texts], bool)

    def search(self, question: str, limit: int = 3) -> tuple[Hit[P], ...]:
        """The posts that match a question, at most `limit`.

        Best first, equal scores by number; () when nothing matches or the question has no word
        that says anything.
        """
        return tuple([candidate.hit() for candidate in self.candidates(question, limit)])

    def candidates(self, question: str, limit: int) -> tuple[Candidate[P], ...]:
        """What `search` finds, as far as it is needed to choose among several threads' hits."""
        question = question[:LONGEST_QUESTION]
        asked = self._asked(question)
        if not self.posts or not any(self._says_something(one) for one in asked):
            return ()
        masses, alike = self._lexicon.compare((one.token, self._may_slip(one)) for one in asked)
        evidence = np.zeros((2, len(asked), len(self.posts)))
        self._find_words(asked, evidence[0])
        self._lexicon.spread(alike, evidence[1])
        gains = _gains(asked, masses)
        scores = _scores(gains, evidence)
        wanted = self._language.asks_for_number(question)
        best = self._best(scores, evidence.max(axis=(0, 1)) >= MATCHED, NUMBER * wanted, limit)
        anywhere = _found_parts(evidence.max(axis=2))
        missing = sum(one.info * (1 - part) for one, part in zip(asked, anywhere, strict=True))
        found: list[Candidate[P]] = []
        for i in best:
            lacking = wanted and not self._numbered[i]
            here = _found_parts(evidence[:, :, i])
            held = sum(one.weight * part for one, part in zip(asked, here, strict=True))
            score = self._confidence(scores[i], held, missing, lacking)
            if found:
                score = min(score, found[-1].score)
            gave = partial(_shares, gains, evidence[:, :, i : i + 1])
            hit = partial(self._hit, question, asked, i, score, alike, gave)
            found.append(Candidate(self.posts[i], score, hit))
        return tuple(found)

    def _says_something(self, one: _Asked) -> bool:
        return one.share < EVERYDAY and one.token.word not in self._language.question_words

    def _may_slip(self, one: _Asked) -> bool:
        return one.share <= RARE and one.token.term not in self._postings.idf

    def _best(
        self, scores: Floats, matched: NDArray[np.bool_], more: float, limit: int
    ) -> list[int]:
        """The matching posts of the greatest scores, `more` given to those that hold a number."""
        best = np.flatnonzero(matched & (scores != 0))
        ranks = (scores[best] + more * self._numbered[best]).round(9)
        if 0 < limit < len(best):
            kept = ranks >= np.partition(ranks, -limit)[-limit]
            best, ranks = best[kept], ranks[kept]
        order = sorted(
            (-rank, self.posts[i].number, i)
            for rank, i in zip(ranks.tolist(), best.tolist(), strict=True)
        )
        return [i for *_, i in order[:limit]]

    def _asked(self, question: str) -> list[_Asked]:
        """What is asked for, each term once."""
        asked = self._analyzer.recent_question(question)
        tokens = [part for token in asked for part in self._parted(token)]
        for i in range(len(tokens) - 2, -1, -1):  # "dragon bear" is "dragonbear" if that is known
            pair = tokens[i : i + 2]
            apart = all(t.term in self._postings.idf for t in pair)
            if not apart and joined(pair) in self._lexicon:
                tokens[i : i + 2] = [self._analyzer.join(pair)]
        return [self._weigh(token) for token in {t.term: t for t in tokens}.values()]

    def _parted(self, token: Token) -> list[Token]:
        """A compound that the thread has only as its two words, such as "dragonbear", as those."""
        word, known = token.word, self._lexicon
        if token.kind == "word" and word not in known and token.term not in self._postings.idf:
            for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if word[:end] in known and word[end:] in known:
                    return [
                        self._analyzer.part(token, word[:end]),
                        self._analyzer.part(token, word[end:]),
                    ]
        return [token]

    def _weigh(self, token: Token) -> _Asked:
        share = self._language.share(token.term)
        return _Asked(token, share, self._postings.weight(token.term))

    def _find_words(self, asked: Sequence[_Asked], found: Floats) -> None:
        """Write BM25 at an idf of 1 of each word asked for in each post: (words, posts)."""
        for row, one in zip(found, asked, strict=True):
            posts, parts = self._postings.parts(one.token.term)
            row[posts] = parts

    def _confidence(self, score: float, held: float, missing: float, lacking: bool) -> float:
        """How sure a post is to answer: by its score, by what of the question it holds (weights)
        and what is missing anywhere (nats), and by whether it lacks a number that is asked for."""
        z = 3.02 * score + 0.222 * held - 0.056 * missing + 4.96 - 0.78 * lacking
        z -= 1.435 * math.log(len(self.posts) + BACKGROUND)
        return round(1 / (1 + math.exp(-z)), 6)

    def _hit(
        self,
        question: str,
        asked: Sequence[_Asked],
        i: int,
        score: float,
        alike: Floats,
        gave: Callable[[], Floats],
    ) -> Hit[P]:
        post = self.posts[i]
        tokens = self._analyzer.recent_post(post.text)
        spelled = [t for t in tokens if t.kind != "name"]
        likeness = alike[:, [self._lexicon.numbers[t.word] for t in spelled]].tolist()
        matches: list[Match] = []
        marked: list[tuple[int, int]] = []
        for one, shares, part in zip(asked, likeness, gave()[:, 0].tolist(), strict=True):
            kind, found = _found(one.token, tokens, spelled, shares)
            if found:
                spans = tuple(sorted({(t.start, t.end) for t in found}))
                word = question[one.token.start : one.token.end]
                first = post.text[slice(*spans[0])]
                matches.append(Match(word, kind, first, spans, round(part, 6)))
                if one.share < MARKED:
                    marked += spans
        marked = marked or [span for match in matches for span in match.spans]
        return Hit(post, score, _united(sorted(marked)), tuple(matches))


def _gains(asked: Sequence[_Asked], masses: Sequence[float]) -> Floats:
    """What the whole evidence of each word asked for gives to a score: (2, words)."""
    weighed = list(zip((one.weight for one in asked), masses, strict=True))
    weight = sum(w for w, _ in weighed)
    mass = sum(w * m for w, m in weighed)
    return np.array(
        [[w / weight for w, _ in weighed], [LETTERS * w * m / mass for w, m in weighed]]
    )


def _shares(gains: Floats, evidence: Floats) -> Floats:
    """What each word asked for gives to the score of each post: (words, posts)."""
    words, letters = gains[..., None] * evidence
    shares: Floats = words + letters
    return shares


def _scores(gains: Floats, evidence: Floats) -> Floats:
    """The score of each post, with what the posts around it lend.

    Summed term by term, not by a matrix product, so that it is the same on every machine.
    """
    scores = np.zeros(evidence.shape[2])
    for row in _shares(gains, _carried(evidence)):
        scores += row
    return scores


def _carried(evidence: Floats) -> Floats:
    """The evidence for each post, the last axis, with what the posts around it lend."""
    lent = evidence.copy()
    for distance, part in enumerate(BEFORE, 1):
        after = lent[..., distance:]
        np.maximum(after, part * evidence[..., :-distance], out=after)
    for distance, part in enumerate(AFTER, 1):
        before = lent[..., :-distance]
        np.maximum(before, part * evidence[..., distance:], out=before)
    return lent


def _found_parts(evidence: Floats) -> list[float]:
    """How far each word is found, 0..1, by its evidence of words and of letters: (2, words)."""
    return [
        1.0 if word else letters if letters >= ALIKE else 0.0
        for word, letters in zip(*evidence.tolist(), strict=True)
    ]


def _found(
    asked: Token, tokens: Sequence[Token], spelled: Sequence[Token], shares: Sequence[float]
) -> tuple[str, list[Token]]:
    """How a word was found among a post's tokens, and as which of them; `shares` tells how much
    the spelled ones look like it."""
    same = [t for t in tokens if t.term == asked.term]
    if same:
        if asked.kind in ("name", "number"):
            return asked.kind, same
        return ("word" if any(t.word == asked.word for t in same) else "stem"), same
    most = max(shares, default=0.0)
    if most < ALIKE:
        return "", []
    return "similar", [t for t, share in zip(spelled, shares, strict=True) if share == most]


def _united(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Rising spans without overlap."""
    united: list[tuple[int, int]] = []
    for start, end in spans:
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return tuple(united)
